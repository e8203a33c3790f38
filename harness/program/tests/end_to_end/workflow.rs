//! Workflows as a client sees them: instances that are begun, waited for, told things, held, cancelled and watched.

use std::{fs, process::Command, thread, time::Duration};

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{Lab, Request, poll};

const DEADLINE: Duration = Duration::from_secs(20);

fn run(lab: &Lab, workflow: &str, body: &Value) -> Value {
    lab.post(&format!("/workflow/{workflow}/run"), body).ok()
}

fn begin(lab: &Lab, workflow: &str, body: &Value) -> Value {
    lab.post(&format!("/workflow/{workflow}/run-async"), body).ok()
}

fn status(lab: &Lab, id: &str) -> Value {
    lab.get(&format!("/workflow/instances/{id}")).ok()
}

fn control(lab: &Lab, id: &str, what: &str) -> Value {
    lab.post(&format!("/workflow/instances/{id}/{what}"), &json!({})).ok()
}

#[track_caller]
fn ended(lab: &Lab, id: &str, state: &str) -> Value {
    let body = poll("the instance has ended", DEADLINE, || {
        Some(status(lab, id)).filter(|body| body["ended_ms"] != Value::Null)
    });
    assert_eq!(body["state"], state, "{body}");
    body
}

#[test]
fn what_is_put_together_comes_to_what_it_says() {
    let lab = Lab::shared();
    let tree = run(&lab, "tree", &json!({ "id": "tree", "input": { "depth": 2, "width": 3, "at_once": 2 } }));
    assert_eq!(tree["output"], 9, "{tree}");
    // The map is operation 0, its first item 1, and the child of that one 2.
    assert_eq!(status(&lab, "tree~2")["output"], 3);
    assert_eq!(status(&lab, "tree~2~2")["output"], 1);
    let deep = run(&lab, "tree", &json!({ "input": { "depth": 20, "width": 1, "at_once": 1 } }));
    assert_eq!(deep["state"], "failed", "{deep}");
    let input = json!({ "ticks": 10, "each_ms": 5, "in_a_journal": 4 });
    let ticked = run(&lab, "ticker", &json!({ "id": "ticks", "input": input }));
    assert_eq!(ticked["output"], 10, "{ticked}");
    assert_eq!(begin(&lab, "ticker", &json!({ "id": "ticks", "input": input }))["existing"], true);
    let trip = run(&lab, "trip", &json!({ "input": { "traveller": "ada", "seats": 0 } }));
    assert_eq!(trip["error"], "there is no seat on any flight; undone: car, hotel", "{trip}");
    for account in ["ada.hotel", "ada.car", "ada.hotel.given-back", "ada.car.given-back"] {
        let ledger = lab.get(&format!("/call/ledger?target={account}")).ok();
        assert_eq!((&ledger["effects"], &ledger["doubled"]), (&json!(1), &json!(0)), "{account} {ledger}");
    }
}

#[test]
fn names_of_children_are_given_by_their_parents_alone() {
    let lab = Lab::shared();
    let refused = lab.post("/workflow/tree/run", &json!({ "id": "felled~2", "input": {} }));
    assert_eq!((refused.code(), refused.status), (ErrorCode::BadInstanceId, 400));
    for wrong in ["felled~", "felled~x", "felled~1~2~3~4~5~6~7~8~9"] {
        let refused = lab.get(&format!("/workflow/instances/{wrong}"));
        assert_eq!((refused.code(), refused.status), (ErrorCode::BadInstanceId, 400), "{wrong}");
    }
}

