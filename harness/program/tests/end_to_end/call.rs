//! Batches of calls between objects in the plain ways: what is answered, what the ledgers say, and what the seed's queue costs.

use std::{collections::BTreeMap, time::Duration};

use harness::machine::workerd::Openness;
use serde_json::{Value, json};
use shared::{
    choice::Choice as _,
    durable::{Mode, Way},
    error::ErrorCode,
};

use crate::lab::{Lab, Request, configuration, poll};

/// The ways that need no outbox.
fn plain_ways() -> impl Iterator<Item = Way> {
    Way::ALL.iter().copied().filter(|way| !way.is_durable())
}

/// Makes a batch and checks that it says what was asked for, and that all of it was answered.
#[track_caller]
fn batch(lab: &Lab, asked: &Value) -> Value {
    let body = lab.post("/call/batch", asked).ok();
    for (field, value) in asked.as_object().unwrap() {
        assert_eq!(&body["plan"][field], value, "{body}");
    }
    assert_eq!((&body["answered"], &body["dead"]), (&body["plan"]["operations"], &json!(0)), "{body}");
    let validated = if body["plan"]["validate"] == true { &body["answered"] } else { &json!(0) };
    assert_eq!(&body["validated"], validated, "{body}");
    body
}

/// What the ledger of a target says.
#[track_caller]
fn ledger(lab: &Lab, target: &str) -> Value {
    lab.get(&format!("/call/ledger?target={target}")).ok()
}

/// The sum of a field over the ledgers of a source.
fn total(lab: &Lab, source: &str, targets: u64, field: &str) -> u64 {
    (0..targets).map(|index| ledger(lab, &format!("{source}.{index}"))[field].as_u64().unwrap()).sum()
}

#[test]
fn every_plain_way_answers_right_in_every_mode() {
    let lab = Lab::shared();
    for way in plain_ways() {
        for mode in Mode::ALL {
            let source = format!("modes-{}-{}", way.as_str(), mode.as_str());
            let body = batch(&lab, &json!({ "way": way, "mode": mode, "operations": 30, "source": source }));
            let targets = body["plan"]["targets"].as_u64().unwrap();
            assert_eq!(targets, if *mode == Mode::FanOut { 10 } else { 1 }, "{body}");
            // A row, or two keys, and the deletion of each.
            let rows = match way {
                Way::RpcBothDurable => 60,
                Way::Queued | Way::QueuedList => 120,
                Way::Rpc | Way::RpcDurable => 0,
                Way::Durable | Way::DurableSingle | Way::OneWay | Way::TwoOneWay => panic!("{source} is no plain way"),
            };
            assert_eq!((&body["messages"], &body["rows_written"]), (&json!(30), &json!(rows)), "{body}");
            let places: Vec<_> = body["timing"]["places"].as_array().unwrap().iter().collect();
            let services: Vec<_> = places.iter().map(|place| place["service"].as_str().unwrap()).collect();
            assert_eq!(services, ["router", "call_source", "call_target"], "{body}");
            // Everything has its effect, in order; a queue whose passes overlap has some of them twice.
            let effect = if way == Way::Rpc { "volatile" } else { "effects" };
            let effects = total(&lab, &source, targets, effect);
            // What is in memory goes with the objects that nobody asked for a while, before all of them are asked.
            if way == Way::Rpc && *mode == Mode::FanOut {
                assert!(effects <= 30, "{source}: {effects}");
                continue;
            }
            if way == Way::QueuedList && *mode != Mode::Sequential {
                assert!((30..=30 * 31 / 2).contains(&effects), "{source}: {effects}");
            } else {
                assert_eq!(effects, 30, "{source}");
                assert_eq!(total(&lab, &source, targets, "doubled"), 0, "{source}");
            }
        }
    }
}

#[test]
fn a_ledger_tells_each_operation_once_and_what_it_took() {
    let lab = Lab::shared();
    let body = batch(&lab, &json!({ "way": "rpc_durable", "operations": 200, "source": "told" }));
    assert!(body["per_operation_us"].is_number(), "{body}");
    let told = ledger(&lab, "told.0");
    let span = &told["spans"][0];
    assert_eq!((&span["source"], &span["count"]), (&json!("told"), &json!(200)), "{told}");
    let first = span["first"].as_u64().unwrap();
    let taken: u64 = (first..first + 200).map(|operation| 1 + operation % 97).sum();
    assert_eq!(told["balance"].as_i64(), Some(-i64::try_from(taken).unwrap()), "{told}");
    assert_eq!((&told["effects"], &told["rows"], &told["reordered"]), (&json!(200), &json!(200), &json!(0)), "{told}");
    // Numbers go on: a second batch of the source makes no operation of the first again.
    batch(&lab, &json!({ "way": "rpc_durable", "operations": 10, "source": "told", "validate": false }));
    let told = ledger(&lab, "told.0");
    assert_eq!((&told["effects"], &told["doubled"], &told["reordered"]), (&json!(210), &json!(0), &json!(0)), "{told}");
    let of_nobody = lab.get("/call/ledger?target=told.0&source=nobody").ok();
    assert_eq!((&of_nobody["effects"], &of_nobody["spans"]), (&json!(0), &json!([])));
}

#[test]
fn plain_calls_have_no_number_at_which_they_hang() {
    // Ten thousand at once keep the one thread from everybody else for seconds.
    let lab = Lab::start(&configuration(&Openness::Open));
    for operations in [10, 25, 35, 40, 45, 50, 64, 100, 250, 1_000, 10_000] {
        batch(&lab, &json!({ "way": "rpc", "operations": operations, "source": "ladder" }));
    }
    assert_eq!(ledger(&lab, "ladder.0")["volatile"], 11_619);
}

