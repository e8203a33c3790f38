use shared::timing::EngineState;
use statistics::{Estimate, Random};

use super::{
    again::again,
    census::{self, Served, Warmth},
    heat::heat,
    made::{places, sample},
    pool::{self, pool},
    services::services,
};
use crate::{
    instrument::{
        samples::{Outcome, Purpose, Sample, Told},
        scenario::Traffic,
    },
    record::{Pool, Share},
};

/// An answer with a change to what it told.
fn told(change: impl FnOnce(&mut Told)) -> Sample {
    let mut sample = sample();
    change(sample.told.as_mut().unwrap());
    sample
}

/// An answer to a tenant from an isolate, in the life of an object.
fn from(tenant: u32, isolate: u64, object: u64) -> Sample {
    told(|told| (told.tenant, told.places) = (tenant, places(isolate, Some(object))))
}

/// The samples a second apart, as one round.
fn round(samples: &[Sample]) -> Vec<Sample> {
    let at = |(number, sample): (u64, &Sample)| {
        let mut sample = sample.clone();
        sample.times.sent = number * 1_000_000_000;
        sample
    };
    (0..).zip(samples).map(at).collect()
}

fn served(samples: &[Sample]) -> Vec<Served<'_>> {
    census::served(samples)
}

fn hits(share: Option<Share>) -> Option<(u64, u64)> {
    share.map(|share| (share.hits, share.of))
}

#[test]
fn an_answer_tells_how_warm_its_engine_was() {
    let of = |engine| told(|told| told.engine = engine);
    let samples =
        round(&[of(Some(EngineState::Cold)), of(Some(EngineState::Coalesced)), of(Some(EngineState::Warm)), of(None)]);
    let found: Vec<_> = served(&samples).iter().map(|served| served.warmth).collect();
    let [cold, coalesced, warm] = [Warmth::Cold, Warmth::Coalesced, Warmth::Warm].map(Some);
    assert_eq!(found, [cold, coalesced, warm, warm]);
}

#[test]
fn without_an_engine_the_life_of_the_object_tells() {
    let of = |object| told(|told| (told.engine, told.places) = (None, places(1, Some(object))));
    let samples = round(&[of(1), of(1), of(2), of(2)]);
    let found: Vec<_> = served(&samples).iter().filter_map(|served| served.warmth).collect();
    assert_eq!(found, [Warmth::Cold, Warmth::Warm, Warmth::Cold, Warmth::Warm]);
}

#[test]
fn a_failed_request_is_neither_cold_nor_warm() {
    let samples = [Sample { outcome: Outcome::Refused, ..sample() }];
    assert_eq!(served(&samples)[0].warmth, None);
}

#[test]
fn requests_are_told_by_where_others_had_been() {
    // Isolates 1, 2, 1, 3 for tenants 1, 1, 2, 2: of three that could, one came to a known isolate, none of its own tenant.
    let samples = round(&[from(1, 1, 10), from(1, 2, 10), from(2, 1, 20), from(2, 3, 21)]);
    let found = again(&[served(&samples)]);
    assert_eq!(hits(found.anybody), Some((1, 3)));
    assert_eq!(hits(found.tenant), Some((0, 2)));
    assert_eq!(hits(found.awake), Some((1, 2)));
}

#[test]
fn a_round_knows_nothing_of_the_one_before() {
    let samples = round(&[from(1, 1, 10), from(1, 1, 10)]);
    let found = again(&[served(&samples), served(&samples)]);
    assert_eq!((hits(found.anybody), hits(found.tenant)), (Some((2, 2)), Some((2, 2))));
    assert_eq!(hits(again(&[served(&samples[..1])]).anybody), None);
}

#[test]
fn openings_and_signals_make_places_known_and_are_no_trials() {
    let mut signal = from(0, 2, 5);
    signal.told.as_mut().unwrap().purpose = Purpose::Signal;
    let mut opening = from(1, 1, 10);
    opening.told.as_mut().unwrap().purpose = Purpose::Opening;
    let samples = round(&[signal, opening, from(1, 2, 10)]);
    let found = again(&[served(&samples)]);
    assert_eq!((hits(found.anybody), hits(found.tenant)), (Some((1, 1)), Some((0, 1))));
}

#[test]
fn every_worker_has_its_distinct_places() {
    let samples = round(&[from(1, 1, 10), from(1, 2, 10), from(2, 1, 20)]);
    let found = services(&served(&samples));
    let of = |service: &str| {
        found.iter().find(|census| census.service == service).map(|of| (of.isolates, of.instances, of.objects))
    };
    assert_eq!((of("state"), of("compute")), (Some((1, 1, 2)), Some((2, 2, 0))));
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-3
}

