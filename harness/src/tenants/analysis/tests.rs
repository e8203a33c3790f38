use std::collections::BTreeMap;

use shared::{
    routing::Routing,
    timing::{CopyState, EngineState},
};
use statistics::{Answer, Estimate, Interval};

use super::{break_even::requests, keep_warm::gain, *};
use crate::{
    record::Ranged,
    spread::Spread,
    target::TargetKind,
    tenants::{
        findings::TenantFindings,
        made::{places, plan, visit},
        plan::Placement,
        traffic::ScenarioName,
    },
};

fn card() -> Card {
    Card {
        began: "2026-11-26T00:00:00Z".to_owned(),
        seconds: 1.0,
        command: "cargo lab tenants".to_owned(),
        target: TargetKind::Workerd,
        url: None,
        seed: 7,
        complete: true,
        ended_by: None,
        shortened: None,
        processes: 1,
        client_processor: None,
        unavailable: BTreeMap::new(),
        absent: BTreeMap::new(),
    }
}

fn found(visits: &[Visit]) -> (Findings, TenantFindings) {
    let findings = findings(visits, &plan(), &card());
    let tenants = findings.tenants.clone().unwrap();
    (findings, tenants)
}

/// A visit of a scenario that took so long.
fn took(scenario: ScenarioName, arm: &str, tenant: u32, milliseconds: f64, engine: EngineState) -> Visit {
    let last_byte_ns = std::time::Duration::from_secs_f64(milliseconds / 1e3).subsec_nanos().into();
    Visit { scenario, tenant, last_byte_ns, engine_state: Some(engine), ..visit(arm) }
}

fn counts(share: Option<Share>) -> Option<(u64, u64)> {
    share.map(|share| (share.hits, share.of))
}

#[test]
fn warm_answers_are_counted_and_timed_apart_from_cold_ones() {
    let of = |tenant, milliseconds, engine| took(ScenarioName::Burst, "new", tenant, milliseconds, engine);
    let mut visits: Vec<Visit> = (0..7).map(|tenant| of(tenant, 2.0 + f64::from(tenant), EngineState::Warm)).collect();
    visits.push(of(7, 30.0, EngineState::Cold));
    visits.push(of(8, 20.0, EngineState::Coalesced));
    visits.push(Visit { outcome: Outcome::Deadline, ..of(9, 900.0, EngineState::Warm) });
    visits[0].copy_state = Some(CopyState::Miss);
    let (_, found) = found(&visits);
    let group = found.group(ScenarioName::Burst, "new", Variant::Plain).unwrap();
    assert_eq!((group.requests, group.failures.hits, group.coalesced), (10, 1, 1));
    assert_eq!((counts(group.warm), counts(group.copies)), (Some((7, 9)), Some((8, 9))));
    let (cold, warm) = (group.cold_ms.unwrap(), group.warm_ms.unwrap());
    assert_eq!((cold.samples, cold.p50, cold.p50_interval, cold.p95), (2, 25.0, None, None));
    assert_eq!((warm.samples, warm.p50), (7, 5.0));
    assert_eq!(warm.p50_interval, Some(Ranged { value: 5.0, lower: 2.0, upper: 8.0 }));
    assert_eq!(found.groups.len(), 1);
}

#[test]
fn openings_are_timed_and_are_of_no_rate() {
    let opening = Visit { purpose: Purpose::Opening, ..took(ScenarioName::Second, "new", 0, 40.0, EngineState::Cold) };
    let second = Visit { turn: 1, ..took(ScenarioName::Second, "new", 0, 2.0, EngineState::Warm) };
    let (_, found) = found(&[opening, second]);
    let group = &found.groups[0];
    assert_eq!((group.requests, counts(group.warm)), (1, Some((1, 1))));
    assert_eq!((group.openings_ms.unwrap().p50, group.cold_ms), (40.0, None));
}

#[test]
fn a_gap_tells_who_was_still_warm_and_whose_object_was_awake() {
    let mut visits = Vec::new();
    for (tenant, gap_s, object_after, engine) in
        [(0, 5, 0, EngineState::Warm), (1, 5, 1, EngineState::Warm), (2, 20, 77, EngineState::Cold)]
    {
        let scenario = ScenarioName::Gaps;
        let opening = took(scenario, "traditional", tenant, 9.0, EngineState::Cold);
        let opened = places(1, Some(u64::from(tenant)));
        visits.push(Visit { purpose: Purpose::Opening, places: opened, ..opening });
        visits.push(Visit {
            gap_ns: Some(gap_s * 1_000_000_000),
            sent_ns: gap_s * 1_000_000_000,
            places: places(1, Some(object_after)),
            turn: 1,
            ..took(scenario, "traditional", tenant, 3.0, engine)
        });
    }
    let (_, found) = found(&visits);
    let gaps = &found.groups[0].gaps;
    let seen: Vec<_> = gaps.iter().map(|gap| (gap.gap_seconds, counts(gap.warm), counts(gap.awake))).collect();
    assert_eq!(seen, [(5.0, Some((2, 2)), Some((2, 2))), (20.0, Some((0, 1)), Some((0, 1)))]);
    let rows = &found.groups[0].heat.rows;
    assert_eq!((rows[0].label.as_str(), &rows[0].warmth[..3]), ("5", "ww."));
}

