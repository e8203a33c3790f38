//! Durable calls between objects: each effect once whatever goes wrong, and what is told of those that cannot be made.

use std::{thread, time::Duration};

use harness::machine::workerd::Openness;
use serde_json::{Value, json};
use shared::{
    choice::Choice as _,
    durable::{Mode, Way},
    error::ErrorCode,
    limits,
};

use crate::lab::{Lab, Request, configuration, poll, try_send};

/// Long enough for everything that is tried again.
const DEADLINE: Duration = Duration::from_mins(1);

#[track_caller]
fn batch(lab: &Lab, asked: &Value) -> Value {
    lab.post("/call/batch", asked).ok()
}

#[track_caller]
fn ledger(lab: &Lab, target: &str) -> Value {
    lab.get(&format!("/call/ledger?target={target}")).ok()
}

#[track_caller]
fn status(lab: &Lab, source: &str) -> Value {
    lab.get(&format!("/call/status?source={source}")).ok()
}

fn count(told: &Value, field: &str) -> u64 {
    told[field].as_u64().unwrap_or_else(|| panic!("{field}: {told}"))
}

/// Waits until nothing of a source is pending.
#[track_caller]
fn settled(lab: &Lab, source: &str) -> Value {
    poll("nothing is pending", DEADLINE, || Some(status(lab, source)).filter(|told| told["pending"] == 0))
}

#[test]
fn every_durable_way_has_each_effect_once_in_every_mode() {
    let lab = Lab::shared();
    for way in Way::ALL.iter().filter(|way| way.is_durable()) {
        for mode in Mode::ALL {
            let source = format!("durable-{}-{}", way.as_str(), mode.as_str());
            let asked = json!({ "way": way, "mode": mode, "operations": 60, "source": source });
            for _ in 0..2 {
                let body = batch(&lab, &asked);
                assert_eq!(
                    (&body["answered"], &body["dead"], &body["pending"]),
                    (&json!(60), &json!(0), &json!([])),
                    "{body}"
                );
            }
            let targets = if *mode == Mode::FanOut { 10 } else { 1 };
            let told: Vec<Value> = (0..targets).map(|index| ledger(&lab, &format!("{source}.{index}"))).collect();
            let sum = |field| told.iter().map(|told| count(told, field)).sum::<u64>();
            assert_eq!((sum("effects"), sum("doubled"), sum("reordered")), (120, 0, 0), "{source}");
        }
    }
}

#[test]
fn a_batch_is_one_message_and_one_row() {
    let lab = Lab::shared();
    let body = batch(&lab, &json!({ "way": "durable", "operations": 1000, "source": "one-row" }));
    assert_eq!((&body["messages"], &body["rows_written"]), (&json!(1), &json!(1)), "{body}");
    let single = batch(&lab, &json!({ "way": "durable_single", "operations": 100, "source": "many-rows" }));
    assert_eq!(single["messages"], 100, "{single}");
}

#[test]
fn a_hundred_thousand_calls_finish_and_leave_nothing_behind() {
    let lab = Lab::shared();
    let body = batch(&lab, &json!({ "way": "durable", "operations": 100_000, "source": "many" }));
    assert_eq!((&body["answered"], &body["validated"]), (&json!(100_000), &json!(100_000)));
    let told = ledger(&lab, "many.0");
    assert_eq!((count(&told, "effects"), count(&told, "doubled"), count(&told, "reordered")), (100_000, 0, 0));
    let left = poll("answered rows are cleaned away", DEADLINE, || {
        Some(status(&lab, "many")).filter(|told| told["rows"] == 0)
    });
    assert_eq!(left["alarm_ms"], Value::Null, "nothing is pending, and nothing rings: {left}");
}

#[test]
fn no_fault_loses_doubles_or_reorders_a_durable_call() {
    let lab = Lab::shared();
    for fault in ["drop_reply", "delay_request", "abort_before", "abort_inside", "abort_after"] {
        // With several messages under way each fault costs all of them, so there are fewer; still so many that none at all, in which case
        // nothing was tried, comes once in millions of runs.
        for (credits, percent, operations) in [(1, 20, 100), (4, 10, 150)] {
            let source = format!("durable-{fault}-{credits}").replace('_', "-");
            let asked = json!({ "way": "durable_single", "operations": operations, "source": source, "credits": credits,
                "deadline_ms": 50_000, "faults": { fault: percent } });
            let body = batch(&lab, &asked);
            assert_eq!((&body["answered"], &body["dead"]), (&json!(operations), &json!(0)), "{source}: {body}");
            let told = ledger(&lab, &format!("{source}.0"));
            assert_eq!(
                (count(&told, "effects"), count(&told, "doubled"), count(&told, "reordered")),
                (operations, 0, 0),
                "{source}: {told}"
            );
            if fault != "delay_request" {
                assert!(count(&body, "redelivered") > 0, "{source}: {body}");
            }
        }
    }
}

