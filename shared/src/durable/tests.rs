//! Plans and their bounds.

use serde_json::{Value, json};

use super::*;
use crate::{choice::Choice as _, error::ErrorCode, ids::TenantId, limits};

fn parse(body: &Value) -> Result<Plan, crate::error::Failure> {
    Plan::parse(body.to_string().as_bytes(), false)
}

#[track_caller]
fn refused(body: &Value, code: ErrorCode, field: &str) {
    let failure = parse(body).unwrap_err();
    assert_eq!(failure.code, code, "{body}: {}", failure.message);
    assert!(failure.message.contains(field), "{body}: {}", failure.message);
}

#[test]
fn a_body_that_names_its_way_alone_is_a_plan() {
    let plan = parse(&json!({ "way": "rpc" })).unwrap();
    let expected = Plan {
        way: Way::Rpc,
        mode: Mode::Parallel,
        operations: 50,
        targets: 1,
        source: TenantId::parse("source").unwrap(),
        validate: true,
        deadline_ms: limits::CALL_DEADLINE_MS,
        expires_ms: None,
        subrequests: None,
        design: Design::default(),
        faults: Faults::default(),
    };
    assert_eq!(plan, expected);
    assert!(!plan.faults.any());
}

#[test]
fn every_way_goes_with_every_mode() {
    for way in Way::ALL {
        for mode in Mode::ALL {
            let plan = parse(&json!({ "way": way, "mode": mode })).unwrap();
            assert_eq!((plan.way, plan.mode), (*way, *mode));
            assert_eq!(plan.targets, if *mode == Mode::FanOut { 10 } else { 1 });
            let single = *way == Way::DurableSingle;
            assert_eq!(plan.design.grouping, if single { Grouping::Single } else { Grouping::Turn });
        }
    }
}

#[test]
fn operations_that_follow_each_other_go_to_the_same_target() {
    let plan = parse(&json!({ "way": "rpc", "mode": "fan_out", "targets": 3, "operations": 8, "source": "a.b" }));
    let plan = plan.unwrap();
    let targets: Vec<_> = (0..8).map(|operation| plan.target_of(operation)).collect();
    assert_eq!(targets, [0, 0, 0, 1, 1, 1, 2, 2]);
    assert_eq!(plan.target(2), "a.b.2");
    let most = parse(&json!({ "way": "rpc", "mode": "fan_out", "targets": 100, "operations": 100_000 })).unwrap();
    assert_eq!((most.target_of(0), most.target_of(99_999)), (0, 99));
}

#[test]
fn names_that_there_are_not_are_refused_with_those_that_there_are() {
    refused(&json!({}), ErrorCode::BadChoice, "two_one_way");
    for field in ["way", "mode", "grouping", "acknowledgement", "replies", "rows"] {
        for value in [json!("pigeon"), json!(""), json!("Rpc"), json!(7), json!(true), json!(["rpc"])] {
            let mut body = json!({ "way": "durable" });
            body[field] = value;
            refused(&body, ErrorCode::BadChoice, field);
        }
    }
    refused(&json!({ "way": "rpc", "validate": 1 }), ErrorCode::BadChoice, "validate");
    for source in [json!(""), json!("a/b"), json!("x".repeat(62)), json!(7)] {
        refused(&json!({ "way": "rpc", "source": source }), ErrorCode::BadTenant, "");
    }
    // The names of its targets are names too.
    let longest = json!({ "way": "rpc", "mode": "fan_out", "targets": 100, "source": "x".repeat(61) });
    assert!(TenantId::parse(&parse(&longest).unwrap().target(99)).is_ok());
}

