use shared::{
    engine::EngineName,
    routing::Routing,
    timing::{CopyState, EngineState},
};
use statistics::{Answer, Estimate, Interval};

use super::made::{Made, arm, found, found_in, places, scenario, took};
use crate::{
    experiments::study::Study,
    instrument::{
        samples::{Outcome, Purpose, Samples},
        scenario::Scenario,
        target::TargetKind,
    },
    machine::spread::Spread,
    ranged::Ranged,
    record::{
        Placement, Share,
        analysis::{break_even::even, findings, made::card},
    },
};

fn counts(share: Option<Share>) -> Option<(u64, u64)> {
    share.map(|share| (share.hits, share.of))
}

#[test]
fn warm_answers_are_counted_and_timed_apart_from_cold_ones() {
    let of = |tenant, milliseconds, engine| took("burst", "new", tenant, milliseconds, engine);
    let mut made: Vec<Made> = (0..7).map(|tenant| of(tenant, 2.0 + f64::from(tenant), EngineState::Warm)).collect();
    made[0].sample.told.as_mut().unwrap().copy = Some(CopyState::Miss);
    made.push(of(7, 30.0, EngineState::Cold));
    made.push(of(8, 20.0, EngineState::Coalesced));
    made.push(of(9, 900.0, EngineState::Warm).with(|sample| sample.outcome = Outcome::Deadline));
    let found = found(made);
    let arm = arm(&found, "burst", "new");
    let traffic = arm.traffic.as_ref().unwrap();
    assert_eq!((arm.samples, arm.errors.hits, traffic.coalesced), (10, 1, 1));
    assert_eq!((counts(traffic.warm), counts(traffic.copies)), (Some((7, 9)), Some((8, 9))));
    let (cold, warm) = (traffic.cold_ms.unwrap(), traffic.warm_ms.unwrap());
    assert_eq!((cold.samples, cold.p50, cold.p50_interval, cold.p95), (2, 25.0, None, None));
    assert_eq!((warm.samples, warm.p50), (7, 5.0));
    assert_eq!(warm.p50_interval, Some(Ranged { value: 5.0, lower: 2.0, upper: 8.0 }));
    // Cold and warm are no one population, and a burst has no schedule.
    assert_eq!((arm.p50_ms, arm.load, arm.outliers), (None, None, 0));
    assert_eq!(found.cells.iter().filter(|cell| !cell.arms.is_empty()).count(), 1);
}

#[test]
fn openings_are_timed_and_are_of_no_rate() {
    let opening = took("second", "new", 0, 40.0, EngineState::Cold).told(|told| told.purpose = Purpose::Opening);
    let second = took("second", "new", 0, 2.0, EngineState::Warm).told(|told| told.ordinal = 1);
    let found = found([opening, second]);
    let arm = arm(&found, "second", "new");
    let traffic = arm.traffic.as_ref().unwrap();
    assert_eq!((arm.samples, counts(traffic.warm)), (1, Some((1, 1))));
    assert_eq!((traffic.openings_ms.unwrap().p50, traffic.cold_ms), (40.0, None));
}

#[test]
fn a_gap_tells_who_was_still_warm_and_whose_object_was_awake() {
    let mut made = Vec::new();
    for (tenant, gap_s, object_after, engine) in
        [(0, 5, 0, EngineState::Warm), (1, 5, 1, EngineState::Warm), (2, 20, 77, EngineState::Cold)]
    {
        let of = |milliseconds, engine| took("gaps", "traditional", tenant, milliseconds, engine);
        made.push(of(9.0, EngineState::Cold).told(|told| {
            (told.purpose, told.places) = (Purpose::Opening, places(1, Some(u64::from(tenant))));
        }));
        let back = of(3.0, engine).told(|told| {
            (told.gap, told.ordinal) = (Some(gap_s * 1_000_000_000), 1);
            told.places = places(1, Some(object_after));
        });
        made.push(back.with(|sample| sample.times.sent = gap_s * 1_000_000_000));
    }
    let found = found(made);
    let traffic = arm(&found, "gaps", "traditional").traffic.as_ref().unwrap();
    let seen: Vec<_> = traffic.gaps.iter().map(|gap| (gap.gap_seconds, counts(gap.warm), counts(gap.awake))).collect();
    assert_eq!(seen, [(5.0, Some((2, 2)), Some((2, 2))), (20.0, Some((0, 1)), Some((0, 1)))]);
    let rows = &traffic.heat.rows;
    assert_eq!((rows[0].label.as_str(), &rows[0].warmth[..3]), ("5", "ww."));
}

