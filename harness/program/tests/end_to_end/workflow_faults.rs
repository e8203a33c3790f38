//! Workflows whose steps fail, whose objects end and whose process is killed: no instance is lost, and nothing is done twice.

use std::{
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use shared::limits;

use crate::lab::{Lab, Request, faulty_configuration, poll, try_send};

const DEADLINE: Duration = Duration::from_secs(30);

/// By this time, everything that a kill left behind would have gone on: the time of the watchdog, and what the work takes then.
const BY_ITSELF: Duration = Duration::from_millis(limits::DURABLE_WATCHDOG_MS as u64 + 600);

fn begin(lab: &Lab, workflow: &str, object: &str, body: &Value) -> Value {
    lab.post(&format!("/workflow/{workflow}/run-async?object={object}"), body).ok()
}

fn status(lab: &Lab, id: &str, object: &str) -> Value {
    lab.get(&format!("/workflow/instances/{id}?object={object}")).ok()
}

/// How many instances are listed. To be asked that, an object need not go on with any of them.
fn listed(lab: &Lab, state: &str, object: &str) -> usize {
    lab.get(&format!("/workflow/{state}?object={object}")).ok()["instances"].as_array().unwrap().len()
}

/// Whether all instances end by themselves within that time.
fn goes_on(lab: &Lab, object: &str, within: Duration) -> bool {
    let end = Instant::now() + within;
    while listed(lab, "running", object) > 0 {
        if Instant::now() > end {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
    true
}

fn ledger(lab: &Lab, account: &str, field: &str) -> u64 {
    lab.get(&format!("/call/ledger?target={account}")).ok()[field].as_u64().unwrap()
}

fn fault(name: &str) -> Value {
    json!({ "id": name.replace('_', "-"), "input": { "fault": name }, "patience_ms": 3_000 })
}

#[test]
fn steps_that_fail_in_any_way_fail_their_instance_alone() {
    let lab = Lab::start(&faulty_configuration());
    begin(&lab, "sleepy", "faults", &json!({ "id": "bystander", "input": { "naps": 20, "each_ms": 100 } }));
    let run = |name: &str| lab.post("/workflow/faulty/run?object=faults", &fault(name));
    for (name, words) in [
        ("slow", "attempt 2 took longer than 20 ms"),
        ("nonsense", "key must be a string"),
        ("too_large", &format!("larger than {}", limits::workflow::VALUE_BYTES)),
    ] {
        let told = run(name).ok();
        assert_eq!(told["state"], "failed", "{told}");
        assert!(told["error"].as_str().unwrap().contains(words), "{told}");
    }
    // A step that never ends keeps its instance, until somebody cancels it.
    let endless = run("endless").ok();
    assert_eq!((&endless["state"], &endless["waits_for"]), (&json!("running"), &json!(["step \"endless\""])));
    let cancelled = lab.post("/workflow/instances/endless/cancel?object=faults", &json!({})).ok();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    // One that panics ends the instance of the WASM: nothing was accepted, and whoever asked is told that.
    assert!(run("panic").is_retryable());
    assert_eq!(lab.get("/workflow/instances/panic?object=faults").status, 404);
    // One that panics behind a sleep ends it again and again, until it is left alone.
    begin(&lab, "faulty", "faults", &fault("panic_later"));
    poll("the instance is left alone", DEADLINE, || {
        let answer = lab.get("/workflow/instances/panic-later?object=faults");
        (answer.status == 200 && answer.body["state"] == "poisoned").then_some(())
    });
    assert_eq!(listed(&lab, "dead", "faults"), 1);
    poll("the other one completes", DEADLINE, || {
        let answer = lab.get("/workflow/instances/bystander?object=faults");
        (answer.status == 200 && answer.body["state"] == "completed").then_some(())
    });
    // It may be tried again, to the same end.
    lab.post("/workflow/instances/panic-later/redrive?object=faults", &json!({}));
    poll("the instance is left alone again", DEADLINE, || {
        let answer = lab.get("/workflow/instances/panic-later?object=faults");
        (answer.status == 200 && answer.body["state"] == "poisoned").then_some(())
    });
}

/// What is left of instances after so many kills.
struct Left {
    lab: Lab,
    /// The names of those that somebody was told of, each with its workflow.
    accepted: Vec<(String, &'static str)>,
    /// Whether everything went on without being asked, each time.
    went_on: bool,
}

/// Begins orders from three clients and kills the process in the middle, so many times, each time with so long to go on.
fn killed(rounds: u64, object: &str, within: Duration) -> Left {
    let order = |_| ("process_order", json!({ "shop": object, "quantity": 1 }));
    killed_in(rounds, object, within, order)
}

/// The same with whatever instance comes at its place.
fn killed_in(rounds: u64, object: &str, within: Duration, what: impl Fn(u64) -> (&'static str, Value) + Sync) -> Left {
    let mut lab = Lab::start(&faulty_configuration());
    let accepted = Mutex::new(Vec::new());
    let mut went_on = true;
    for round in 0..rounds {
        let address = lab.address("router");
        // However slow the machine is, each round has some to kill.
        let enough = accepted.lock().unwrap().len() + 3;
        thread::scope(|scope| {
            for client in 0..3 {
                let (accepted, what) = (&accepted, &what);
                scope.spawn(move || {
                    // Ends with the process that it asks.
                    for number in 0..1_000 {
                        let (workflow, input) = what(number);
                        let id = format!("{workflow}-{round}-{client}-{number}");
                        let body = json!({ "id": id, "input": input }).to_string();
                        let path = format!("/workflow/{workflow}/run-async?object={object}");
                        let request = Request::new("POST", &path).body(body.as_bytes());
                        match try_send(address, &request) {
                            Ok(answer) if answer.status == 200 => accepted.lock().unwrap().push((id, workflow)),
                            Ok(_) => {}
                            Err(_) => return,
                        }
                    }
                });
            }
            poll("some are accepted", DEADLINE, || (accepted.lock().unwrap().len() >= enough).then_some(()));
            thread::sleep(Duration::from_millis(37 * (round % 7)));
            lab.crash_and_restart();
        });
        went_on &= goes_on(&lab, object, within);
    }
    Left { lab, accepted: accepted.into_inner().unwrap(), went_on }
}

#[test]
fn no_order_is_lost_or_made_twice_by_kills() {
    check_kills(20);
}

#[test]
#[ignore = "takes minutes: cargo test -p isolab --test end_to_end hundred_kills -- --ignored"]
fn no_order_is_lost_or_made_twice_by_hundred_kills() {
    check_kills(100);
}

#[track_caller]
fn check_kills(rounds: u64) {
    let Left { lab, accepted, went_on } = killed(rounds, "killed", DEADLINE);
    for (id, _) in &accepted {
        assert_eq!(status(&lab, id, "killed")["state"], "completed", "{id}");
    }
    let effects = ["payment", "stock", "shipping"].map(|name| {
        let account = format!("killed.{name}");
        assert_eq!(ledger(&lab, &account, "doubled"), 0, "{account}");
        ledger(&lab, &account, "effects")
    });
    assert!(effects.iter().all(|count| *count == effects[0]), "{effects:?}");
    assert!(effects[0] >= u64::try_from(accepted.len()).unwrap(), "{effects:?}");
    assert!(went_on, "some waited for somebody to ask");
    for (id, _) in accepted.iter().step_by(accepted.len() / 10) {
        let journal = lab.get(&format!("/workflow/instances/{id}/journal?object=killed")).ok();
        poll("the tracker knows every event once", DEADLINE, || {
            let told = lab.get(&format!("/workflow/tracker?object=killed&instance={id}")).ok();
            (told["told"] == journal["events"]).then_some(())
        });
    }
}

#[test]
fn what_is_put_together_is_neither_lost_nor_made_twice_by_kills() {
    check_composed(10);
}

#[test]
#[ignore = "takes minutes: cargo test -p isolab --test end_to_end hundred_kills -- --ignored"]
fn what_is_put_together_is_neither_lost_nor_made_twice_by_hundred_kills() {
    check_composed(100);
}

#[track_caller]
fn check_composed(rounds: u64) {
    let what = |number| match number % 11 {
        0 => ("trip", json!({ "traveller": "composed", "seats": 0 })),
        1 => ("tree", json!({ "depth": 2, "width": 2, "at_once": 2 })),
        2 => ("ticker", json!({ "ticks": 6, "each_ms": 20, "in_a_journal": 4 })),
        3 => ("export", json!({ "customer": "ada", "parts": 2, "each_ms": 10 })),
        4 => ("quotes", json!({ "suppliers": [{ "name": "a", "price": 9, "takes_ms": 10 }], "within_ms": 5_000 })),
        5 => ("squares", json!({ "items": 10, "at_once": 3 })),
        6 => ("approval", json!({ "request": "a holiday", "within_ms": 60 })),
        7 => ("review", json!({ "text": "to be read", "silence_ms": 60 })),
        8 => ("debits", json!({ "account": "composed.debits", "calls": 3, "together": true })),
        9 => ("counter", json!({ "steps": 3 })),
        _ => ("sleepy", json!({ "naps": 2, "each_ms": 15 })),
    };
    let Left { lab, accepted, went_on } = killed_in(rounds, "composed", DEADLINE, what);
    assert!(went_on, "some waited for somebody to ask");
    for (id, workflow) in &accepted {
        let told = status(&lab, id, "composed");
        // Nobody answers the one, and nobody reviews for the other.
        let (state, field, expected) = match *workflow {
            "trip" | "review" => ("failed", "", Value::Null),
            "tree" => ("completed", "", json!(4)),
            "ticker" => ("completed", "", json!(6)),
            "export" => ("completed", "/parts", json!(2)),
            "quotes" => ("completed", "/price", json!(10)),
            "squares" => ("completed", "", json!(285)),
            "approval" => ("completed", "/approved", json!(false)),
            "debits" => ("completed", "", json!(3)),
            "counter" => ("completed", "/sum", json!(6)),
            _ => ("completed", "/none", Value::Null),
        };
        let output = told["output"].pointer(field).cloned().unwrap_or_default();
        assert_eq!((&told["state"], &output), (&json!(state), &expected), "{told}");
    }
    let debited = ledger(&lab, "composed.debits", "effects");
    assert_eq!((ledger(&lab, "composed.debits", "doubled"), debited % 3), (0, 0), "{debited}");
    let effects = ["hotel", "car", "hotel.given-back", "car.given-back"].map(|name| {
        let account = format!("composed.{name}");
        assert_eq!(ledger(&lab, &account, "doubled"), 0, "{account}");
        ledger(&lab, &account, "effects")
    });
    let trips = accepted.iter().filter(|(_, workflow)| *workflow == "trip").count();
    assert!(effects.iter().all(|count| *count == effects[0]), "{effects:?}");
    assert!(effects[0] >= u64::try_from(trips).unwrap(), "{effects:?} of {trips}");
}

#[test]
fn without_the_alarm_instances_stay_behind() {
    poll("an instance stays behind", Duration::from_mins(2), || {
        (!killed(3, "unwatched", BY_ITSELF).went_on).then_some(())
    });
}

#[test]
fn without_the_mark_effects_are_made_twice() {
    let doubled = poll("an effect is made twice", Duration::from_mins(2), || {
        let Left { lab, .. } = killed(3, "unchecked", BY_ITSELF);
        let doubled =
            ["payment", "stock", "shipping"].map(|name| ledger(&lab, &format!("unchecked.{name}"), "doubled"));
        Some(doubled.iter().sum::<u64>()).filter(|doubled| *doubled > 0)
    });
    assert!(doubled > 0);
}

#[test]
fn a_hundred_instances_in_the_middle_go_on_after_a_kill() {
    let mut lab = Lab::start(&faulty_configuration());
    for number in 0..100 {
        let input = json!({ "naps": 3, "each_ms": 300 });
        begin(&lab, "sleepy", "hundred", &json!({ "id": format!("nap-{number}"), "input": input }));
    }
    lab.crash_and_restart();
    assert!(goes_on(&lab, "hundred", DEADLINE), "some waited for somebody to ask");
    for number in 0..100 {
        let told = status(&lab, &format!("nap-{number}"), "hundred");
        assert_eq!((&told["state"], &told["lives"]), (&json!("completed"), &json!(0)), "{told}");
    }
}
