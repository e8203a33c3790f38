//! A runtime of measured calls that panics ends its WASM instance: the call is answered, and the next one works.

use std::thread;

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::Chaos;

/// A call for each form in which a question reaches the runtime, as a Worker and as an object.
const CALLS: [(&str, &str); 6] = [
    ("binding_rpc", "postcard"),
    ("binding_fetch", "json"),
    ("binding_rpc", "structured_clone"),
    ("object_rpc", "postcard"),
    ("object_fetch", "messagepack"),
    ("object_rpc", "structured_clone"),
];

/// Makes a call and hands back the place at which the runtime answered.
#[track_caller]
fn place(chaos: &Chaos, (method, codec): (&str, &str)) -> Value {
    let body = chaos.lab.post("/rpc/execute", &json!({ "method": method, "codec": codec })).ok();
    body["timing"]["places"][2].clone()
}

#[test]
fn after_a_panic_the_next_call_works_in_a_new_instance_of_the_same_isolate() {
    let chaos = Chaos::before_runtime();
    for call in CALLS {
        for next in CALLS {
            let before = place(&chaos, next);
            chaos.plan(&["panic"]);
            let answer = chaos.lab.post("/rpc/execute", &json!({ "method": call.0, "codec": call.1 }));
            assert_eq!(answer.code(), ErrorCode::RuntimeFailed, "{call:?}: {}", answer.body);
            let after = place(&chaos, next);
            assert_ne!(before["instance"], after["instance"], "{call:?} {next:?}: the instance ended");
            assert_eq!(before["isolate"], after["isolate"], "{call:?} {next:?}: the isolate did not");
        }
    }
}

#[test]
fn a_panic_in_a_batch_is_answered_and_the_next_batch_works() {
    let chaos = Chaos::before_runtime();
    for (method, codec) in CALLS {
        for mode in ["sequential", "parallel", "pipelined"] {
            if mode == "pipelined" && method.ends_with("fetch") {
                continue;
            }
            let batch = json!({ "method": method, "codec": codec, "mode": mode, "calls": 8 });
            chaos.plan(&["pass on", "pass on", "panic"]);
            let answer = chaos.lab.post("/rpc/benchmark", &batch);
            assert_eq!(answer.code(), ErrorCode::RuntimeFailed, "{batch}: {}", answer.body);
            chaos.plan(&[]);
            chaos.lab.post("/rpc/benchmark", &batch).ok();
        }
    }
}

#[test]
fn calls_under_way_beside_a_panic_are_answered_right_or_told_to_be_sent_again() {
    let chaos = Chaos::before_runtime();
    // A chain has questions of its own under way in the instance that ends.
    let calls = ["binding_rpc", "binding_fetch", "object_rpc", "object_fetch"].map(|method| {
        json!({ "method": method, "depth": 6, "size": 5_000, "calls": 40, "mode": "parallel", "deadline_ms": 5_000 })
    });
    for round in 0..3 {
        chaos.plan(&[vec!["pass on"; 20 + 10 * round], vec!["panic"]].concat());
        thread::scope(|scope| {
            for call in &calls {
                let lab = &chaos.lab;
                scope.spawn(move || {
                    let answer = lab.post("/rpc/benchmark", call);
                    assert!(answer.status == 200 || answer.is_retryable(), "{call}: {}", answer.body);
                });
            }
        });
        chaos.plan(&[]);
        for call in &calls {
            chaos.lab.post("/rpc/benchmark", call).ok();
        }
    }
}
