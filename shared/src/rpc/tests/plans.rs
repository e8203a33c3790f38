use serde_json::json;

use crate::{
    choice::Choice,
    error::ErrorCode,
    rpc::{Batch, Codec, Function, Mode, Plan, Transport},
};

fn plan(body: &serde_json::Value) -> Plan {
    Plan::parse(body.to_string().as_bytes(), None).unwrap()
}

fn batch(body: &serde_json::Value) -> Batch {
    Batch::parse(body.to_string().as_bytes(), None).unwrap()
}

/// The code and the sentence of a batch that is refused.
#[track_caller]
fn refused(body: &serde_json::Value) -> (ErrorCode, String) {
    let failure = Batch::parse(body.to_string().as_bytes(), Some(26)).unwrap_err();
    (failure.code, failure.message)
}

#[test]
fn what_is_left_out_is_usual() {
    let usual = plan(&json!({ "method": "binding_fetch" }));
    assert_eq!(
        usual,
        Plan {
            method: Transport::BindingFetch,
            codec: Some(Codec::Json),
            function: Function::Echo,
            size: 100,
            depth: 1,
            deadline_ms: 10_000
        }
    );
    assert_eq!(plan(&json!({ "method": "direct" })).codec, None);
    let many = batch(&json!({ "method": "object_rpc" }));
    assert_eq!((many.mode, many.concurrency, many.calls), (Mode::Sequential, 1, 20));
}

#[test]
fn every_method_goes_with_each_codec_it_names() {
    for method in Transport::ALL {
        for codec in method.codecs() {
            let body = json!({ "method": method.as_str(), "codec": codec.as_str() });
            assert_eq!((plan(&body).method, plan(&body).codec), (*method, Some(*codec)));
        }
    }
}

#[test]
fn names_on_the_wire_are_those_of_requests() {
    fn check<C: Choice + serde::Serialize>() {
        for choice in C::ALL {
            assert_eq!(serde_json::to_value(choice).unwrap(), json!(choice.as_str()));
        }
    }
    check::<Transport>();
    check::<Codec>();
    check::<Function>();
    check::<Mode>();
}

#[test]
fn concurrency_follows_from_the_mode() {
    let parallel = json!({ "method": "binding_rpc", "mode": "parallel", "calls": 4 });
    assert_eq!(batch(&parallel).concurrency, 4);
    let pipelined = json!({ "method": "binding_rpc", "mode": "pipelined", "calls": 24 });
    assert_eq!(batch(&pipelined).concurrency, 24);
}

#[test]
fn unknown_names_are_told_the_known_ones() {
    for (body, field, known) in [
        (json!({ "method": "pigeon" }), "method", "binding_rpc"),
        (json!({}), "method", "direct"),
        (json!({ "method": 7 }), "method", "a name in quotes"),
        (json!({ "method": "binding_rpc", "codec": "xml" }), "codec", "postcard"),
        (json!({ "method": "binding_rpc", "function": "sleep" }), "function", "transform"),
        (json!({ "method": "binding_rpc", "mode": "random" }), "mode", "pipelined"),
    ] {
        let (code, message) = refused(&body);
        assert_eq!(code, ErrorCode::BadChoice, "{body}");
        assert!(message.contains(field) && message.contains(known), "{message}");
    }
}

#[test]
fn choices_that_do_not_go_together_are_refused() {
    for body in [
        json!({ "method": "direct", "codec": "json" }),
        json!({ "method": "binding_fetch", "codec": "structured_clone" }),
        json!({ "method": "capnweb", "codec": "postcard" }),
        json!({ "method": "capnweb", "depth": 2 }),
        json!({ "method": "binding_rpc", "codec": "bytes", "function": "transform" }),
        json!({ "method": "binding_fetch", "mode": "pipelined" }),
        json!({ "method": "binding_rpc", "mode": "sequential", "concurrency": 2 }),
    ] {
        assert_eq!(refused(&body).0, ErrorCode::BadChoice, "{body}");
    }
}

#[test]
fn numbers_outside_their_bounds_name_the_field() {
    let fields = ["size", "depth", "calls", "concurrency", "deadline_ms"];
    for field in fields {
        for value in [json!(0), json!(-1), json!(1.5), json!("many"), json!(null), json!(1e15), json!([1])] {
            let body = json!({ "method": "binding_rpc", "mode": "parallel", field: value });
            let (code, message) = refused(&body);
            assert_eq!(code, ErrorCode::BadCount, "{body}");
            assert!(message.contains(field), "{message}");
        }
    }
}

#[test]
fn a_batch_that_carries_too_much_is_refused() {
    for body in [
        json!({ "method": "object_rpc", "size": 1_000_000, "calls": 1_000 }),
        json!({ "method": "object_rpc", "size": 1_000_000, "calls": 10, "mode": "parallel", "concurrency": 10 }),
        json!({ "method": "object_rpc", "size": 1_000_000, "calls": 10, "mode": "pipelined" }),
        json!({ "method": "object_rpc", "size": 1_000_000, "calls": 2, "mode": "parallel", "depth": 5 }),
    ] {
        assert_eq!(refused(&body).0, ErrorCode::BadCount, "{body}");
    }
}

#[test]
fn invocations_are_bounded_where_they_are_counted() {
    let too_many = json!({ "method": "binding_rpc", "calls": 27 });
    assert_eq!(refused(&too_many).0, ErrorCode::BadCount);
    assert_eq!(batch(&too_many).calls, 27);
    assert_eq!(refused(&json!({ "method": "binding_rpc", "calls": 4, "depth": 8 })).0, ErrorCode::BadCount);
    let session = json!({ "method": "binding_rpc", "calls": 27, "mode": "pipelined" });
    assert_eq!(Batch::parse(session.to_string().as_bytes(), Some(26)).unwrap().calls, 27);
    let deep_session = json!({ "method": "binding_rpc", "calls": 27, "mode": "pipelined", "depth": 2 });
    assert_eq!(refused(&deep_session).0, ErrorCode::BadCount);
    let object = json!({ "method": "object_rpc", "calls": 1_000 });
    assert_eq!(Batch::parse(object.to_string().as_bytes(), Some(26)).unwrap().calls, 1_000);
}

#[test]
fn what_is_no_plan_is_malformed() {
    for body in [&b"["[..], b"7", b"", br#"{"method":"direct","colour":"red"}"#] {
        assert_eq!(Batch::parse(body, None).unwrap_err().code, ErrorCode::MalformedBody);
    }
}