#[test]
fn an_eviction_between_calls_changes_nothing() {
    let lab = &Lab::shared();
    let asked = json!({ "way": "durable", "operations": 20, "source": "evicted" });
    let life = |told: &Value, service: &str| -> String {
        let places = told["timing"]["places"].as_array().unwrap();
        let place =
            places.iter().find(|place| place["service"] == service).unwrap_or_else(|| panic!("{service}: {told}"));
        place["object"].as_str().unwrap().to_owned()
    };
    let lives = || {
        let (source, target) = (status(lab, "evicted"), ledger(lab, "evicted.0"));
        [life(&source, "call_source"), life(&target, "call_target")]
    };
    assert_eq!(batch(lab, &asked)["answered"], 20);
    let earlier = lives();
    // The runtime evicts an object that has had no event for ten seconds.
    thread::sleep(Duration::from_secs(12));
    let body = batch(lab, &asked);
    assert_eq!((&body["answered"], &body["dead"]), (&json!(20), &json!(0)), "{body}");
    let later = lives();
    assert!(earlier.iter().all(|life| !later.contains(life)), "nothing was evicted: {earlier:?} {later:?}");
    let told = ledger(lab, "evicted.0");
    assert_eq!((&told["effects"], &told["doubled"], &told["reordered"]), (&json!(40), &json!(0), &json!(0)), "{told}");
}

#[test]
fn without_its_mark_an_inbox_makes_calls_twice() {
    let lab = Lab::shared();
    let asked = json!({ "way": "durable_single", "operations": 100, "source": "unchecked", "replies": "unchecked",
        "deadline_ms": 60_000, "faults": { "drop_reply": 20 } });
    batch(&lab, &asked);
    assert!(count(&ledger(&lab, "unchecked.0"), "doubled") > 0, "the control has to fail");
}

#[test]
fn a_poisonous_call_becomes_a_dead_letter_and_the_others_are_made() {
    let lab = Lab::shared();
    let asked = json!({ "way": "durable", "operations": 100, "source": "poisoned", "attempts": 2, "deadline_ms": 60_000,
        "faults": { "poison": 2 } });
    let body = batch(&lab, &asked);
    assert_eq!((&body["answered"], &body["dead"]), (&json!(98), &json!(2)), "{body}");
    assert_eq!(ledger(&lab, "poisoned.0")["effects"], 98);
    settled(&lab, "poisoned");
    let dead = lab.get("/call/dead?source=poisoned").ok();
    let letters = dead["dead"].as_array().unwrap_or_else(|| panic!("no list: {dead}"));
    assert_eq!(letters.len(), 2, "{dead}");
    assert_eq!((&letters[0]["method"], &letters[0]["target"]), (&json!("debit"), &json!("poisoned.0")));
    let [first, second] = [0, 1].map(|place| letters[place]["id"].as_u64().unwrap());
    lab.post(&format!("/call/dead/{first}/redrive?source=poisoned"), &json!({})).ok();
    lab.post(&format!("/call/dead/{second}/drop?source=poisoned"), &json!({})).ok();
    settled(&lab, "poisoned");
    let told = ledger(&lab, "poisoned.0");
    assert_eq!((count(&told, "effects"), count(&told, "doubled")), (99, 0), "{told}");
    let gone = lab.post(&format!("/call/dead/{first}/redrive?source=poisoned"), &json!({}));
    assert_eq!(gone.code(), ErrorCode::UnknownDeadLetter);
    assert_eq!(status(&lab, "poisoned")["dead"], 0);
}

