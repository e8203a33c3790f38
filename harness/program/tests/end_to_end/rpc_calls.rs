//! Single measured calls: every way answers right, and tells the way it went.

use std::thread;

use serde_json::{Value, json};
use shared::{
    choice::Choice as _,
    rpc::{Codec, Function, Transport},
};

use crate::lab::Lab;

/// The body of a call; where nothing is written, no codec can be named.
fn plan(method: Transport, codec: Option<Codec>, function: Function, size: u32) -> Value {
    let mut body = json!({ "method": method, "function": function, "size": size });
    if let Some(codec) = codec {
        body["codec"] = json!(codec);
    }
    body
}

/// Every method with each of its codecs.
fn ways() -> impl Iterator<Item = (Transport, Option<Codec>)> {
    Transport::ALL.iter().flat_map(|&method| {
        let codecs = method.codecs().iter().map(move |&codec| (method, Some(codec)));
        codecs.chain(method.codecs().is_empty().then_some((method, None)))
    })
}

/// The methods by which one runtime asks the next.
fn chains() -> impl Iterator<Item = Transport> {
    Transport::ALL.iter().copied().filter(|method| method.chains())
}

fn is_object(method: Transport) -> bool {
    matches!(method, Transport::ObjectFetch | Transport::ObjectRpc)
}

/// The services of hops or places, in order.
fn services<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap()).collect()
}

/// Checks what an answer says of its way.
#[track_caller]
fn check_way(body: &Value, method: Transport, depth: usize) {
    let runtimes = if method == Transport::Direct { 0 } else { depth };
    let timing = &body["timing"];
    let places = [vec!["router", "rpc_caller"], vec!["rpc_runtime"; runtimes]].concat();
    assert_eq!(services(&timing["places"], "service"), places, "{body}");
    let ends = [vec!["rpc_runtime"; runtimes], vec!["rpc_caller"]].concat();
    assert_eq!(services(&timing["hops"], "to"), ends, "{body}");
    // The innermost hop ends first; the caller makes the last of those to a runtime.
    let mut starts = vec!["rpc_runtime"; runtimes.saturating_sub(1)];
    starts.extend((runtimes > 0).then_some("rpc_caller").into_iter().chain(["router"]));
    assert_eq!(services(&timing["hops"], "from"), starts, "{body}");

    let lives: Vec<_> =
        timing["places"].as_array().unwrap()[2..].iter().map(|place| place["object"].as_str()).collect();
    let distinct: std::collections::HashSet<_> = lives.iter().flatten().collect();
    assert_eq!(distinct.len(), if is_object(method) { depth } else { 0 }, "{body}");
}

/// Checks what an answer says of the bytes on the wire.
#[track_caller]
fn check_wire(body: &Value, codec: Option<Codec>, function: Function, size: u32) {
    let (question, reply) = (body["wire"]["question_bytes"].as_u64(), body["wire"]["reply_bytes"].as_u64());
    match codec {
        None | Some(Codec::StructuredClone | Codec::CapnWeb) => assert_eq!(body["wire"], Value::Null, "{body}"),
        Some(Codec::Postcard | Codec::Bytes | Codec::Json | Codec::MessagePack) => {
            // The size is that of the JSON text; postcard leaves the names of fields out.
            let least = Some(u64::from(size / 3));
            assert!(question > least, "{body}");
            let carries = function != Function::Compute;
            assert!(if carries { reply > least } else { reply < Some(400) }, "{body}");
        }
    }
}

#[test]
fn every_method_answers_every_function_right_in_every_codec() {
    let lab = Lab::shared();
    for (method, codec) in ways() {
        for &function in Function::ALL {
            for size in [100, 20_000] {
                let asked = plan(method, codec, function, size);
                let answer = lab.post("/rpc/execute", &asked);
                if codec == Some(Codec::Bytes) && function == Function::Transform {
                    assert_eq!(answer.status, 400, "{asked}");
                    continue;
                }
                let body = answer.ok();
                for field in ["method", "codec", "function", "size"] {
                    assert_eq!(body[field], asked[field], "{body}");
                }
                assert!(body["elapsed_ms"].is_u64(), "{body}");
                check_way(&body, method, 1);
                check_wire(&body, codec, function, size);
            }
        }
    }
}

#[test]
fn a_payload_of_any_size_comes_back() {
    let lab = Lab::shared();
    for (method, codec) in ways() {
        for size in [1, 46, 47, 1_000, 1 << 20] {
            lab.post("/rpc/execute", &plan(method, codec, Function::Echo, size)).ok();
        }
    }
}

#[test]
fn what_is_left_out_is_usual() {
    let lab = Lab::shared();
    let body = lab.post("/rpc/execute", &json!({ "method": "binding_rpc" })).ok();
    let told = [&body["codec"], &body["function"], &body["size"], &body["depth"]];
    assert_eq!(told, [&json!("postcard"), &json!("echo"), &json!(100), &json!(1)]);
}

#[test]
fn a_chain_passes_through_as_many_runtimes_as_asked() {
    let lab = Lab::shared();
    for method in chains() {
        for depth in 1..=8 {
            for (codec, function) in [(Codec::Json, Function::Transform), (Codec::MessagePack, Function::Compute)] {
                let mut asked = plan(method, Some(codec), function, 500);
                asked["depth"] = json!(depth);
                let body = lab.post("/rpc/execute", &asked).ok();
                assert_eq!(body["depth"], json!(depth));
                check_way(&body, method, depth);
            }
        }
    }
}

#[test]
fn the_loader_makes_an_isolate_of_its_own_and_keeps_it() {
    let lab = Lab::shared();
    let isolate = |method: &str| {
        let body = lab.post("/rpc/execute", &json!({ "method": method })).ok();
        body["timing"]["places"][2]["isolate"].as_str().unwrap().to_owned()
    };
    let loaded = isolate("loader");
    assert_eq!(loaded, isolate("loader"));
    let others = ["binding_rpc", "binding_fetch", "capnweb", "raw_fetch", "object_rpc"].map(isolate);
    assert!(others.iter().all(|other| *other == others[0] && *other != loaded), "{loaded} {others:?}");
}

#[test]
fn requests_that_interleave_get_their_own_replies() {
    let lab = Lab::shared();
    thread::scope(|scope| {
        for (number, (method, codec)) in ways().enumerate() {
            let lab = &lab;
            scope.spawn(move || {
                for round in 0..6 {
                    // The caller holds each reply against its own payload; another one's would be a wrong reply.
                    let size = 100 + 37 * u32::try_from(number).unwrap() + 1_000 * round;
                    let body = lab.post("/rpc/execute", &plan(method, codec, Function::Echo, size)).ok();
                    assert_eq!(body["size"], json!(size));
                }
            });
        }
    });
}
