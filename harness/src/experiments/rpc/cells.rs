//! The cells of measured calls: which requests are compared, by which arms.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::{
    experiments::asking::{again, asked, post},
    instrument::scenario::{Arm, Batch, Cell, Counts, Data, Presence, Procedure, Question, Role},
};

/// The inline call, which all others are compared with.
pub(super) const DIRECT: &str = "direct";
/// Payloads: what a cell is called after, their bytes, and how many requests of an arm fit into a pair.
pub(super) const PAYLOADS: [(&str, u32, Option<u32>); 5] = [
    ("100b", 100, None),
    ("1k", 1_000, None),
    ("10k", 10_000, None),
    ("100k", 100_000, Some(4)),
    ("1m", 1_000_000, Some(2)),
];
/// Chains longer than the one runtime of the other cells.
pub(super) const DEPTHS: [u32; 3] = [2, 4, 8];
/// How many calls one object is asked for in one request.
const RUNGS: [u32; 10] = [10, 25, 35, 40, 45, 50, 64, 100, 250, 1_000];
/// Calls of a batch: twice as many still fit into the platform's invocations.
const FEW: u32 = 12;
/// Calls of a batch where nobody counts invocations.
const MANY: u32 = 64;
/// The payload of the cells in which something else changes.
const USUAL_SIZE: u32 = 1_000;

