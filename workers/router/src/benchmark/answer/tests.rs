use std::collections::HashSet;

use shared::ids::RandomId;

use super::*;
use crate::{arms::Arm, benchmark::plan::Section};

const RUN: RandomId = RandomId(7);
const KEY: Key = [3; 32];

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
    let begun = progress_of(Plan { engine: EngineName::Postgres, ..plan(Kind::Write, 2) }, 4);
    let cursor = begun.cursor(&KEY).unwrap();
    let resumed = |engine| begin(Kind::Write, format!(r#"{{"cursor":"{cursor}"{engine}}}"#).as_bytes(), &KEY);
    assert_eq!(resumed("").unwrap(), begun);
    assert_eq!(resumed(r#","engine":"postgres""#).unwrap(), begun);
    assert_eq!(resumed(r#","engine":"sqlite""#).unwrap_err().code, ErrorCode::BadChoice);
    assert_eq!(begin(Kind::Write, br#"{"engine":"mysql"}"#, &KEY).unwrap_err().code, ErrorCode::UnknownEngine);
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
    while progress.cursor(&KEY).is_some() {
        let steps = next_steps(&progress, limits::INVOCATIONS);
        let cost: usize = steps.iter().map(|step| step.arm.most_invocations()).sum();
        assert!((1..=limits::INVOCATIONS).contains(&cost));
        progress.steps_done += steps.len();
        calls += 1;
    }
    assert!((30..=45).contains(&calls), "{calls}");
    assert!(next_steps(&Progress::begin(plan(Kind::Write, 1), RUN), 0).is_empty());
}

/// A benchmark that has come this far, as the plan makes it.
fn progress_of(plan: Plan, steps_done: usize) -> Progress {
    let steps = (0..steps_done).map(|number| plan.step(number, RUN).unwrap());
    let measured = steps.filter(|step| step.purpose == Purpose::Measure);
    let failed = || Err(Failure::new(ErrorCode::ComputeFailed, "gone"));
    let samples = measured.map(|step| Sample::new(step.section, step.arm, 1, &failed(), &[])).collect();
    Progress { steps_done, samples, ..Progress::begin(plan, RUN) }
}

#[test]
fn a_cursor_goes_on_where_it_ended() {
    for kind in [Kind::ColdStart, Kind::HotQuery, Kind::Write, Kind::Compare, Kind::Burst] {
        let plan = plan(kind, 5);
        for steps_done in [1, 4, 5, plan.steps() - 1] {
            let progress = progress_of(plan, steps_done);
            let cursor = progress.cursor(&KEY).unwrap();
            assert_eq!(Progress::resume(&cursor, kind, &KEY).unwrap(), progress, "{kind:?} {steps_done}");
        }
        assert_eq!(progress_of(plan, plan.steps()).cursor(&KEY), None);
    }
}

#[track_caller]
fn refuses(cursor: &str, key: &Key) {
    let failure = Progress::resume(cursor, Kind::Write, key).unwrap_err();
    assert_eq!(failure.code, ErrorCode::BadCursor, "{cursor}");
}

#[test]
fn a_cursor_has_one_form_and_one_maker() {
    let cursor = progress_of(plan(Kind::Write, 5), 9).cursor(&KEY).unwrap();
    refuses(&cursor, &[4; 32]);
    assert!(Progress::resume(&cursor, Kind::HotQuery, &KEY).is_err());
    let half = &cursor[..cursor.len() / 2];
    for strange in ["", "nonsense", "***", half, &cursor.repeat(2), &format!("{cursor}AAAA"), &format!("{cursor}=")] {
        refuses(strange, &KEY);
    }
    for place in 0..cursor.len() {
        let mut bytes = cursor.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        refuses(&String::from_utf8(bytes).unwrap(), &KEY);
    }
}

#[test]
fn a_cursor_that_is_signed_is_no_other_than_its_plan_makes() {
    let good = progress_of(plan(Kind::Write, 5), 9);
    let forged: [fn(&mut Progress); 9] = [
        |progress| progress.steps_done += 1,
        |progress| progress.steps_done = 0,
        |progress| progress.steps_done = usize::MAX >> 1,
        |progress| progress.samples.truncate(4),
        |progress| progress.samples.push(progress.samples[0].clone()),
        |progress| progress.samples.swap(0, 1),
        |progress| progress.samples[0].section = Section::Burst,
        |progress| progress.plan.count = limits::ITERATIONS + 1,
        |progress| progress.plan.count = usize::MAX >> 8,
    ];
    for (number, forge) in forged.into_iter().enumerate() {
        let mut progress = good.clone();
        forge(&mut progress);
        // Written as whoever has the key would write it.
        let failure = Progress::resume(&progress.text(&KEY), Kind::Write, &KEY).expect_err(&number.to_string());
        assert_eq!(failure.code, ErrorCode::BadCursor, "{number}");
    }
    assert!(Progress::resume(&good.text(&KEY), Kind::Write, &KEY).is_ok());
}

#[test]
fn nothing_stands_beside_a_cursor_that_it_knows() {
    let cursor = progress_of(plan(Kind::Write, 5), 9).cursor(&KEY).unwrap();
    for field in [r#""iterations":5"#, r#""iterations":6"#, r#""tenants":5"#, r#""engine":"postgres""#] {
        let body = format!(r#"{{"cursor":"{cursor}",{field}}}"#);
        assert_eq!(begin(Kind::Write, body.as_bytes(), &KEY).unwrap_err().code, ErrorCode::BadChoice, "{field}");
    }
}

#[test]
fn counts_outside_their_bounds_are_refused() {
    let code = |kind, body: &str| begin(kind, body.as_bytes(), &KEY).unwrap_err().code;
    for count in ["0", "1001", "-1", "1.5", "1e1", "5.0", "4294967301", "true", "\"5\"", "[5]"] {
        assert_eq!(code(Kind::Write, &format!(r#"{{"iterations":{count}}}"#)), ErrorCode::BadCount, "{count}");
        assert_eq!(code(Kind::Burst, &format!(r#"{{"tenants":{count}}}"#)), ErrorCode::BadCount, "{count}");
    }
    for body in ["[", "[]", "[5]", "null", r#"{"count":1}"#, r#"{"iterations":1,"iterations":1}"#, "\u{feff}{}"] {
        assert_eq!(code(Kind::Write, body), ErrorCode::MalformedBody, "{body}");
    }
    assert_eq!(code(Kind::Burst, r#"{"iterations":5}"#), ErrorCode::BadCount);
    assert_eq!(code(Kind::Write, r#"{"tenants":5}"#), ErrorCode::BadCount);
}