#[test]
fn a_callback_is_completed_once_by_whoever_has_its_token() {
    let lab = Lab::shared();
    let input = json!({ "text": "three words here", "silence_ms": 60_000 });
    begin(&lab, "review", &json!({ "id": "reviewed", "input": input }));
    let journal = lab.get("/workflow/instances/reviewed/journal").ok();
    let events = journal["events"].as_array().unwrap();
    let submit = events.iter().find(|event| event["name"] == "step submit").unwrap();
    let token = submit["output"].as_str().unwrap().to_owned();
    let secret = events.iter().find(|event| event["name"] == "secret reviewed").unwrap();
    assert!(secret.get("output").is_none_or(Value::is_null), "{secret}");
    let complete = |body: &Value| lab.post("/workflow/callback", body);
    let forged = format!("{}~0123", token.rsplit_once('~').unwrap().0);
    let answer = complete(&json!({ "token": forged, "result": 1 }));
    assert_eq!((answer.code(), answer.status), (ErrorCode::BadToken, 400));
    for bad in [json!({}), json!({ "token": "x" }), json!({ "token": "a~b~c" }), json!({ "token": 7 })] {
        assert_eq!(complete(&bad).code(), ErrorCode::BadToken, "{bad}");
    }
    let two = complete(&json!({ "token": token, "result": 1, "error": "no" }));
    assert_eq!((two.code(), two.status), (ErrorCode::MalformedBody, 400));
    assert_eq!(complete(&json!({ "token": "nobody~1~0", "result": 1 })).code(), ErrorCode::UnknownInstance);
    assert_eq!(complete(&json!({ "token": token, "heartbeat": true })).ok()["state"], "running");
    complete(&json!({ "token": token, "result": { "stars": 5 } })).ok();
    assert_eq!(status(&lab, "reviewed")["output"], json!({ "words": 3, "review": { "stars": 5 } }));
    let again = complete(&json!({ "token": token, "result": 1 }));
    assert_eq!((again.code(), again.status), (ErrorCode::CallbackOver, 409));

    let input = json!({ "text": "", "silence_ms": 50 });
    begin(&lab, "review", &json!({ "id": "silent", "input": input }));
    let silent = ended(&lab, "silent", "failed");
    assert!(silent["error"].as_str().unwrap().contains("silent for too long"), "{silent}");
}