#[test]
fn numbers_outside_their_bounds_are_refused() {
    let bounds = [
        ("operations", limits::CALL_OPERATIONS),
        ("targets", limits::CALL_TARGETS),
        ("deadline_ms", limits::CALL_DEADLINE_MS),
        ("expires_ms", limits::CALL_DEADLINE_MS),
        ("subrequests", limits::CALL_SUBREQUESTS),
        ("credits", limits::DURABLE_CREDITS),
    ];
    for (field, most) in bounds {
        for value in [json!(0), json!(-1), json!(most + 1), json!(1.5), json!(1e15), json!("7"), json!([1])] {
            let mut body = json!({ "way": "durable", "mode": "fan_out" });
            body[field] = value;
            refused(&body, ErrorCode::BadCount, field);
        }
        let mut body = json!({ "way": "durable", "mode": "fan_out" });
        body[field] = json!(most);
        parse(&body).unwrap();
    }
    for fault in ["drop_reply", "delay_request", "abort_before", "abort_inside", "abort_after"] {
        let body = |percent: u32| json!({ "way": "rpc", "faults": { fault: percent } });
        refused(&body(limits::FAULT_PERCENT + 1), ErrorCode::BadCount, fault);
        assert!(parse(&body(limits::FAULT_PERCENT)).unwrap().faults.any());
        assert!(!parse(&body(0)).unwrap().faults.any());
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    refused(&json!({ "way": "rpc", "targets": 2 }), ErrorCode::BadChoice, "fan_out");
    parse(&json!({ "way": "rpc", "mode": "sequential", "targets": 1 })).unwrap();
    for field in [json!({ "credits": 4 }), json!({ "rows": "ring" }), json!({ "grouping": "single" })] {
        let mut body = json!({ "way": "queued" });
        body.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        refused(&body, ErrorCode::BadChoice, "durable ways");
    }
    refused(&json!({ "way": "queued_list", "operations": 401 }), ErrorCode::BadCount, "square");
    refused(&json!({ "way": "rpc", "colour": "red" }), ErrorCode::MalformedBody, "colour");
    refused(&json!({ "way": "rpc", "faults": { "colour": 1 } }), ErrorCode::MalformedBody, "colour");
    refused(&json!({ "way": "rpc", "faults": 7 }), ErrorCode::MalformedBody, "faults");
}

#[test]
fn a_deployment_refuses_faults_and_what_the_platform_would_stop() {
    let deployed = |body: &Value| Plan::parse(body.to_string().as_bytes(), true).map_err(|failure| failure.code);
    let fault = json!({ "way": "rpc", "faults": { "drop_reply": 1 } });
    assert_eq!(deployed(&fault), Err(ErrorCode::MethodUnavailable));
    for (way, most) in [("rpc", 10_000), ("queued", 5_000), ("queued_list", 139), ("durable", 100_000)] {
        assert!(deployed(&json!({ "way": way, "operations": most })).is_ok(), "{way}");
        let more = json!({ "way": way, "operations": most + 1 });
        assert_eq!(deployed(&more), Err(ErrorCode::BadCount), "{way}");
    }
}

#[test]
fn a_receipt_belongs_to_one_operation() {
    let right = debited(Debit { operation: 7, amount: 3 });
    assert_eq!(right.operation, 7);
    assert_ne!(right.receipt, debited(Debit { operation: 7, amount: 4 }).receipt);
    assert_ne!(right.receipt, debited(Debit { operation: 8, amount: 3 }).receipt);
    // Both sides work it out, and may be deployed one after the other.
    assert_eq!(right.receipt, 0x32f8_9313_eccd_fc00);
}

#[test]
fn a_cancellation_names_a_source_a_target_and_a_call() {
    let body = br#"{ "source": "s", "target": "s.0", "first": 7 }"#;
    let expected = Cancellation { target: "s.0".into(), first: 7, calls: 1 };
    assert_eq!(Cancellation::parse(body).unwrap(), (TenantId::parse("s").unwrap(), expected));
    for (body, code) in [
        (&br#"{ "target": "s.0", "first": 7 }"#[..], ErrorCode::BadChoice),
        (br#"{ "source": "s", "first": 7 }"#, ErrorCode::BadChoice),
        (br#"{ "source": "s", "target": "s.0" }"#, ErrorCode::BadChoice),
        (br#"{ "source": "s", "target": "s.0", "first": -1 }"#, ErrorCode::BadCount),
        (br#"{ "source": "s", "target": "s.0", "first": 1, "calls": "all" }"#, ErrorCode::BadCount),
        (br#"{ "source": "s", "target": "", "first": 1 }"#, ErrorCode::BadTenant),
        (br#"{ "source": "s", "target": "s.0", "first": 1, "last": 2 }"#, ErrorCode::MalformedBody),
        (b"", ErrorCode::MalformedBody),
    ] {
        assert_eq!(Cancellation::parse(body).unwrap_err().code, code, "{}", String::from_utf8_lossy(body));
    }
}
