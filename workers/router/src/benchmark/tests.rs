use std::collections::HashSet;

use shared::ids::RandomId;

use super::*;
use crate::arm::Arm;

const RUN: RandomId = RandomId(7);

fn all_steps(plan: Plan) -> Vec<Step> {
    (0..plan.steps()).map(|number| plan.step(number, RUN).unwrap()).collect()
}

#[test]
fn every_arm_is_measured_as_often_as_asked() {
    for kind in [Kind::ColdStart, Kind::HotQuery, Kind::Write, Kind::Burst] {
        let steps = all_steps(Plan { kind, count: 7 });
        for arm in Arm::ALL {
            let measured = steps.iter().filter(|step| step.arm == arm && step.purpose == Purpose::Measure).count();
            assert_eq!(measured, 7, "{kind:?} {arm:?}");
        }
    }
    assert!(Plan { kind: Kind::Write, count: 7 }.step(24, RUN).is_none());
}

#[test]
fn the_first_arm_changes_from_iteration_to_iteration() {
    let steps = all_steps(Plan { kind: Kind::ColdStart, count: 3 });
    let first: Vec<Arm> = steps.chunks(3).map(|iteration| iteration[0].arm).collect();
    assert_eq!(first, [Arm::New, Arm::Traditional, Arm::Native]);
}

#[test]
fn cold_starts_use_a_new_tenant_each_time() {
    let steps = all_steps(Plan { kind: Kind::ColdStart, count: 5 });
    let tenants: HashSet<&str> = steps.iter().map(|step| step.tenant.as_str()).collect();
    assert_eq!(tenants.len(), 5);
}

#[test]
fn a_call_never_exceeds_the_invocations() {
    let mut progress = Progress::begin(Plan { kind: Kind::Burst, count: 100 }, RUN);
    let mut calls = 0;
    while progress.cursor().is_some() {
        let steps = next_steps(&progress, limits::INVOCATIONS);
        let cost: usize = steps.iter().map(|step| step.arm.most_invocations()).sum();
        assert!((1..=limits::INVOCATIONS).contains(&cost));
        progress.steps_done += steps.len();
        calls += 1;
    }
    assert!((15..=25).contains(&calls), "{calls}");
    assert!(next_steps(&Progress::begin(Plan { kind: Kind::Write, count: 1 }, RUN), 0).is_empty());
}

#[test]
fn a_cursor_goes_on_where_it_ended() {
    let mut progress = Progress::begin(Plan { kind: Kind::Write, count: 5 }, RUN);
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