/// An arm's name, its method and its codec.
type Way = (&'static str, &'static str, Option<&'static str>);

/// Every transport with the codecs that it leaves a choice of.
pub(super) const WAYS: [Way; 14] = [
    (DIRECT, "direct", None),
    ("fetch_json", "binding_fetch", Some("json")),
    ("fetch_messagepack", "binding_fetch", Some("messagepack")),
    ("fetch_postcard", "binding_fetch", Some("postcard")),
    ("rpc_json", "binding_rpc", Some("json")),
    ("rpc_messagepack", "binding_rpc", Some("messagepack")),
    ("rpc_postcard", "binding_rpc", Some("postcard")),
    ("rpc_bytes", "binding_rpc", Some("bytes")),
    ("rpc_clone", "binding_rpc", Some("structured_clone")),
    ("object_fetch_json", "object_fetch", Some("json")),
    ("object_rpc_postcard", "object_rpc", Some("postcard")),
    ("capnweb", "capnweb", Some("capnweb")),
    ("raw_fetch_json", "raw_fetch", Some("json")),
    ("loader_postcard", "loader", Some("postcard")),
];
/// The transports through which a runtime can ask the next.
pub(super) const CHAINS: [&str; 4] = ["fetch_json", "rpc_postcard", "object_fetch_json", "object_rpc_postcard"];

/// What is also measured by the caller's own clock.
pub(super) const INSIDE: [&str; 6] =
    ["fetch_json", "rpc_postcard", "rpc_clone", "object_rpc_postcard", "raw_fetch_json", "loader_postcard"];

/// All cells, by name.
pub(super) fn cells() -> IndexMap<String, Cell> {
    let mut cells = IndexMap::new();
    for (name, size, block) in PAYLOADS {
        cells.insert(format!("echo_{name}"), Cell { block, ..echo(size) });
    }
    for function in ["transform", "compute"] {
        cells.insert(format!("{function}_1k"), of_function(function));
    }
    for depth in DEPTHS {
        cells.insert(format!("depth_{depth}"), of_depth(depth));
    }
    cells.insert("inside_1k".to_owned(), inside());
    for (name, size, _) in PAYLOADS.into_iter().take(3) {
        for (way, method) in [("rpc", "binding_rpc"), ("fetch", "binding_fetch")] {
            cells.insert(format!("javascript_{way}_{name}"), javascript(method, size));
        }
    }
    cells.insert("batch_binding".to_owned(), batch("binding_rpc", FEW * 2, &[2, 4, 8, 24]));
    cells.insert("batch_capnweb".to_owned(), batch("capnweb", FEW * 2, &[2, 4, 8, 24]));
    cells.insert("batch_object".to_owned(), batch("object_rpc", MANY, &[2, 4, 8, 16, 32, 64]));
    cells.insert("clients".to_owned(), clients());
    for mode in ["sequential", "parallel"] {
        cells.insert(format!("ladder_{mode}"), ladder(mode));
    }
    cells
}

fn echo(size: u32) -> Cell {
    Cell {
        at: at(size, 1),
        ..calls(
            &format!("echo: one call with {size} bytes, in every way"),
            Procedure::Paired { data: Data::Fresh },
            arms(&WAYS, &|method, codec| call(method, codec, "echo", size, 1)),
        )
    }
}

fn of_function(function: &str) -> Cell {
    calls(
        &format!("{function}: one call of another function, with {USUAL_SIZE} bytes"),
        Procedure::Paired { data: Data::Fresh },
        arms(&ways_of(&CHAINS), &|method, codec| call(method, codec, function, USUAL_SIZE, 1)),
    )
}

fn of_depth(depth: u32) -> Cell {
    Cell {
        at: at(USUAL_SIZE, depth),
        ..calls(
            &format!("depth: one call through {depth} runtimes that ask each other, with {USUAL_SIZE} bytes"),
            Procedure::Paired { data: Data::Fresh },
            arms(&ways_of(&CHAINS), &|method, codec| {
                // The function runs once, however many runtimes pass the question on.
                call(method, codec, "echo", USUAL_SIZE, if method == "direct" { 1 } else { depth })
            }),
        )
    }
}

fn inside() -> Cell {
    let calls_of = |(name, method, codec): Way| {
        (name.to_owned(), asked(many(method, codec, USUAL_SIZE, &json!({ "calls": "{operations}" }))))
    };
    // The inline call takes too little by this clock to be a base.
    let mut arms: IndexMap<String, Arm> = ways_of(&INSIDE).into_iter().skip(1).map(calls_of).collect();
    let base = arms.first().map(|(name, arm)| (name.clone(), Arm { role: Role::Control, ..arm.clone() }));
    arms.extend(base.iter().map(|(name, control)| (again(name), control.clone())));
    for arm in arms.values_mut() {
        arm.batch = Some(Batch { few: FEW, many: FEW * 2 });
        arm.reading = Some("/elapsed_ms".to_owned());
    }
    let title =
        format!("inside: calls with {USUAL_SIZE} bytes by the caller's own clock, in batches of {FEW} and {}", FEW * 2);
    Cell {
        base: base.map(|(name, _)| name),
        block: Some(2),
        ..calls(&title, Procedure::Paired { data: Data::Fresh }, arms)
    }
}

fn javascript(method: &str, size: u32) -> Cell {
    let pair = || Arm {
        door: Some("rpc-pair-caller".to_owned()),
        ..asked(post("/", json!({ "method": method, "size": size, "calls": "{operations}" })))
    };
    let rust = asked(many(method, Some("bytes"), size, &json!({ "calls": "{operations}" })));
    let mut arms: IndexMap<String, Arm> = [
        ("javascript".to_owned(), pair()),
        ("javascript_again".to_owned(), Arm { role: Role::Control, ..pair() }),
        ("rust".to_owned(), rust),
    ]
    .into();
    for arm in arms.values_mut() {
        arm.batch = Some(Batch { few: 20, many: 100 });
    }
    Cell {
        base: Some("javascript".to_owned()),
        headline: "rust".to_owned(),
        block: Some(2),
        ..calls(
            &format!(
                "javascript: {method} with {size} opaque bytes, against two Workers written by hand in JavaScript"
            ),
            Procedure::Paired { data: Data::Fresh },
            arms,
        )
    }
}

fn batch(method: &str, count: u32, concurrency: &[u32]) -> Cell {
    let of = |more: &Value| {
        let mut fields = json!({ "calls": count });
        if let (Some(fields), Some(more)) = (fields.as_object_mut(), more.as_object()) {
            fields.extend(more.clone());
        }
        asked(many(method, None, USUAL_SIZE, &fields))
    };
    let sequential = json!({ "mode": "sequential" });
    let mut arms: IndexMap<String, Arm> = [
        ("sequential".to_owned(), of(&sequential)),
        ("sequential_again".to_owned(), Arm { role: Role::Control, ..of(&sequential) }),
    ]
    .into();
    for concurrency in concurrency {
        let parallel = json!({ "mode": "parallel", "concurrency": concurrency });
        arms.insert(format!("parallel_{concurrency}"), of(&parallel));
    }
    arms.insert("pipelined".to_owned(), of(&json!({ "mode": "pipelined" })));
    Cell {
        base: Some("sequential".to_owned()),
        headline: "pipelined".to_owned(),
        block: Some(2),
        ..calls(
            &format!(
                "batch: {count} calls by {method} one after the other, so many at the same time, or all on one session"
            ),
            Procedure::Paired { data: Data::Fresh },
            arms,
        )
    }
}

fn clients() -> Cell {
    let ways = ways_of(&["fetch_json", "rpc_postcard", "object_rpc_postcard"]);
    let mut arms = arms(&ways, &|method, codec| call(method, codec, "echo", USUAL_SIZE, 1));
    arms.shift_remove(&again(DIRECT));
    let rungs = vec![1, 2, 4, 8, 16, 32, 64];
    calls(
        "clients: one call in each request, with ever more clients at the same time",
        Procedure::Ladder { counts: Counts::Clients, rungs, requests: 640, deadline_ms: 20_000 },
        arms,
    )
}

fn ladder(mode: &str) -> Cell {
    let arm = |method: &str| {
        let mut fields = json!({ "calls": "{operations}", "mode": mode });
        if let (Some(fields), "parallel") = (fields.as_object_mut(), mode) {
            fields.insert("concurrency".to_owned(), json!("{operations}"));
        }
        asked(many(method, None, 100, &fields))
    };
    let arms = [("object_rpc", arm("object_rpc")), ("object_fetch", arm("object_fetch"))];
    Cell {
        base: None,
        headline: "object_rpc".to_owned(),
        presence: Presence::Given,
        block: Some(2),
        ..calls(
            &format!("ladder: ever more {mode} calls to one object in one request"),
            Procedure::Ladder { counts: Counts::Operations, rungs: RUNGS.into(), requests: 2, deadline_ms: 10_000 },
            arms.into_iter().map(|(name, arm)| (name.to_owned(), arm)).collect(),
        )
    }
}

/// A cell whose arms are compared with the inline call.
fn calls(title: &str, procedure: Procedure, arms: IndexMap<String, Arm>) -> Cell {
    // A deployment may have no address for the runtime, or no loader.
    Cell { presence: Presence::Asked, ..Cell::new(title, procedure, (DIRECT, "rpc_postcard"), arms) }
}

/// The arms of some ways, the inline call once more as the control.
fn arms(ways: &[Way], question: &dyn Fn(&str, Option<&str>) -> Question) -> IndexMap<String, Arm> {
    let mut arms = IndexMap::new();
    for (name, method, codec) in ways {
        arms.insert((*name).to_owned(), asked(question(method, *codec)));
        if *name == DIRECT {
            arms.insert(again(DIRECT), Arm { role: Role::Control, ..asked(question(method, *codec)) });
        }
    }
    arms
}

/// The inline call, and the ways of these names.
fn ways_of(names: &[&str]) -> Vec<Way> {
    WAYS.into_iter().filter(|(name, ..)| *name == DIRECT || names.contains(name)).collect()
}

fn call(method: &str, codec: Option<&str>, function: &str, size: u32, depth: u32) -> Question {
    let body = json!({ "method": method, "codec": codec, "function": function, "size": size, "depth": depth });
    post("/rpc/execute", body)
}

fn many(method: &str, codec: Option<&str>, size: u32, more: &Value) -> Question {
    let mut body = json!({ "method": method, "codec": codec, "size": size });
    if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
        body.extend(more.clone());
    }
    post("/rpc/benchmark", body)
}

fn at(bytes: u32, depth: u32) -> IndexMap<String, f64> {
    [("bytes".to_owned(), f64::from(bytes)), ("depth".to_owned(), f64::from(depth))].into()
}
