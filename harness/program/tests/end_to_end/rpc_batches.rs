//! Batches of measured calls: as many as asked for, one after the other or at the same time, and what they say of
//! themselves.

use harness::machine::workerd::Openness;
use serde_json::{Value, json};
use shared::{
    choice::Choice as _,
    rpc::{Codec, Mode, Transport},
};

use crate::lab::{Lab, configuration};

/// Makes a batch and checks that it says what was asked for and tells every call.
#[track_caller]
fn batch(lab: &Lab, asked: &Value) -> Value {
    let body = lab.post("/rpc/benchmark", asked).ok();
    for (field, value) in asked.as_object().unwrap() {
        assert_eq!(&body[field], value, "{body}");
    }
    let calls = body["calls"].as_u64().unwrap();
    let timings: Vec<_> = body["timings_ms"].as_array().unwrap().iter().map(|time| time.as_u64().unwrap()).collect();
    assert_eq!(timings.len() as u64, calls, "{asked}");
    let whole = body["elapsed_ms"].as_u64().unwrap();
    assert!(timings.iter().all(|time| *time <= whole), "{body}");
    body
}

/// The modes of a method.
fn modes(method: Transport) -> impl Iterator<Item = Mode> {
    Mode::ALL.iter().copied().filter(move |mode| *mode != Mode::Pipelined || method.pipelines())
}

#[test]
fn every_method_makes_batches_in_each_of_its_modes() {
    let lab = Lab::shared();
    for &method in Transport::ALL {
        for mode in modes(method) {
            let body = batch(&lab, &json!({ "method": method, "mode": mode, "calls": 25, "size": 300 }));
            let concurrency = match mode {
                Mode::Sequential => 1,
                Mode::Parallel => 8,
                Mode::Pipelined => 25,
            };
            assert_eq!(body["concurrency"], json!(concurrency), "{body}");
            let places = body["timing"]["places"].as_array().map(Vec::len);
            assert_eq!(places, Some(if method == Transport::Direct { 2 } else { 3 }), "{body}");
        }
    }
}

#[test]
fn percentiles_are_told_where_there_are_calls_enough() {
    let lab = Lab::shared();
    let asked = |calls: u32| json!({ "method": "binding_rpc", "calls": calls });
    let few = batch(&lab, &asked(1));
    assert!(few["p50_ms"].is_number() && few["p95_ms"].is_null() && few["p99_ms"].is_null(), "{few}");
    let many = batch(&lab, &asked(400));
    let told = ["min_ms", "p50_ms", "p95_ms", "p99_ms", "max_ms"].map(|name| many[name].as_f64().unwrap());
    assert!(told.is_sorted(), "{told:?}");
}

#[test]
fn a_thousand_calls_to_one_object_are_answered_in_every_mode() {
    let lab = Lab::shared();
    for method in ["object_rpc", "object_fetch"] {
        batch(&lab, &json!({ "method": method, "calls": 1_000, "mode": "sequential" }));
        batch(&lab, &json!({ "method": method, "calls": 1_000, "mode": "parallel", "concurrency": 1_000 }));
    }
    batch(&lab, &json!({ "method": "object_rpc", "calls": 1_000, "mode": "pipelined" }));
}

#[test]
fn a_ladder_to_a_thousand_at_the_same_time_has_no_step_that_hangs() {
    let lab = Lab::shared();
    for calls in [10, 20, 30, 40, 45, 50, 64, 100, 200, 500, 1_000] {
        for method in ["binding_rpc", "binding_fetch", "object_rpc", "object_fetch", "capnweb", "raw_fetch", "loader"] {
            let asked = json!({ "method": method, "calls": calls, "mode": "parallel", "concurrency": calls });
            batch(&lab, &asked);
        }
        for method in ["binding_rpc", "object_rpc", "capnweb", "loader"] {
            batch(&lab, &json!({ "method": method, "calls": calls, "mode": "pipelined" }));
        }
    }
}

#[test]
fn chains_are_batched_too() {
    let lab = Lab::shared();
    for method in ["binding_rpc", "binding_fetch", "object_rpc", "object_fetch"] {
        let asked = json!({ "method": method, "depth": 8, "calls": 100, "mode": "parallel", "concurrency": 50 });
        let body = batch(&lab, &asked);
        assert_eq!(body["timing"]["places"].as_array().map(Vec::len), Some(10), "{body}");
        assert_eq!(body["timing"]["hops"].as_array().map(Vec::len), Some(9), "{body}");
    }
}

/// What crossed the border of one end.
fn crossed(body: &Value, end: &str) -> (u64, u64) {
    let crossings = &body["border"][end];
    (crossings["copies"].as_u64().unwrap(), crossings["bytes"].as_u64().unwrap())
}

#[test]
fn each_call_copies_its_question_and_its_reply_once_at_each_end() {
    // Nobody else may ask the runtime meanwhile: then it does not tell.
    let mut configuration = configuration(&Openness::Open);
    configuration.reach_runtime_over_http().unwrap();
    let lab = Lab::start(&configuration);
    let calls = 40;
    for &method in Transport::ALL {
        for &codec in method.codecs() {
            for mode in modes(method) {
                let asked = json!({ "method": method, "codec": codec, "mode": mode, "calls": calls, "size": 700 });
                let body = batch(&lab, &asked);
                let (copies, bytes) = crossed(&body, "caller");
                assert_eq!(copies, 2 * calls, "{body}");
                let wire = ["question_bytes", "reply_bytes"].map(|end| body["wire"][end].as_u64());
                if let [Some(question), Some(reply)] = wire {
                    assert_eq!(bytes, calls * (question + reply), "{body}");
                }
                // The isolate of the loader is not the one that is asked what crossed.
                if method == Transport::Loader {
                    assert_eq!(body["border"]["runtime"], Value::Null, "{body}");
                } else if codec == Codec::StructuredClone || codec == Codec::CapnWeb {
                    assert_eq!(crossed(&body, "runtime").0, 2 * calls, "{body}");
                } else {
                    assert_eq!(crossed(&body, "runtime"), (copies, bytes), "{body}");
                }
            }
        }
    }
    let inline = batch(&lab, &json!({ "method": "direct", "calls": calls }));
    assert_eq!(crossed(&inline, "caller"), (0, 0), "{inline}");
    // Each runtime but the last copies once more there and once more back.
    let chain = batch(&lab, &json!({ "method": "binding_rpc", "calls": calls, "depth": 3 }));
    assert_eq!(
        (crossed(&chain, "caller").0, crossed(&chain, "runtime").0),
        (2 * calls, (2 + 2 * 4) * calls),
        "{chain}"
    );
}