#[test]
fn the_gain_of_a_share_has_newcombes_interval() {
    let share = |hits, of| census::share(hits, of).unwrap();
    // Newcombe's example: 56 of 70 against 48 of 80.
    let gain = gain(&share(56, 70), &share(48, 80));
    for (found, expected) in [(gain.value, 0.2), (gain.lower, 0.0524), (gain.upper, 0.3339)] {
        assert!((found - expected).abs() < 5e-5, "{gain:?}");
    }
}

#[test]
fn keep_warm_is_held_against_the_same_traffic_without() {
    let of = |variant, engine| Visit { variant, ..took(ScenarioName::Sparse, "new", 0, 2.0, engine) };
    let signal = Visit { purpose: Purpose::KeepWarm, ..of(Variant::KeepWarm, EngineState::Warm) };
    let visits = [
        of(Variant::Plain, EngineState::Cold),
        of(Variant::Plain, EngineState::Warm),
        of(Variant::KeepWarm, EngineState::Warm),
        of(Variant::KeepWarm, EngineState::Warm),
        signal,
    ];
    let (_, found) = found(&visits);
    let [kept] = &found.keep_warm[..] else { panic!() };
    assert_eq!((kept.contender.as_str(), kept.routing.as_str(), kept.signals), ("new", "single", 1));
    assert_eq!((counts(Some(kept.plain)), counts(Some(kept.kept))), (Some((1, 2)), Some((2, 2))));
    assert!((kept.gain.value - 0.5).abs() < 1e-9);
}

/// The plan of two policies.
fn routed() -> Plan {
    let policies = [Routing::RoundRobin, Routing::TenantAffine];
    let spreads = policies.map(|routing| Spread { isolates: 4, routing });
    let contenders = plan().contenders.into_iter().flat_map(|contender| contender.under(&policies)).collect();
    Plan { contenders, placement: Placement::of(&spreads), ..plan() }
}

#[test]
fn policies_are_kept_apart() {
    let mut visits = Vec::new();
    for (routing, plain) in [(Routing::RoundRobin, EngineState::Cold), (Routing::TenantAffine, EngineState::Warm)] {
        for arm in ["new", "hybrid"] {
            for (variant, engine) in [(Variant::Plain, plain), (Variant::KeepWarm, EngineState::Warm)] {
                let routing = Some(routing);
                let of = |tenant| took(ScenarioName::Sparse, arm, tenant, 2.0, engine);
                visits.extend((0..3).map(|tenant| Visit { routing, variant, ..of(tenant) }));
            }
        }
    }
    visits.push(Visit { engine_state: None, ..took(ScenarioName::Sparse, "traditional", 0, 2.0, EngineState::Warm) });
    let found = findings(&visits, &routed(), &card()).tenants.unwrap();
    let warm = |label| counts(found.group(ScenarioName::Sparse, label, Variant::Plain).unwrap().warm);
    assert_eq!((warm("new:round-robin"), warm("new:tenant-affine")), (Some((0, 3)), Some((3, 3))));
    assert_eq!(found.of(ScenarioName::Sparse).filter(|group| group.contender == "traditional").count(), 1);
    assert!(found.group(ScenarioName::Sparse, "new", Variant::Plain).is_none());

    let kept = found.keep_warm.iter().map(|kept| (kept.routing.as_str(), kept.contender.as_str(), kept.gain.value));
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
    let of = |routing, arm: &str, engine| Visit {
        routing,
        gap_ns: Some(1_000_000_000),
        ..took(ScenarioName::Gaps, arm, 0, 2.0, engine)
    };
    let mut visits = vec![of(None, "traditional", EngineState::Cold); 20];
    visits.extend(vec![of(Some(Routing::RoundRobin), "new", EngineState::Cold); 20]);
    visits.extend(vec![of(Some(Routing::TenantAffine), "new", EngineState::Warm); 20]);
    let claims = findings(&visits, &routed(), &card()).claims;
    let answer = |name: &str| claims.iter().find(|claim| claim.name == name).unwrap().answer;
    assert_eq!(answer("gaps.new:round-robin.longest.gain"), Answer::Refuted);
    assert_eq!(answer("gaps.new:tenant-affine.longest.gain"), Answer::Supported);
}