#[test]
fn a_queue_that_is_listed_whole_executes_with_the_square_of_its_calls() {
    let lab = Lab::shared();
    batch(&lab, &json!({ "way": "queued_list", "operations": 20, "source": "square" }));
    // The last answer may come before the last pass is done.
    let told = poll("all passes are done", Duration::from_secs(10), || {
        Some(ledger(&lab, "square.0")).filter(|told| told["effects"] == 20 * 21 / 2)
    });
    assert_eq!((&told["doubled"], &told["spans"][0]["count"]), (&json!(19), &json!(20)), "{told}");
}

#[test]
fn a_thousand_subrequests_let_44_queued_calls_end_and_50_hang() {
    // A deadline is a deadline where nobody else is served.
    let lab = Lab::start(&configuration(&Openness::Open));
    let asked = |operations: u32| {
        json!({ "way": "queued_list", "operations": operations, "source": format!("hang-{operations}"),
            "subrequests": 1_000, "deadline_ms": 3_000 })
    };
    batch(&lab, &asked(44));
    let hung = lab.post("/call/batch", &asked(50));
    assert_eq!(hung.code(), ErrorCode::DeadlineExceeded, "{}", hung.body);
    let message = hung.body["error"]["message"].as_str().unwrap();
    let answered = message.split(" of 50 operations were answered").next().and_then(|count| count.parse().ok());
    assert!(answered.is_some_and(|answered: u32| (40..50).contains(&answered)), "{message}");
    // Every call had its effect; what is missing is the answer.
    assert_eq!(ledger(&lab, "hang-50.0")["spans"][0]["count"], 50);
    // The same without the bound ends, and so does the queue that looks at its own item alone.
    batch(&lab, &json!({ "way": "queued_list", "operations": 50, "source": "hang-without" }));
    batch(&lab, &json!({ "way": "queued", "operations": 50, "source": "hang-own", "subrequests": 1_000 }));
}

#[test]
fn effects_in_rows_outlive_the_process_and_numbers_do_not_start_again() {
    let mut lab = Lab::start(&configuration(&Openness::Open));
    for way in ["rpc_both_durable", "queued", "rpc"] {
        batch(&lab, &json!({ "way": way, "operations": 20, "source": "crash" }));
    }
    lab.crash_and_restart();
    let told = ledger(&lab, "crash.0");
    assert_eq!((&told["effects"], &told["volatile"], &told["doubled"]), (&json!(40), &json!(0), &json!(0)), "{told}");
    batch(&lab, &json!({ "way": "rpc_both_durable", "operations": 20, "source": "crash" }));
    let told = ledger(&lab, "crash.0");
    assert_eq!((&told["effects"], &told["doubled"], &told["reordered"]), (&json!(60), &json!(0), &json!(0)), "{told}");
}

/// The events of an answer by their names, each with its data.
fn events(text: &str) -> Vec<(String, Value)> {
    let event = |lines: &str| {
        let fields: BTreeMap<_, _> = lines.lines().map(|line| line.split_once(": ").unwrap()).collect();
        (fields["event"].to_owned(), serde_json::from_str(fields["data"]).unwrap())
    };
    text.split_terminator("\n\n").map(event).collect()
}

#[test]
fn a_batch_tells_its_progress_in_events_and_then_its_result() {
    let lab = Lab::shared();
    let ask = |body: &Value| {
        let bytes = body.to_string();
        let request = Request::new("POST", "/call/batch").accept("text/event-stream").body(bytes.as_bytes());
        let (status, body) = request.send(lab.address("router")).unwrap();
        assert_eq!(status, 200);
        events(&String::from_utf8(body).unwrap())
    };
    // Slow, by a way that writes and waits.
    let told = ask(&json!({ "way": "queued", "mode": "sequential", "operations": 1_000, "source": "watched" }));
    let (last, progress) = told.split_last().unwrap();
    assert_eq!((last.0.as_str(), &last.1["answered"]), ("result", &json!(1_000)), "{last:?}");
    assert!(last.1["timing"]["total_ms"].is_number(), "{last:?}");
    assert!(!progress.is_empty() && progress.iter().all(|(name, _)| name == "progress"), "{told:?}");
    let answered: Vec<_> = progress.iter().map(|(_, data)| data["answered"].as_u64().unwrap()).collect();
    assert!(answered.is_sorted() && answered[0] == 0, "{answered:?}");
    assert!(progress.iter().all(|(_, data)| data["operations"] == 1_000), "{progress:?}");

    let stopped = ask(&json!({ "way": "rpc", "operations": 20, "subrequests": 10, "source": "watched" }));
    let (name, data) = stopped.last().unwrap();
    assert_eq!((name.as_str(), &data["error"]["code"]), ("error", &json!("limit_exceeded")), "{stopped:?}");
}

#[test]
fn a_source_says_what_it_holds() {
    let lab = Lab::shared();
    let told = lab.get("/call/status?source=idle").ok();
    assert_eq!((&told["pending"], &told["dead"], &told["alarm_ms"]), (&json!(0), &json!(0), &Value::Null), "{told}");
    assert_eq!(lab.get("/call/dead?source=idle").ok()["dead"], json!([]));
    let nothing = json!({ "source": "idle", "target": "idle.0", "first": 1 });
    let told = lab.post("/call/cancel", &nothing).ok();
    assert_eq!((&told["cancelled"], &told["under_way"], &told["answered"]), (&json!(0), &json!(0), &json!(0)));
}