/// The kinds of the events of an instance.
fn kinds(body: &Value) -> Vec<&str> {
    body["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[test]
fn each_example_comes_to_what_it_says() {
    let lab = Lab::shared();
    let counted = run(&lab, "counter", &json!({ "id": "counts", "input": { "steps": 3 } }));
    assert_eq!((&counted["output"], &counted["state"]), (&json!({ "steps": 3, "sum": 6 }), &json!("completed")));
    let slept = run(&lab, "sleepy", &json!({ "input": { "naps": 2, "each_ms": 60 } }));
    assert!(slept["output"]["slept_ms"].as_u64().unwrap() >= 120, "{slept}");
    for together in [false, true] {
        let account = format!("debits-{together}");
        let input = json!({ "account": account, "calls": 20, "together": together });
        let debited = run(&lab, "debits", &json!({ "input": input }));
        assert_eq!(debited["output"], 20, "{debited}");
        let ledger = lab.get(&format!("/call/ledger?target={account}")).ok();
        assert_eq!((&ledger["effects"], &ledger["doubled"]), (&json!(20), &json!(0)), "{ledger}");
        let input = json!({ "account": account, "calls": 20, "together": together, "by": "step" });
        assert_eq!(run(&lab, "debits", &json!({ "input": input }))["output"], 20);
        let ledger = lab.get(&format!("/call/ledger?target={account}")).ok();
        assert_eq!((&ledger["effects"], &ledger["volatile"]), (&json!(20), &json!(20)), "{ledger}");
    }
    let ordered = run(&lab, "process_order", &json!({ "id": "order", "input": { "shop": "books", "quantity": 2 } }));
    assert_eq!(ordered["output"]["paid"], 24, "{ordered}");
    for (account, taken) in [("payment", -24), ("stock", -2), ("shipping", -1)] {
        assert_eq!(lab.get(&format!("/call/ledger?target=books.{account}")).ok()["balance"], taken, "{account}");
    }
    let late = run(&lab, "approval", &json!({ "input": { "request": "a holiday", "within_ms": 50 } }));
    assert_eq!(late["output"], json!({ "request": "a holiday", "approved": false, "by": null }));
}

#[test]
fn the_same_name_with_the_same_input_is_the_same_instance() {
    let lab = Lab::shared();
    let asked = json!({ "id": "twice", "input": { "steps": 2 } });
    let first = begin(&lab, "counter", &asked);
    assert_eq!(first["existing"], false, "{first}");
    let times = ["accepted_ms", "durable_ms"].map(|name| first[name].as_u64().unwrap());
    assert!(times[0] <= times[1], "{first}");
    // The same input, written otherwise.
    let again = begin(&lab, "counter", &json!({ "input": { "steps": 2 }, "id": "twice" }));
    assert_eq!((&again["existing"], &again["fingerprint"]), (&json!(true), &first["fingerprint"]), "{again}");
    let other = lab.post("/workflow/counter/run-async", &json!({ "id": "twice", "input": { "steps": 3 } }));
    assert_eq!((other.code(), other.status), (ErrorCode::InstanceConflict, 409));
    let message = other.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(first["fingerprint"].as_str().unwrap()), "{message}");
    let elsewhere = begin(&lab, "counter", &json!({ "id": "nobody-elses", "input": { "steps": 3 } }));
    assert_eq!(elsewhere["existing"], false);
}

#[test]
fn an_instance_may_have_an_object_of_its_own() {
    let lab = Lab::shared();
    let asked = json!({ "id": "own", "input": { "steps": 1 } });
    let body = lab.post("/workflow/counter/run?object=own", &asked).ok();
    assert_eq!((&body["object"], &body["output"]["sum"]), (&json!("own"), &json!(1)), "{body}");
    assert_eq!(lab.get("/workflow/instances/own?object=own").ok()["state"], "completed");
    assert_eq!(lab.get("/workflow/instances/own").code(), ErrorCode::UnknownInstance);
}

#[test]
fn events_before_and_during_the_wait_are_told_once_and_in_order() {
    let lab = Lab::shared();
    let asked = json!({ "id": "decided", "input": { "request": "a raise", "within_ms": 60_000 } });
    let begun = begin(&lab, "approval", &asked);
    assert_eq!(begun["state"], "running");
    assert_eq!(status(&lab, "decided")["waits_for"], json!(["wait for event \"decision\""]));
    control(&lab, "decided", "pause");
    for by in ["first", "second"] {
        let note = json!({ "payload": { "approved": true, "by": by } });
        lab.post("/workflow/instances/decided/signal/decision", &note).ok();
    }
    assert_eq!(status(&lab, "decided")["state"], "paused");
    control(&lab, "decided", "resume");
    assert_eq!(ended(&lab, "decided", "completed")["output"]["by"], "first");
    let late = lab.post("/workflow/instances/decided/signal/decision", &json!({ "payload": 1 }));
    assert_eq!((late.code(), late.status), (ErrorCode::InstanceState, 409));
}

#[test]
fn an_instance_is_cancelled_restarted_and_forgotten() {
    let lab = Lab::shared();
    let asked = json!({ "id": "slow", "input": { "naps": 1, "each_ms": 3_600_000 } });
    begin(&lab, "sleepy", &asked);
    assert_eq!(lab.post("/workflow/instances/slow/purge", &json!({})).code(), ErrorCode::InstanceState);
    control(&lab, "slow", "cancel");
    ended(&lab, "slow", "cancelled");
    assert_eq!(lab.post("/workflow/instances/slow/cancel", &json!({})).code(), ErrorCode::InstanceState);
    assert_eq!(lab.post("/workflow/instances/slow/redrive", &json!({})).code(), ErrorCode::InstanceState);
    assert_eq!(control(&lab, "slow", "restart")["state"], "running");
    let running = lab.get("/workflow/running").ok();
    assert!(running["instances"].as_array().unwrap().iter().any(|listed| listed["id"] == "slow"), "{running}");
    control(&lab, "slow", "cancel");
    ended(&lab, "slow", "cancelled");
    poll("the tracker knows everything", DEADLINE, || {
        (lab.post("/workflow/instances/slow/purge", &json!({})).status == 200).then_some(())
    });
    assert_eq!(lab.get("/workflow/instances/slow").code(), ErrorCode::UnknownInstance);
    assert_eq!(begin(&lab, "sleepy", &asked)["existing"], false, "its name is free again");
    control(&lab, "slow", "cancel");
}

#[test]
fn an_instance_goes_on_from_one_of_its_operations() {
    let lab = Lab::shared();
    let done = run(&lab, "process_order", &json!({ "id": "again", "input": { "shop": "again", "quantity": 2 } }));
    assert_eq!(done["state"], "completed", "{done}");
    let from = |body: &Value| lab.post("/workflow/instances/again/restart-from", body);
    let plan = from(&json!({ "operation": 2, "dry_run": true })).ok();
    let again: Vec<&Value> = plan["again"].as_array().unwrap().iter().map(|told| &told["operation"]).collect();
    assert_eq!((&plan["dry_run"], &plan["again_count"], again), (&json!(true), &json!(2), vec![&json!(2), &json!(3)]));
    assert_eq!(status(&lab, "again")["state"], "completed", "nothing was done yet");
    from(&json!({ "operation": 2 })).ok();
    let later = ended(&lab, "again", "completed");
    assert_eq!(later["output"]["paid"], done["output"]["paid"]);
    let effects = |account: &str| lab.get(&format!("/call/ledger?target=again.{account}")).ok()["effects"].clone();
    assert_eq!([effects("payment"), effects("stock"), effects("shipping")], [1, 2, 2].map(Value::from));
    let journal = lab.get("/workflow/instances/again/journal").ok();
    assert!(kinds(&journal).contains(&"restarted_from"), "{journal}");
    for (body, code) in [
        (json!({ "operation": 99 }), ErrorCode::BadChoice),
        (json!({ "name": "nothing" }), ErrorCode::BadChoice),
        (json!({}), ErrorCode::BadChoice),
        (json!({ "operation": 1, "name": "price" }), ErrorCode::BadChoice),
        (json!({ "operation": -1 }), ErrorCode::BadCount),
        (json!({ "operation": 1, "more": 1 }), ErrorCode::MalformedBody),
    ] {
        assert_eq!(from(&body).code(), code, "{body}");
    }
}

#[test]
fn patience_ends_and_the_instance_goes_on() {
    let lab = Lab::shared();
    let asked = json!({ "id": "patient", "input": { "naps": 1, "each_ms": 400 }, "patience_ms": 50 });
    let early = run(&lab, "sleepy", &asked);
    assert_eq!((&early["state"], &early["output"]), (&json!("running"), &Value::Null), "{early}");
    let later = run(&lab, "sleepy", &json!({ "id": "patient", "input": { "naps": 1, "each_ms": 400 } }));
    assert_eq!((&later["state"], &later["existing"]), (&json!("completed"), &json!(true)), "{later}");
}

#[test]
fn the_journal_tells_what_was_done_and_can_be_read_on() {
    let lab = Lab::shared();
    run(&lab, "counter", &json!({ "id": "told", "input": { "steps": 2 } }));
    let all = lab.get("/workflow/instances/told/journal").ok();
    assert_eq!(kinds(&all), ["accepted", "step", "step", "completed"], "{all}");
    assert_eq!((&all["events"][1]["output"], &all["events"][1]["name"]), (&json!(1), &json!("step count")));
    let second = &all["events"][1]["id"];
    let rest = lab.get(&format!("/workflow/instances/told/events?after={second}")).ok();
    assert_eq!(kinds(&rest), ["step", "completed"], "{rest}");
    // Nobody has to ask again and again: the answer comes with the event.
    begin(&lab, "sleepy", &json!({ "id": "watched", "input": { "naps": 1, "each_ms": 200 } }));
    let known = lab.get("/workflow/instances/watched/journal").ok();
    let last = known["events"].as_array().unwrap().last().unwrap()["id"].clone();
    let next = lab.get(&format!("/workflow/instances/watched/events?after={last}")).ok();
    assert_eq!(kinds(&next), ["done", "completed"], "{next}");
}

#[test]
fn an_instance_that_is_watched_tells_its_events_until_its_end() {
    let lab = Lab::shared();
    begin(&lab, "sleepy", &json!({ "id": "streamed", "input": { "naps": 2, "each_ms": 100 } }));
    let watched = || Request::new("GET", "/workflow/instances/streamed/events").accept("text/event-stream");
    let stream = |request: Request<'_>| {
        let (status, body) = request.send(lab.address("router")).unwrap();
        assert_eq!(status, 200);
        String::from_utf8(body).unwrap()
    };
    let told = stream(watched());
    let events = |told: &str| -> Vec<String> {
        told.lines().filter_map(|line| line.strip_prefix("event: ").map(str::to_owned)).collect()
    };
    assert_eq!(events(&told), ["accepted", "began", "done", "began", "done", "completed"], "{told}");
    let third = told.lines().filter_map(|line| line.strip_prefix("id: ")).nth(2).unwrap();
    assert_eq!(events(&stream(watched().after(third))), ["began", "done", "completed"]);
}

