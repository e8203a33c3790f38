use std::collections::BTreeMap;

use super::*;
use shared::engine::EngineName;

use crate::experiments::study::Study;

/// The traffic of every cell at full size.
fn full() -> Vec<Traffic> {
    let scenario = Study::tenants(&[EngineName::Sqlite], &[], 1.0).scenario;
    scenario.cells.values().filter_map(|cell| cell.procedure.traffic().cloned()).collect()
}

fn asked(traffic: &Traffic, seed: u64) -> Vec<Ask> {
    asks(traffic, false, 1.0, &mut Random::seeded(seed))
}

fn seconds(ask: &Ask) -> f64 {
    ask.at.unwrap().as_secs_f64()
}

#[test]
fn a_seed_names_the_requests_of_all_traffic() {
    for traffic in full() {
        assert_eq!(asked(&traffic, 5), asked(&traffic, 5), "{traffic:?}");
    }
    let sustained = full().remove(1);
    assert_ne!(asked(&sustained, 5), asked(&sustained, 6));
}

#[test]
fn in_a_burst_every_tenant_asks_once() {
    let asks = asked(&Traffic::Burst { tenants: 100, clients: 32 }, 1);
    assert!(asks.iter().map(|ask| ask.tenant).eq(0..100));
    assert!(asks.iter().all(|ask| ask.at.is_none() && ask.ordinal == 0 && ask.purpose == Purpose::Measured));
}

#[test]
fn of_two_requests_of_a_tenant_the_second_counts() {
    let asks = asked(&Traffic::Second { tenants: 2 }, 1);
    let found: Vec<_> = asks.iter().map(|ask| (ask.tenant, ask.ordinal, ask.purpose)).collect();
    let (opening, counted) = (Purpose::Opening, Purpose::Measured);
    assert_eq!(found, [(0, 0, opening), (0, 1, counted), (1, 0, opening), (1, 1, counted)]);
}

#[test]
fn one_tenant_opens_for_all_others() {
    let asks = asked(&Traffic::CrossTenant { tenants: 20 }, 1);
    assert_eq!(asks.len(), 21);
    assert!(asks.iter().all(|ask| (ask.purpose == Purpose::Opening) == (ask.tenant == 0)));
}

#[test]
fn popular_tenants_ask_as_often_as_the_power_of_their_rank_says() {
    let (popularity, mut random) = (Popularity::new(4, 1.0), Random::seeded(2));
    let mut counts = [0_u32; 4];
    for _ in 0..100_000 {
        counts[popularity.draw(&mut random) as usize] += 1;
    }
    // 1, 1/2, 1/3 and 1/4 of 25/12: 48, 24, 16 and 12 %.
    for (count, expected) in counts.iter().zip([48_000_u32, 24_000, 16_000, 12_000]) {
        assert!(count.abs_diff(expected) < 500, "{counts:?}");
    }
    let mut alike = (0..1000).map(|_| Popularity::new(3, 0.0).draw(&mut random));
    assert!((0..3).all(|tenant| alike.any(|drawn| drawn == tenant)));
}

#[test]
fn arrivals_follow_the_wave_and_keep_the_average() {
    let rate = rate::Rate { per_second: 50.0, swing: 0.8, period_seconds: 40.0 };
    assert!((rate.at(0.0) - 10.0).abs() < 1e-9 && (rate.at(20.0) - 90.0).abs() < 1e-9);
    let moments = arrivals(rate, 4000.0, &mut Random::seeded(3));
    assert!(moments.is_sorted());
    let in_crest = moments.iter().filter(|moment| ((*moment - 10.0) / 20.0).floor().rem_euclid(2.0) < 0.5).count();
    // 50 a second, and half a wave has 1 + 0.8 * 2/pi of its average.
    assert!((198_000..202_000).contains(&moments.len()), "{}", moments.len());
    assert!((150_000..152_000).contains(&in_crest), "{in_crest}");
    for (per_second, seconds) in [(0.0, 9.0), (f64::NAN, 9.0), (1.0, f64::INFINITY)] {
        assert!(arrivals(rate::Rate { per_second, ..rate }, seconds, &mut Random::seeded(3)).is_empty());
    }
}

