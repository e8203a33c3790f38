use std::collections::HashSet;

use shared::ids::RandomId;

use super::*;
use crate::arm::Arm;

const RUN: RandomId = RandomId(7);

fn plan(kind: Kind, count: usize) -> Plan {
    Plan { kind, count, engine: EngineName::Sqlite }
}

fn all_steps(plan: Plan) -> Vec<Step> {
    (0..plan.steps()).map(|number| plan.step(number, RUN).unwrap()).collect()
}

#[test]
fn every_arm_is_measured_as_often_as_asked() {
    for kind in [Kind::ColdStart, Kind::HotQuery, Kind::Write, Kind::Burst] {
        let steps = all_steps(plan(kind, 7));
        for arm in Arm::ALL {
            let measured = steps.iter().filter(|step| step.arm == arm && step.purpose == Purpose::Measure).count();
            assert_eq!(measured, 7, "{kind:?} {arm:?}");
        }
    }
    assert!(plan(Kind::Write, 7).step(4 * (1 + 7), RUN).is_none());
}

#[test]
fn a_benchmark_of_postgres_asks_only_the_arms_that_run_it() {
    let steps = all_steps(Plan { engine: EngineName::Postgres, ..plan(Kind::Write, 2) });
    assert_eq!(steps.len(), 3 * (1 + 2));
    assert!(steps.iter().all(|step| step.arm != Arm::Native && step.engine == EngineName::Postgres));
    let begun = Progress::begin(Plan { engine: EngineName::Postgres, ..plan(Kind::Write, 2) }, RUN);
    let cursor = begun.cursor().unwrap();
    let resumed = |engine| begin(Kind::Write, format!(r#"{{"cursor":"{cursor}"{engine}}}"#).as_bytes());
    assert_eq!(resumed("").unwrap(), begun);
    assert_eq!(resumed(r#","engine":"postgres""#).unwrap(), begun);
    assert_eq!(resumed(r#","engine":"sqlite""#).unwrap_err().code, ErrorCode::BadChoice);
    assert_eq!(begin(Kind::Write, br#"{"engine":"mysql"}"#).unwrap_err().code, ErrorCode::UnknownEngine);
}

#[test]
fn the_first_arm_changes_from_iteration_to_iteration() {
    let steps = all_steps(plan(Kind::ColdStart, 3));
    let first: Vec<Arm> = steps.chunks(4).map(|iteration| iteration[0].arm).collect();
    assert_eq!(first, [Arm::New, Arm::Traditional, Arm::Hybrid]);
}

#[test]
fn cold_starts_use_a_new_tenant_each_time() {
    let steps = all_steps(plan(Kind::ColdStart, 5));
    let tenants: HashSet<&str> = steps.iter().map(|step| step.tenant.as_str()).collect();
    assert_eq!(tenants.len(), 5);
}

#[test]
fn a_call_never_exceeds_the_invocations() {
    let mut progress = Progress::begin(plan(Kind::Burst, 100), RUN);
    let mut calls = 0;
    while progress.cursor().is_some() {
        let steps = next_steps(&progress, limits::INVOCATIONS);
        let cost: usize = steps.iter().map(|step| step.arm.most_invocations()).sum();
        assert!((1..=limits::INVOCATIONS).contains(&cost));
        progress.steps_done += steps.len();
        calls += 1;
    }
    assert!((30..=45).contains(&calls), "{calls}");
    assert!(next_steps(&Progress::begin(plan(Kind::Write, 1), RUN), 0).is_empty());
}

#[test]
fn a_cursor_goes_on_where_it_ended() {
    let mut progress = Progress::begin(plan(Kind::Write, 5), RUN);
    progress.steps_done = 4;
    let cursor = progress.cursor().unwrap();
    assert_eq!(Progress::resume(&cursor, Kind::Write).unwrap(), progress);
    assert_eq!(Progress::resume(&cursor, Kind::HotQuery).unwrap_err().code, ErrorCode::BadCursor);
    assert_eq!(Progress::resume("nonsense", Kind::Write).unwrap_err().code, ErrorCode::BadCursor);
    progress.steps_done = progress.plan.steps();
    assert_eq!(progress.cursor(), None);
}

#[test]
fn counts_outside_their_bounds_are_refused() {
    for body in [&br#"{"iterations":0}"#[..], br#"{"iterations":1001}"#] {
        assert_eq!(begin(Kind::Write, body).unwrap_err().code, ErrorCode::BadCount);
    }
    for body in [&br#"{"iterations":-1}"#[..], br#"{"iterations":1.5}"#, b"[", br#"{"count":1}"#] {
        assert_eq!(begin(Kind::Write, body).unwrap_err().code, ErrorCode::MalformedBody);
    }
    assert_eq!(begin(Kind::Burst, br#"{"tenants":1001}"#).unwrap_err().code, ErrorCode::BadCount);
    assert_eq!(begin(Kind::Burst, br#"{"iterations":5}"#).unwrap_err().code, ErrorCode::BadCount);
    assert_eq!(begin(Kind::Write, br#"{"tenants":5}"#).unwrap_err().code, ErrorCode::BadCount);
}