#[test]
fn pool_sizes_are_those_of_the_formulas() {
    // Marked, captures, recaptures; Bailey's estimate; marked over the ends of Wilson's interval for 5/20, 12/12 and 1/2.
    for (counts, value, low, high) in [
        ((10, 20, 5), 35.0, 21.3356, 89.3961),
        ((4, 12, 12), 4.0, 4.0, 5.2805),
        ((1, 50, 50), 1.0, 1.0, 1.0768),
        ((3, 2, 1), 4.5, 3.3132, 31.7356),
    ] {
        let Estimate { value: found, interval } = pool::estimate(counts.0, counts.1, counts.2).unwrap();
        assert!(close(found, value) && close(interval.low, low) && close(interval.high, high), "{found} {interval:?}");
    }
}

#[test]
fn a_pool_without_recaptures_cannot_be_told() {
    assert!(pool::estimate(5, 9, 0).unwrap_err().contains("no isolate of the first half"));
    assert!(pool::estimate(0, 9, 0).is_err() && pool::estimate(5, 0, 0).is_err());
    let samples = round(&[from(1, 1, 10), from(1, 2, 10), from(2, 3, 20), from(2, 4, 20)]);
    let Pool::CannotTell { seen, .. } = pool(&served(&samples)) else { panic!() };
    assert_eq!(seen, 4);
}

#[test]
fn a_pool_is_never_told_smaller_than_what_was_seen() {
    let samples = round(&[from(1, 1, 1), from(1, 1, 1), from(1, 1, 1), from(1, 1, 1), from(2, 2, 2), from(2, 3, 2)]);
    let Pool::Estimated { seen, isolates, .. } = pool(&served(&samples)) else { panic!() };
    assert_eq!(seen, 3);
    assert!(isolates.lower >= 3.0 && isolates.value >= 3.0 && isolates.upper >= isolates.value, "{isolates:?}");
}

#[test]
fn intervals_of_pools_cover_the_true_size() {
    let mut random = Random::seeded(20_261_126);
    for (size, requests) in [(1_u32, 10), (8, 20), (24, 40), (60, 60)] {
        let (mut told, mut covered) = (0_u32, 0_u32);
        for _ in 0..2000 {
            let samples: Vec<Sample> =
                (0..requests).map(|_| from(0, 1 + random.below(usize::try_from(size).unwrap()) as u64, 1)).collect();
            if let Pool::Estimated { isolates, .. } = pool(&served(&round(&samples))) {
                told += 1;
                covered += u32::from((isolates.lower..=isolates.upper).contains(&f64::from(size)));
            }
        }
        assert!(told > 1900, "{size}: told {told}");
        assert!(f64::from(covered) >= 0.92 * f64::from(told), "{size}: covered {covered} of {told}");
    }
}

#[test]
fn heat_shows_the_worst_of_a_slot_and_isolates_in_the_order_of_appearance() {
    let mut cold = from(1, 8, 1);
    cold.told.as_mut().unwrap().engine = Some(EngineState::Cold);
    let failed = Sample { outcome: Outcome::Deadline, ..from(2, 7, 1) };
    let again = |tenant, isolate| {
        let mut sample = from(tenant, isolate, 1);
        sample.told.as_mut().unwrap().ordinal = 1;
        sample
    };
    let samples = round(&[cold, again(1, 9), failed, again(2, 8)]);
    let map = heat(&Traffic::Second { tenants: 2 }, &[served(&samples)]);
    let rows: Vec<_> =
        map.rows.iter().map(|row| (row.label.as_str(), row.warmth.as_str(), row.isolates.as_str())).collect();
    assert_eq!(rows, [("1", "cw", "01"), ("2", "xw", "20")]);

    let mut samples = round(&[from(3, 1, 1), from(3, 1, 1), from(3, 1, 1)]);
    samples[1].times.sent = 1;
    samples[1].told.as_mut().unwrap().engine = Some(EngineState::Cold);
    let traffic = Traffic::Sparse { tenants: 1, every_seconds: 1.0, keep_warm_seconds: 1.0, seconds: 3.0 };
    let map = heat(&traffic, &[served(&samples)]);
    let warmth = &map.rows[0].warmth;
    assert_eq!((warmth.len(), warmth.matches('c').count(), warmth.matches('w').count()), (60, 1, 1));
    assert!(warmth.starts_with('c') && warmth.ends_with('w') && (map.end - 2.0).abs() < 1e-9);
}