#[test]
fn break_even_is_between_architectures_and_not_between_policies() {
    let mut visits = Vec::new();
    let [round_robin, affine] = [Routing::RoundRobin, Routing::TenantAffine].map(Some);
    let contenders =
        [(round_robin, "new"), (affine, "new"), (None, "traditional"), (round_robin, "hybrid"), (affine, "hybrid")];
    for (routing, arm) in contenders {
        for (pass, tenant, turn) in (0..3).flat_map(|pass| (0..40).map(move |number| (pass, number / 2, number % 2))) {
            let milliseconds = 2.0 + f64::from((pass * 7 + tenant * 3) % 5) / 10.0;
            let of = took(ScenarioName::Second, arm, tenant, milliseconds, EngineState::Warm);
            visits.push(Visit { routing, pass, turn, ..of });
        }
    }
    let found = findings(&visits, &routed(), &card()).tenants.unwrap();
    let pairs: Vec<_> = found.break_even.iter().map(|pair| format!("{}/{}", pair.contender, pair.base)).collect();
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
        let even = requests(&first, &further).unwrap();
        assert!((even.value - 5.0).abs() < 1e-9, "{even:?}");
        assert!(even.interval.low > 2.0 && even.interval.high < 12.5, "{even:?}");
    }
}

#[test]
fn nothing_is_made_up_for_where_a_difference_is_not_known_or_both_go_one_way() {
    let unknown = estimate(-1.0, 1.0, 3.0);
    let loss = estimate(1.0, 2.0, 3.0);
    assert_eq!((requests(&unknown, &loss), requests(&loss, &unknown), requests(&loss, &loss)), (None, None, None));
}

#[test]
fn contenders_on_one_engine_are_weighed_against_each_other() {
    let mut visits = Vec::new();
    for pass in 0..3 {
        for tenant in 0..20 {
            let jitter = f64::from((pass * 7 + tenant * 3) % 5) / 10.0;
            for (arm, first, further) in [("new", 4.0, 2.0), ("traditional", 14.0, 1.0)] {
                let of = |turn, milliseconds| Visit {
                    pass,
                    turn,
                    ..took(ScenarioName::Second, arm, tenant, milliseconds + jitter, EngineState::Warm)
                };
                visits.extend([of(0, first), of(1, further)]);
            }
        }
    }
    let (_, found) = found(&visits);
    let [pair] = &found.break_even[..] else { panic!("{:?}", found.break_even) };
    assert_eq!((pair.contender.as_str(), pair.base.as_str()), ("traditional", "new"));
    assert!((pair.requests.unwrap().value - 10.0).abs() < 0.01, "{pair:?}");
    assert_eq!(pair.conclusion, "traditional is cheaper from the 11th warm request of an instance on");
}

#[test]
fn hypotheses_are_answered_for_engines_that_tenants_share() {
    let of = |arm: &str, tenant, engine| took(ScenarioName::CrossTenant, arm, tenant, 2.0, engine);
    let visits: Vec<Visit> = (0..20)
        .flat_map(|tenant| [of("new", tenant, EngineState::Warm), of("traditional", tenant, EngineState::Cold)])
        .collect();
    let (found, _) = found(&visits);
    let answers: Vec<_> = found.claims.iter().map(|claim| (claim.name.as_str(), claim.answer)).collect();
    assert_eq!(
        answers,
        [
            ("second.new.warm", Answer::Undecided),
            ("cross_tenant.new.warm", Answer::Supported),
            ("burst.new.warm", Answer::Undecided),
            ("sparse.new.keep_warm.gain", Answer::Undecided),
            ("gaps.new.longest.gain", Answer::Undecided),
        ]
    );
    assert_eq!(found.claims[1].holds, "cross_tenant.new.warm > 0.5");
}

#[test]
fn failing_requests_and_wrong_answers_make_a_run_invalid() {
    let failed = Visit { outcome: Outcome::Refused, ..took(ScenarioName::Burst, "new", 1, 2.0, EngineState::Warm) };
    let (findings, _) = found(&[failed]);
    assert_eq!(findings.trust.invalid, ["burst, new: 1 of 1 requests failed"]);
    let wrong = Visit { outcome: Outcome::Wrong, ..took(ScenarioName::Burst, "new", 1, 2.0, EngineState::Warm) };
    let (findings, _) = found(&[wrong]);
    assert_eq!(findings.trust.invalid[0], "1 answers were not what was asked for");
}

#[test]
fn one_isolate_and_a_time_scale_are_warned_of() {
    let mut plan = plan();
    plan.time_scale = 4.0;
    let warnings = findings(&[visit("new")], &plan, &card()).trust.warnings;
    assert_eq!(warnings.len(), 2);
    assert!(warnings[0].contains("one isolate") && warnings[1].contains("divided by 4"), "{warnings:?}");
}