#[test]
fn the_gain_of_a_share_has_newcombes_interval() {
    let share = |hits, of| super::census::share(hits, of).unwrap();
    // Newcombe's example: 56 of 70 against 48 of 80.
    let gain = share(56, 70).gain_over(&share(48, 80));
    for (found, expected) in [(gain.value, 0.2), (gain.lower, 0.0524), (gain.upper, 0.3339)] {
        assert!((found - expected).abs() < 5e-5, "{gain:?}");
    }
}

#[test]
fn keep_warm_is_held_against_the_same_traffic_without() {
    let of = |arm, engine| took("sparse", arm, 0, 2.0, engine);
    let (plain, kept) = ("new", "new_kept_warm");
    let found = found([
        of(plain, EngineState::Cold),
        of(plain, EngineState::Warm),
        of(kept, EngineState::Warm),
        of(kept, EngineState::Warm),
        of(kept, EngineState::Warm).told(|told| told.purpose = Purpose::Signal),
    ]);
    let [of] = &found.keep_warm[..] else { panic!() };
    assert_eq!((of.cell.as_str(), of.arm.as_str(), of.base.as_str()), ("sparse", kept, plain));
    assert_eq!((of.routing.as_str(), of.signals), ("single", 1));
    assert_eq!((counts(Some(of.plain)), counts(Some(of.kept))), (Some((1, 2)), Some((2, 2))));
    assert!((of.gain.value - 0.5).abs() < 1e-9);
    let claim = found.claims.iter().find(|claim| claim.name == "new_keep_warm_gain").unwrap();
    assert_eq!((claim.found, claim.answer), (Some(of.gain), Answer::Undecided));
}

/// All architectures under two policies.
fn routed() -> Scenario {
    Study::tenants(&[EngineName::Sqlite], &[Routing::RoundRobin, Routing::TenantAffine], 1.0).scenario
}

#[test]
fn policies_are_kept_apart() {
    let mut made = Vec::new();
    for (policy, plain) in [("round-robin", EngineState::Cold), ("tenant-affine", EngineState::Warm)] {
        for name in ["new", "hybrid"] {
            for (arm, engine) in
                [(format!("{name}:{policy}"), plain), (format!("{name}_kept_warm:{policy}"), EngineState::Warm)]
            {
                made.extend((0..3).map(|tenant| took("sparse", &arm, tenant, 2.0, engine)));
            }
        }
    }
    made.push(took("sparse", "traditional", 0, 2.0, EngineState::Warm).told(|told| told.engine = None));
    let found = found_in(&routed(), made);
    let warm = |name| counts(arm(&found, "sparse", name).traffic.as_ref().unwrap().warm);
    assert_eq!((warm("new:round-robin"), warm("new:tenant-affine")), (Some((0, 3)), Some((3, 3))));
    assert!(warm("traditional").is_some() && found.cell("sparse").unwrap().arm("new").is_none());

    let kept = found.keep_warm.iter().map(|kept| (kept.routing.as_str(), kept.base.as_str(), kept.gain.value));
    assert_eq!(
        kept.collect::<Vec<_>>(),
        [
            ("round-robin", "new:round-robin", 1.0),
            ("round-robin", "hybrid:round-robin", 1.0),
            ("tenant-affine", "new:tenant-affine", 0.0),
            ("tenant-affine", "hybrid:tenant-affine", 0.0),
        ]
    );
}