#[test]
fn what_has_no_answer_goes_on_or_is_cancelled() {
    let lab = Lab::shared();
    let asked = json!({ "way": "durable", "operations": 50, "source": "slow", "deadline_ms": 100, "faults": { "silent": 50, "abort_before": 50 } });
    let mut asked_for = 0;
    let body = poll("a batch has no answer in time", DEADLINE, || {
        asked_for += 50;
        Some(batch(&lab, &asked)).filter(|body| body["pending"] != json!([]))
    });
    let pending = &body["pending"][0];
    let cancel =
        json!({ "source": "slow", "target": pending["target"], "first": pending["first"], "calls": pending["calls"] });
    let told = lab.post("/call/cancel", &cancel).ok();
    let sum = count(&told, "cancelled") + count(&told, "under_way") + count(&told, "answered");
    assert_eq!(sum, count(pending, "calls"), "{told}");
    settled(&lab, "slow");
    // A call that had left when it was cancelled has its effect or has none, and no other is without.
    let ledger = ledger(&lab, "slow.0");
    let most = asked_for - count(&told, "cancelled");
    let range = most - count(&told, "under_way")..=most;
    assert!(range.contains(&count(&ledger, "effects")), "{range:?} of {asked_for}: {ledger}");
    assert_eq!((count(&ledger, "doubled"), count(&ledger, "reordered")), (0, 0), "{ledger}");
}

#[test]
fn a_call_that_comes_after_its_deadline_has_no_effect() {
    let lab = Lab::shared();
    let asked = json!({ "way": "durable_single", "operations": 40, "source": "late", "expires_ms": 1, "deadline_ms": 30_000,
        "faults": { "abort_before": 50 } });
    let body = batch(&lab, &asked);
    assert!(count(&body, "dead") > 0, "{body}");
    assert_eq!(count(&ledger(&lab, "late.0"), "effects"), count(&body, "answered"), "{body}");
}

#[test]
fn a_wrong_answer_ends_a_plain_batch() {
    let lab = Lab::shared();
    let asked = json!({ "way": "rpc", "operations": 100, "source": "wrong", "faults": { "wrong": 50 } });
    let code = lab.post("/call/batch", &asked).code();
    assert!(matches!(code, ErrorCode::WrongReply | ErrorCode::Internal), "{code:?}");
}

/// Rounds of batches that are killed in the middle; what is told of the ledgers then.
fn killed(rounds: u64, design: &Value) -> (Lab, u64, bool) {
    const OPERATIONS: u64 = 200;
    let mut lab = Lab::start(&configuration(&Openness::Open));
    let mut went_on = true;
    for round in 0..rounds {
        let mut asked = json!({ "way": "durable", "operations": OPERATIONS, "source": "killed", "faults": { "drop_reply": 10, "abort_before": 5, "abort_inside": 5, "abort_after": 5 } });
        asked.as_object_mut().unwrap().extend(design.as_object().unwrap().clone());
        let address = lab.address("router");
        let clients: Vec<_> = (0..3)
            .map(|_| {
                let asked = asked.clone();
                thread::spawn(move || {
                    // Ends with the process that it asks.
                    for _ in 0..1_000 {
                        let body = asked.to_string();
                        if try_send(address, &Request::new("POST", "/call/batch").body(body.as_bytes())).is_err() {
                            return;
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(20 + 37 * (round % 7)));
        lab.crash_and_restart();
        for client in clients {
            client.join().unwrap();
        }
        thread::sleep(Duration::from_millis(500 + u64::from(limits::DURABLE_WATCHDOG_MS)));
        went_on &= status(&lab, "killed")["pending"] == 0;
    }
    (lab, OPERATIONS, went_on)
}

#[test]
fn durable_calls_survive_the_death_of_everything() {
    survive(20);
}

#[test]
#[ignore = "five times as long: cargo test -p isolab --test end_to_end hundred_deaths -- --ignored"]
fn durable_calls_survive_a_hundred_deaths() {
    survive(100);
}

fn survive(rounds: u64) {
    let (lab, operations, went_on) = killed(rounds, &json!({}));
    assert!(went_on, "without any request, within half a second of the restart and a ring of the alarm");
    let told = ledger(&lab, "killed.0");
    assert_eq!((count(&told, "doubled"), count(&told, "reordered")), (0, 0), "{told}");
    let effects = count(&told, "effects");
    assert!(effects >= operations, "something was done: {effects}");
    assert_eq!(effects % operations, 0, "a batch that was stored is made whole, another not at all: {effects}");
}

#[test]
fn without_an_alarm_what_a_death_leaves_stays_there() {
    let (_, _, went_on) = killed(12, &json!({ "watchdog": "off" }));
    assert!(!went_on, "the control has to fail");
}
