//! The cells of calls that go well: which batches are compared, by which ways.

use indexmap::IndexMap;
use serde_json::json;
use shared::{choice::Choice as _, durable::Way};

use super::questions::{READING, batch, ledger};
use crate::{
    experiments::asking::{again, control},
    instrument::scenario::{Arm, Arrivals, Batch, Cell, Data, Expectation, Method, Procedure, Question},
};

/// The plain call, which all others are compared with.
pub(super) const RPC: &str = "rpc";
/// The way that is meant where none is named.
pub(super) const DURABLE: &str = "durable";
/// Calls of the batches that are made one after the other.
const SEQUENTIAL: u32 = 40;
/// Clients of the cell in which every call has a request of its own.
const CLIENTS: u32 = 100;
/// Calls at once, and how many requests of an arm fit into a pair.
pub(super) const PARALLEL: [(u32, Option<u32>); 5] =
    [(10, None), (50, Some(10)), (100, Some(6)), (1_000, Some(2)), (10_000, Some(2))];
/// The same for the ways that take milliseconds for each call.
const QUEUED: [(u32, Option<u32>); 3] = [(10, Some(6)), (50, Some(2)), (100, Some(2))];
/// Calls at once up to which a queue that is listed whole is compared with others: among 100 a call takes 50 ms.
const LISTED: u32 = 50;
/// Calls of the batches of one object that are compared with those of a thousand.
const MANY: [u32; 2] = [10_000, 100_000];

/// Plain calls, and the durable ones that share rows and messages.
const QUICK: [Way; 6] = [Way::Rpc, Way::RpcDurable, Way::RpcBothDurable, Way::Durable, Way::OneWay, Way::TwoOneWay];
/// Those that take microseconds for a call of ten thousand, against the plain call.
const GROUPED: [Way; 4] = [Way::Rpc, Way::Durable, Way::OneWay, Way::TwoOneWay];
/// Those that take several rows for each call, against both.
const SLOW: [Way; 5] = [Way::Rpc, Way::Queued, Way::QueuedList, Way::DurableSingle, Way::Durable];

/// All cells of this kind, by name.
pub(super) fn cells() -> IndexMap<String, Cell> {
    let mut cells = IndexMap::new();
    for (operations, block) in PARALLEL {
        let ways = ways_of(operations);
        let title = format!("parallel: {operations} calls at once from one object to another");
        let cell = compared(&title, (operations, "parallel"), ways, block);
        let at = [("operations".to_owned(), f64::from(operations))].into();
        cells.insert(format!("parallel_{operations}"), Cell { at, ..cell });
    }
    for (operations, block) in QUEUED {
        let ways = SLOW.into_iter().filter(|way| *way != Way::QueuedList || operations <= LISTED);
        let ways: Vec<Way> = ways.collect();
        let title = format!("queue: {operations} calls at once by the ways that store each of them for itself");
        cells.insert(format!("queue_{operations}"), compared(&title, (operations, "parallel"), &ways, block));
    }
    let one_by_one = [Way::Rpc, Way::RpcDurable, Way::RpcBothDurable, Way::Queued, Way::Durable, Way::TwoOneWay];
    let title = format!("sequential: {SEQUENTIAL} calls, each after the answer to the one before");
    cells.insert("sequential".to_owned(), compared(&title, (SEQUENTIAL, "sequential"), &one_by_one, Some(6)));
    cells.insert("fan_out".to_owned(), fan_out());
    cells.insert("events".to_owned(), events());
    cells.insert("requests".to_owned(), requests());
    cells.insert("growth".to_owned(), growth());
    cells.insert("scale".to_owned(), scale());
    for operations in [100, 10_000] {
        cells.insert(format!("switches_{operations}"), switches(operations));
    }
    cells.insert("open".to_owned(), open());
    cells
}

/// The ways that are measured at so many calls at once.
fn ways_of(operations: u32) -> &'static [Way] {
    if operations >= 1_000 { &GROUPED } else { &QUICK }
}

/// Ways against the plain call, by the clock of the object that calls.
fn compared(title: &str, (operations, mode): (u32, &str), ways: &[Way], block: Option<u32>) -> Cell {
    let mut arms = IndexMap::new();
    for way in ways {
        let name = way.as_str();
        let arm = batch(name, *way, &json!({ "mode": mode }));
        let arm = Arm { afterwards: ledger(*way), ..arm };
        if *way == Way::Rpc {
            arms.insert(again(name), control(&again(name), &arm));
        }
        arms.insert(name.to_owned(), arm);
    }
    Cell { block, ..cell(title, inside(arms, operations)) }
}

fn fan_out() -> Cell {
    let (operations, targets) = (100, 10);
    let title = format!("fan_out: {operations} calls at once, spread over {targets} objects");
    let mut cell = compared(&title, (operations, "fan_out"), &QUICK, Some(6));
    for arm in cell.arms.values_mut() {
        // A tenth of the effects is in each of ten ledgers.
        arm.afterwards = None;
        if let Some(body) = arm.question.as_mut().and_then(|question| question.body.as_mut()) {
            body["targets"] = json!(targets);
        }
    }
    cell
}

/// Ways of which each call has a request of its own.
const ALONE: [Way; 4] = [Way::Rpc, Way::RpcDurable, Way::RpcBothDurable, Way::Durable];

fn events() -> Cell {
    let title = format!("events: {CLIENTS} calls at once, each by a request of its own to the object that makes it");
    compared(&title, (CLIENTS, "events"), &ALONE, Some(6))
}