#[test]
fn sustained_traffic_finds_a_place_that_has_started() {
    let asks = asks(&full()[1], false, 4.0, &mut Random::seeded(5));
    let (first, others) = asks.split_first().unwrap();
    assert_eq!((first.purpose, first.tenant, first.at), (Purpose::Opening, 0, Some(Duration::ZERO)));
    // By the clock, whatever the scale.
    assert!(others.iter().all(|ask| ask.purpose == Purpose::Measured && seconds(ask) >= LEAD));
}

#[test]
fn sparse_tenants_stand_evenly_apart_and_signals_come_beside_them() {
    let traffic = Traffic::Sparse { tenants: 3, every_seconds: 30.0, keep_warm_seconds: 10.0, seconds: 60.0 };
    let plain = asked(&traffic, 1);
    let times: Vec<_> = plain.iter().map(|ask| (seconds(ask), ask.tenant, ask.ordinal)).collect();
    assert_eq!(times, [(0.0, 0, 0), (10.0, 1, 0), (20.0, 2, 0), (30.0, 0, 1), (40.0, 1, 1), (50.0, 2, 1)]);
    let kept = asks(&traffic, true, 1.0, &mut Random::seeded(1));
    let (signals, others): (Vec<Ask>, Vec<Ask>) = kept.into_iter().partition(|ask| ask.purpose == Purpose::Signal);
    assert_eq!(others, plain);
    assert!(signals.iter().map(seconds).eq([0.0, 10.0, 20.0, 30.0, 40.0, 50.0]));
}

#[test]
fn a_tenant_comes_back_after_its_gap() {
    let asks = asked(&Traffic::Gaps { gap_seconds: vec![1.0, 10.0], trials: 3 }, 4);
    // The first request starts the place, long before the tenants open.
    assert_eq!((asks[0].purpose, asks[0].tenant), (Purpose::Opening, 0));
    assert!(seconds(&asks[0]) < 1e-9 && seconds(&asks[1]) > 1.0);
    let mut gaps = Vec::new();
    for tenant in 0..6 {
        let [opening, back] = asks[1..].iter().filter(|ask| ask.tenant == tenant).collect::<Vec<_>>()[..] else {
            panic!()
        };
        assert_eq!((opening.purpose, back.purpose), (Purpose::Opening, Purpose::Measured));
        let gap = back.gap.unwrap().as_secs_f64();
        assert!((seconds(back) - seconds(opening) - gap).abs() < 1e-6);
        gaps.push(gap);
    }
    gaps.sort_by(f64::total_cmp);
    assert_eq!(gaps, [1.0, 1.0, 1.0, 10.0, 10.0, 10.0]);
}

#[test]
fn the_time_scale_divides_waiting_and_leaves_the_requests_alone() {
    for traffic in full().iter().filter(|traffic| traffic.is_scheduled()) {
        let [plain, fast] = [1.0, 4.0].map(|scale| asks(traffic, true, scale, &mut Random::seeded(8)));
        let last = |asks: &[Ask]| asks.iter().map(seconds).fold(0.0, f64::max);
        let ratio = last(&plain) / last(&fast);
        assert!(ratio > 1.5 && ratio < 4.001, "{traffic:?}: {ratio}");
        let counts = |asks: &[Ask]| {
            let mut counts = BTreeMap::new();
            for ask in asks {
                *counts.entry(ask.tenant).or_insert(0) += 1;
            }
            counts
        };
        assert_eq!(counts(&plain), counts(&fast));
    }
}

#[test]
fn a_wait_of_nothing_does_not_go_on_for_ever() {
    let traffic = Traffic::Sparse { tenants: 2, every_seconds: 0.0, keep_warm_seconds: -1.0, seconds: 9.0 };
    assert_eq!(asks(&traffic, true, 1.0, &mut Random::seeded(1)).len(), 3);
}