#[test]
fn an_instance_is_shown_as_a_timeline_and_followed_to_its_end() {
    let lab = Lab::shared();
    let at = format!("http://{}", lab.address("router"));
    let asked = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_isolab"))
            .args(["workflow"])
            .args(arguments)
            .args(["--at", &at])
            .output()
            .expect("the program runs");
        let (told, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code(), told.into_owned(), said.into_owned())
    };
    run(&lab, "trip", &json!({ "id": "seen", "input": { "traveller": "seen", "seats": 0 } }));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seen.html");
    let (code, told, said) = asked(&["show", "seen", "--page", file.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    for words in ["trip seen in shard-", "failed", "compensation", "time to first step"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let page = fs::read_to_string(file).unwrap();
    assert_eq!(page.matches("<b class").count(), told.lines().filter(|line| line.contains(" ms  ")).count(), "{told}");

    begin(&lab, "sleepy", &json!({ "id": "followed", "input": { "naps": 3, "each_ms": 300 } }));
    let (code, told, said) = asked(&["watch", "followed"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(told.lines().next().unwrap().ends_with("accepted") && told.trim_end().ends_with("completed"), "{told}");
    assert_eq!(told.matches("  done").count(), 3, "{told}");

    let (code, _, said) = asked(&["show", "nobody"]);
    assert!(code == Some(4) && said.contains("nobody"), "{code:?} {said}");
    let (code, _, said) = asked(&["show", "-/..", "--object", "a"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn the_tracker_is_told_everything_once_whatever_it_does_meanwhile() {
    let lab = Lab::shared();
    let conduct = |body: &Value| lab.post("/workflow/tracker/conduct?object=told", body).ok();
    let mut asked = Vec::new();
    for (place, manner) in ["taking", "failing", "away", "taking"].into_iter().enumerate() {
        conduct(&json!({ "manner": manner, "delay_ms": 30 }));
        for number in 0..5 {
            let id = format!("tracked-{place}-{number}");
            let body = json!({ "id": id, "input": { "steps": 3 } });
            lab.post("/workflow/counter/run-async?object=told", &body).ok();
            asked.push(id);
        }
        thread::sleep(Duration::from_millis(100));
    }
    for id in asked {
        let journal = lab.get(&format!("/workflow/instances/{id}/journal?object=told")).ok();
        let path = format!("/workflow/tracker?object=told&instance={id}");
        poll("the tracker knows the events", DEADLINE, || {
            let told = lab.get(&path).ok();
            (told["told"] == journal["events"]).then_some(())
        });
    }
}

#[test]
fn a_thousand_instances_at_once_all_complete_once() {
    let lab = Lab::shared();
    for arm in ["engine", "seed"] {
        let asked = json!({ "arm": arm, "instances": 1_000, "mode": "parallel", "until": "ended", "object": "crowd" });
        let told = lab.post("/workflow/trial", &asked).ok();
        assert_eq!((&told["accepted"], &told["ended"]), (&json!(1_000), &json!(1_000)), "{told}");
    }
}

#[test]
fn ten_thousand_steps_are_made_and_no_more() {
    let lab = Lab::shared();
    let most = run(&lab, "counter", &json!({ "id": "most", "input": { "steps": 10_000 } }));
    assert_eq!(most["output"]["sum"], 50_005_000_u64, "{}", most["error"]);
    let more = run(&lab, "counter", &json!({ "id": "more", "input": { "steps": 10_001 } }));
    assert_eq!(more["state"], "failed", "{more}");
    assert!(more["error"].as_str().unwrap().contains("10000 operations"), "{more}");
}

#[test]
fn the_arms_of_a_trial_do_what_they_are_asked() {
    let lab = Lab::shared();
    let trial = |body: &Value| lab.post("/workflow/trial", body).ok();
    for arm in ["engine", "row", "seed"] {
        for mode in ["sequential", "parallel"] {
            for objects in ["one", "each"] {
                let asked = json!({ "arm": arm, "mode": mode, "objects": objects, "instances": 5, "object": "arms" });
                assert_eq!(trial(&asked)["accepted"], 5, "{asked}");
            }
        }
    }
    let switches =
        ["constructor_check", "eager_services", "single_reads", "single_writes", "alarm_start", "nothing_cached"];
    let all = json!({ "arm": "seed", "switches": switches, "until": "ended", "instances": 3, "objects": "each", "object": "habits" });
    assert_eq!(trial(&all)["ended"], 3);
    let slow = json!({ "manner": "taking", "delay_ms": 150 });
    for (switch, least) in [("awaited_tracker", 150), ("forgotten_tracker", 0)] {
        let asked = json!({ "arm": "seed", "switches": [switch], "instances": 1, "object": switch.replace('_', "-"), "tracker": slow });
        let told = trial(&asked)["elapsed_ms"].as_u64().unwrap();
        assert!(told >= least, "{switch}: {told}");
    }
}