fn requests() -> Cell {
    let mut arms = IndexMap::new();
    for way in ALONE {
        let name = way.as_str();
        let arm = batch(name, way, &json!({ "operations": 1 }));
        let arm = Arm { afterwards: ledger(way), ..arm };
        if way == Way::Rpc {
            arms.insert(again(name), control(&again(name), &arm));
        }
        arms.insert(name.to_owned(), arm);
    }
    arms.insert("no_call".to_owned(), no_call());
    for arm in arms.values_mut() {
        arm.batch = Some(Batch::whole(CLIENTS));
    }
    let title = format!("requests: {CLIENTS} of them from as many clients, each of which has one object make one call");
    Cell { block: Some(2), clients: Some(CLIENTS), ..cell(&title, arms) }
}

/// The same way through the router to the object, which then calls nobody: what any request of the cell costs besides.
fn no_call() -> Arm {
    let path = "/call/status?source={tenant}".to_owned();
    let question = Question { method: Method::Get, path, body: None, expect: Expectation::default(), cycle: 1 };
    Arm { question: Some(question), ..batch("no_call", Way::Rpc, &json!({})) }
}

/// Whether the cost of a call stays the same where there are more of them.
fn growth() -> Cell {
    let of = |way: Way, operations: u32| (format!("{}_{operations}", way.as_str()), way, operations);
    let sizes = [
        of(Way::Rpc, 10),
        of(Way::Rpc, 50),
        of(Way::Rpc, 1_000),
        of(Way::Queued, 10),
        of(Way::Queued, 50),
        of(Way::QueuedList, 10),
        of(Way::QueuedList, 50),
    ];
    let arms = sized(&sizes);
    let title = "growth: what one call costs among more of them at once";
    Cell { block: Some(4), headline: "rpc_50".to_owned(), base: Some("rpc_10".to_owned()), ..cell(title, arms) }
}

fn scale() -> Cell {
    let sizes = [1_000, MANY[0], MANY[1]];
    let sizes = sizes.map(|operations| (format!("{DURABLE}_{operations}"), Way::Durable, operations));
    let (base, headline) = (sizes[0].0.clone(), sizes[2].0.clone());
    let title = "scale: what one durable call costs in ever larger batches";
    Cell { block: Some(6), base: Some(base), headline, ..cell(title, sized(&sizes)) }
}

/// Arms of different sizes, the first once more as the control.
fn sized(sizes: &[(String, Way, u32)]) -> IndexMap<String, Arm> {
    let mut arms = IndexMap::new();
    for (place, (name, way, operations)) in sizes.iter().enumerate() {
        let arm = Arm { afterwards: ledger(*way), ..batch(name, *way, &json!({})) };
        let arm = Arm { batch: Some(Batch::whole(*operations)), reading: Some(READING.to_owned()), ..arm };
        if place == 0 {
            arms.insert(again(name), control(&again(name), &arm));
        }
        arms.insert(name.clone(), arm);
    }
    arms
}

/// The durable call against itself with one choice made otherwise.
fn switches(operations: u32) -> Cell {
    let choices = [
        (DURABLE, json!({})),
        ("single", json!({ "grouping": "single" })),
        ("credits_4", json!({ "credits": 4 })),
        ("credits_16", json!({ "credits": 16 })),
        ("eager", json!({ "acknowledgement": "eager" })),
        ("dropped", json!({ "replies": "dropped" })),
        ("fresh", json!({ "rows": "fresh" })),
    ];
    let mut arms = IndexMap::new();
    // A row and a message for each of ten thousand calls would take as long as all the rest.
    for (name, choice) in choices.iter().filter(|(name, _)| operations <= 1_000 || *name != "single") {
        let arm = Arm { afterwards: ledger(Way::Durable), ..batch(name, Way::Durable, choice) };
        if *name == DURABLE {
            arms.insert(again(name), control(&again(name), &arm));
        }
        arms.insert((*name).to_owned(), arm);
    }
    let title = format!("switches: {operations} durable calls at once, each choice of the design made otherwise");
    let arms = inside(arms, operations);
    Cell { block: Some(6), base: Some(DURABLE.to_owned()), headline: "fresh".to_owned(), ..cell(&title, arms) }
}

fn open() -> Cell {
    let mut arms = IndexMap::new();
    for way in [Way::Rpc, Way::RpcDurable, Way::Durable] {
        let name = way.as_str();
        let arm = batch(name, way, &json!({ "operations": 1 }));
        let arm = Arm { afterwards: ledger(way), ..arm };
        if way == Way::Rpc {
            arms.insert(again(name), control(&again(name), &arm));
        }
        arms.insert(name.to_owned(), arm);
    }
    let procedure =
        Procedure::Open { per_second: 200.0, arrivals: Arrivals::Poisson, segment: 200, segments: 5, connections: 64 };
    let title = "open: requests on a schedule, each of which has one object make one call";
    Cell { procedure, ..cell(title, arms) }
}

/// Arms that are read by the clock of the object that calls, all with so many calls.
fn inside(mut arms: IndexMap<String, Arm>, operations: u32) -> IndexMap<String, Arm> {
    for arm in arms.values_mut() {
        (arm.batch, arm.reading) = (Some(Batch::whole(operations)), Some(READING.to_owned()));
    }
    arms
}

/// A paired cell against the plain call.
pub(super) fn cell(title: &str, arms: IndexMap<String, Arm>) -> Cell {
    Cell::new(title, Procedure::Paired { data: Data::Fresh }, (RPC, DURABLE), arms)
}