#[test]
fn hypotheses_are_answered_policy_by_policy() {
    let of = |arm: &str, engine| took("gaps", arm, 0, 2.0, engine).told(|told| told.gap = Some(1_000_000_000));
    let mut made = Vec::new();
    for _ in 0..20 {
        made.push(of("traditional", EngineState::Cold));
        made.push(of("new:round-robin", EngineState::Cold));
        made.push(of("new:tenant-affine", EngineState::Warm));
    }
    let claims = found_in(&routed(), made).claims;
    let answer = |name: &str| claims.iter().find(|claim| claim.name == name).unwrap().answer;
    assert_eq!(answer("new_round_robin_longest_gain"), Answer::Refuted);
    assert_eq!(answer("new_tenant_affine_longest_gain"), Answer::Supported);
}

#[test]
fn break_even_is_between_architectures_and_not_between_policies() {
    let mut made = Vec::new();
    for arm in ["new:round-robin", "new:tenant-affine", "traditional", "hybrid:round-robin", "hybrid:tenant-affine"] {
        for (round, tenant, ordinal) in (0..3).flat_map(|round| (0..40).map(move |n| (round, n / 2, n % 2))) {
            let milliseconds = 2.0 + f64::from((round * 7 + tenant * 3) % 5) / 10.0;
            let of = took("second", arm, tenant, milliseconds, EngineState::Warm);
            made.push(of.told(|told| told.ordinal = ordinal).with(|sample| sample.round = round));
        }
    }
    let found = found_in(&routed(), made);
    let pairs: Vec<_> = found.break_even.iter().map(|pair| format!("{}/{}", pair.arm, pair.base)).collect();
    let expected = [
        "traditional/new:round-robin",
        "hybrid:round-robin/new:round-robin",
        "traditional/new:tenant-affine",
        "hybrid:tenant-affine/new:tenant-affine",
        "hybrid:round-robin/traditional",
        "hybrid:tenant-affine/traditional",
    ];
    assert_eq!(pairs, expected);
}

fn estimate(low: f64, value: f64, high: f64) -> Estimate {
    Estimate { value, interval: Interval { low, high } }
}

#[test]
fn a_loss_at_first_is_made_up_for_by_gains_that_follow() {
    for (first, further) in [
        (estimate(8.0, 10.0, 12.0), estimate(-3.0, -2.0, -1.0)),
        (estimate(-12.0, -10.0, -8.0), estimate(1.0, 2.0, 3.0)),
    ] {
        let even = even(&first, &further).unwrap();
        assert!((even.value - 5.0).abs() < 1e-9, "{even:?}");
        assert!(even.interval.low > 2.0 && even.interval.high < 12.5, "{even:?}");
    }
}

#[test]
fn nothing_is_made_up_for_where_a_difference_is_not_known_or_both_go_one_way() {
    let unknown = estimate(-1.0, 1.0, 3.0);
    let loss = estimate(1.0, 2.0, 3.0);
    assert_eq!((even(&unknown, &loss), even(&loss, &unknown), even(&loss, &loss)), (None, None, None));
}

#[test]
fn arms_on_one_engine_are_weighed_against_each_other() {
    let mut made = Vec::new();
    for (round, tenant) in (0..3).flat_map(|round| (0..20).map(move |tenant| (round, tenant))) {
        let jitter = f64::from((round * 7 + tenant * 3) % 5) / 10.0;
        for (arm, first, further) in [("new", 4.0, 2.0), ("traditional", 14.0, 1.0)] {
            for (ordinal, milliseconds) in [(0, first), (1, further)] {
                let of = took("second", arm, tenant, milliseconds + jitter, EngineState::Warm);
                made.push(of.told(|told| told.ordinal = ordinal).with(|sample| sample.round = round));
            }
        }
    }
    let found = found(made);
    let [pair] = &found.break_even[..] else { panic!("{:?}", found.break_even) };
    assert_eq!((pair.arm.as_str(), pair.base.as_str()), ("traditional", "new"));
    assert!((pair.requests.unwrap().value - 10.0).abs() < 0.01, "{pair:?}");
    assert_eq!(pair.conclusion, "traditional is cheaper from the 11th warm request of an instance on");
}

#[test]
fn hypotheses_are_answered_for_engines_that_tenants_share() {
    let of = |arm: &str, tenant, engine| took("cross_tenant", arm, tenant, 2.0, engine);
    let found = found(
        (0..20).flat_map(|tenant| [of("new", tenant, EngineState::Warm), of("traditional", tenant, EngineState::Cold)]),
    );
    let answers: Vec<_> = found.claims.iter().map(|claim| (claim.name.as_str(), claim.answer)).collect();
    assert_eq!(
        answers,
        [
            ("new_second_warm", Answer::Undecided),
            ("new_cross_tenant_warm", Answer::Supported),
            ("new_burst_warm", Answer::Undecided),
            ("new_keep_warm_gain", Answer::Undecided),
            ("new_longest_gain", Answer::Undecided),
        ]
    );
    assert_eq!(found.claims[1].holds, "cross_tenant.new.warm > 0.5");
}

#[test]
fn failing_requests_and_wrong_answers_make_a_run_invalid() {
    let of = |outcome| [took("burst", "new", 1, 2.0, EngineState::Warm).with(|sample| sample.outcome = outcome)];
    let failed = found(of(Outcome::Refused));
    assert_eq!(failed.trust.invalid, ["burst: 1 of 1 requests failed, more than the limit of 1 %"]);
    assert_eq!(found(of(Outcome::Wrong)).trust.invalid[0], "burst: wrong answers of new: 1");
}

#[test]
fn a_schedule_that_is_kept_within_milliseconds_is_no_fault_and_one_that_is_a_wish_is() {
    let lag = |nanoseconds: u64| {
        let late = move |tenant: u32| {
            took("sustained", "new", tenant, 2.0, EngineState::Warm).with(|sample| {
                let due = u64::from(tenant) * 500_000_000;
                (sample.times.scheduled, sample.times.sent) = (Some(due), due + nanoseconds);
            })
        };
        found((0..21).map(late))
    };
    let kept = lag(40_000);
    let load = arm(&kept, "sustained", "new").load.unwrap();
    assert!((load.per_second - 2.1).abs() < 1e-9 && (load.lag_p50_ms - 0.04).abs() < 1e-9, "{load:?}");
    assert!(kept.trust.invalid.is_empty() && kept.trust.lag_p99_ms.is_some());
    let late = lag(2_000_000).trust;
    assert!(late.invalid.is_empty() && late.warnings.iter().any(|text| text.contains("2.00 ms late at p99")));
    assert!(lag(21_000_000).trust.invalid[0].starts_with("sustained: the client was the bottleneck"));
}

#[test]
fn one_isolate_and_a_time_scale_are_warned_of() {
    let of = || [took("sustained", "new", 0, 1.0, EngineState::Warm)];
    let scaled = Study::tenants(&[EngineName::Sqlite], &[], 4.0).scenario;
    let warnings = found_in(&scaled, of()).trust.warnings;
    assert_eq!(warnings.len(), 2);
    assert!(warnings[0].contains("one isolate") && warnings[1].contains("divided by 4"), "{warnings:?}");

    let spread = [Spread { isolates: 4, routing: Routing::Random }];
    let mut card = card();
    card.placement = Placement::of(TargetKind::Workerd, &spread);
    assert!(findings(&Samples::default(), &scenario(), &card).trust.warnings.is_empty());
}
