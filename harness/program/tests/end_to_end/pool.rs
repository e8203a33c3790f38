//! Tasks in isolates of every way: what is answered, what each way leaves behind, and what bad tasks do to good ones.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use shared::{
    choice::Choice as _,
    error::ErrorCode,
    isolation::{Task, Way},
    limits::isolation as limits,
};

use crate::lab::{Answer, Lab, poll, pool_configuration};

/// Every way that runs tasks of all kinds, with who keeps the isolates.
pub(crate) const PLACES: [(&str, &str); 9] = [
    ("shared", "exact"),
    ("reset", "exact"),
    ("instance", "exact"),
    ("isolate", "exact"),
    ("disposable", "exact"),
    ("naive", "exact"),
    ("shared", "stateless"),
    ("reset", "stateless"),
    ("instance", "stateless"),
];

/// Ways whose isolates serve one task.
const FRESH: [&str; 3] = ["isolate", "disposable", "naive"];

/// Has a task run.
#[track_caller]
pub(crate) fn run(lab: &Lab, (way, pool): (&str, &str), owner: &str, task: &str, payload: &str) -> Answer {
    run_within(lab, (way, pool), owner, (task, payload), 5_000)
}

#[track_caller]
fn run_within(
    lab: &Lab,
    (way, pool): (&str, &str),
    owner: &str,
    (task, payload): (&str, &str),
    deadline_ms: u32,
) -> Answer {
    let mut body = json!({ "task": task, "way": way, "pool": pool, "owner": owner, "deadline_ms": deadline_ms });
    if !payload.is_empty() {
        body["payload"] = json!(payload);
    }
    lab.post("/pool/execute", &body)
}

/// What `GET /pool/status` says.
#[track_caller]
pub(crate) fn status(lab: &Lab) -> Value {
    lab.get("/pool/status").ok()
}

/// The sum of a number over all pools.
pub(crate) fn total(status: &Value, field: &str) -> u64 {
    let pools = status["pools"].as_array().unwrap().iter();
    pools.map(|pool| pool.pointer(field).unwrap_or_else(|| panic!("{field}: {pool}")).as_u64().unwrap()).sum()
}

fn lab() -> Lab {
    Lab::start(&pool_configuration())
}

#[test]
fn every_way_answers_every_good_task() {
    let lab = lab();
    let bare = [("bare", "exact"), ("bare", "stateless"), ("unmetered", "exact"), ("unmetered", "stateless")];
    for place in PLACES.into_iter().chain(bare) {
        for (task, payload, output) in [
            ("echo", "grün 🦀 \u{0}", "grün 🦀 \u{0}"),
            ("transform", "hello big isolate", "ISOLATE BIG HELLO"),
            ("compute", "0", "1.5"),
            ("wait", "3", "3"),
        ] {
            let body = run(&lab, place, "alice", task, payload).ok();
            assert_eq!(body["output"], output, "{place:?} {body}");
            assert_eq!((&body["task"], &body["way"], &body["owner"]), (&json!(task), &json!(place.0), &json!("alice")));
            let is_queued = place.1 == "exact" && !["bare", "unmetered", "disposable", "naive"].contains(&place.0);
            assert_eq!(body["slot"].is_u64(), is_queued, "{place:?} {body}");
            assert_eq!(body["waited_ms"].is_u64(), is_queued, "{place:?} {body}");
        }
        let long = "x".repeat(limits::PAYLOAD_BYTES);
        assert_eq!(run(&lab, place, "alice", "echo", &long).ok()["output"], long, "{place:?}");
    }
}

#[test]
fn a_persistent_isolate_serves_many_tasks_and_a_fresh_one_serves_one() {
    let lab = lab();
    for place in PLACES {
        let ids: Vec<_> = (0..5).map(|_| run(&lab, place, "bob", "echo", "x").ok()["isolate"].take()).collect();
        let distinct: HashSet<_> = ids.iter().map(|isolate| isolate["id"].to_string()).collect();
        let is_fresh = FRESH.contains(&place.0);
        assert_eq!(distinct.len(), if is_fresh { 5 } else { 1 }, "{place:?} {ids:?}");
        let uses: Vec<_> = ids.iter().map(|isolate| isolate["uses"].as_u64().unwrap()).collect();
        let rises = uses.windows(2).all(|two| two[1] == two[0] + 1);
        assert!(if is_fresh { uses == [1; 5] } else { rises }, "{place:?} {uses:?}");
    }
}

/// What the third of three tasks of the same owner finds of the marks of the first two, by place.
#[test]
fn each_way_leaves_behind_what_it_is_said_to_leave() {
    let lab = lab();
    for place in PLACES {
        // Ways of persistent isolates share those of an owner.
        let owner = format!("{}-{}", place.0, place.1);
        let found: Vec<_> =
            (0..3).map(|_| run(&lab, place, &owner, "leak", "").ok()["output"].as_str().unwrap().to_owned()).collect();
        let last: Vec<_> = found[2].split(' ').map(|mark| mark.split_once('=').unwrap()).collect();
        let count = |name: &str| last.iter().find(|(known, _)| *known == name).unwrap().1.parse::<u32>().unwrap();
        // Statics of the WASM instance stay where the instance does and is not set back.
        let statics = if place.0 == "shared" { 2 } else { 0 };
        assert_eq!((count("zeroed"), count("initial")), (statics, statics), "{place:?} {found:?}");
        // Variables of modules stay where the isolate does: nothing can freeze them.
        let is_fresh = FRESH.contains(&place.0);
        assert_eq!(count("variable"), if is_fresh { 0 } else { 2 }, "{place:?} {found:?}");
        // What can be frozen is, and timers end with their task.
        for name in ["global", "prototype", "builtin", "ticks"] {
            assert_eq!(count(name), 0, "{place:?} {name} {found:?}");
        }
    }
}

#[test]
fn sixteen_traps_are_followed_by_a_good_answer_in_every_way() {
    let lab = lab();
    for place in PLACES {
        for _ in 0..16 {
            assert_eq!(run(&lab, place, "dave", "trap", "").code(), ErrorCode::TaskTrapped, "{place:?}");
        }
        let body = run(&lab, place, "dave", "transform", "all is well").ok();
        assert_eq!(body["output"], "WELL IS ALL", "{place:?}");
    }
    let status = status(&lab);
    assert_eq!(total(&status, "/totals/traps"), 16 * 4, "{status}");
}

#[test]
fn an_endless_loop_ends_by_its_fuel_and_memory_by_its_maximum() {
    let lab = lab();
    for place in PLACES {
        let began = Instant::now();
        assert_eq!(run(&lab, place, "erin", "spin", "").code(), ErrorCode::FuelExceeded, "{place:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{place:?} {:?}", began.elapsed());
        let body = run(&lab, place, "erin", "grow", "").ok();
        assert_eq!(body["output"], limits::MEMORY_PAGES.to_string(), "{place:?}");
        assert_eq!(run(&lab, place, "erin", "echo", "still here").ok()["output"], "still here", "{place:?}");
    }
    // The most rounds that may be asked for stay below the fuel.
    let most = limits::COMPUTE_ROUNDS.to_string();
    assert!(run(&lab, ("instance", "exact"), "erin", "compute", &most).ok()["output"].is_string());
}

#[test]
fn memory_that_a_task_has_used_up_is_given_back() {
    let lab = lab();
    for place in PLACES {
        run(&lab, place, "fred", "grow", "").ok();
        let bytes = run(&lab, place, "fred", "echo", "x").ok()["isolate"]["bytes"].as_u64().unwrap();
        assert!(bytes < u64::from(limits::MEMORY_PAGES) << 15, "{place:?} {bytes}");
    }
}

#[test]
fn errors_and_promises_that_never_come_leave_the_isolate_as_it_was() {
    let lab = lab();
    for place in PLACES {
        let answer = run(&lab, place, "gina", "throw", "");
        assert_eq!(answer.code(), ErrorCode::TaskFailed, "{place:?}");
        assert!(answer.body["error"]["message"].as_str().unwrap().contains("threw this"), "{}", answer.body);
        let began = Instant::now();
        let answer = run_within(&lab, place, "gina", ("never", ""), 150);
        assert_eq!(answer.code(), ErrorCode::DeadlineExceeded, "{place:?}");
        let elapsed = began.elapsed();
        assert!(elapsed >= Duration::from_millis(145) && elapsed < Duration::from_secs(2), "{place:?} {elapsed:?}");
        let answer = run_within(&lab, place, "gina", ("wait", "400"), 100);
        assert_eq!(answer.code(), ErrorCode::DeadlineExceeded, "{place:?}");
        assert_eq!(run(&lab, place, "gina", "echo", "x").ok()["output"], "x", "{place:?}");
    }
}

#[test]
fn work_behind_an_answer_is_done_in_every_way() {
    let lab = lab();
    for (number, place) in (1_u64..).zip(PLACES) {
        let began = Instant::now();
        let body = run(&lab, place, "hugo", "late", "100").ok();
        assert!(began.elapsed() < Duration::from_secs(2), "{place:?} {body}");
        poll("what was left behind is done", Duration::from_secs(10), || {
            (status(&lab)["host"]["late_done"] == number).then_some(())
        });
    }
}

#[test]
fn an_isolate_that_vanishes_is_another_one_and_no_error() {
    let lab = lab();
    for place in PLACES {
        let first = run(&lab, place, "ivan", "vanish", "").ok();
        let second = poll("another isolate answers", Duration::from_secs(5), || {
            let body = run(&lab, place, "ivan", "echo", "x").ok();
            let same = body["isolate"]["id"] == first["isolate"]["id"];
            // A session keeps the isolate that it was opened in, whatever its name stands for by now.
            (!same || (place.1 == "exact" && !FRESH.contains(&place.0))).then_some(body)
        });
        assert_eq!(second["output"], "x", "{place:?}");
    }
}

#[test]
fn no_isolate_ever_serves_two_owners() {
    let lab = lab();
    for place in PLACES {
        let owners: Vec<_> = (0..40).map(|number| format!("{}-{}-{number}", place.0, place.1)).collect();
        let mut isolates = std::collections::HashMap::new();
        for round in 0..2 {
            for owner in &owners {
                let body = run(&lab, place, owner, "leak", "").ok();
                let id = body["isolate"]["id"].as_str().unwrap().to_owned();
                let known = isolates.entry(id).or_insert_with(|| owner.clone());
                assert_eq!(known, owner, "{place:?} in round {round}");
                // A leak of another owner would be found here.
                assert!(body["isolate"]["uses"].as_u64().unwrap() <= 2, "{place:?} {body}");
            }
        }
    }
    let status = status(&lab);
    assert!(total(&status, "/totals/evicted") > 0, "{status}");
    let text = lab.get("/pool/metrics").ok();
    assert!(text.as_str().unwrap().contains("isolab_pool_evicted_total{object=\"persistent-0\""), "{text}");
}

#[test]
fn a_benchmark_tells_how_all_of_its_tasks_ended() {
    let lab = lab();
    for way in Way::ALL {
        let body = json!({ "task": "compute", "way": way, "iterations": 40, "concurrency": 8, "owners": 3 });
        let told = lab.post("/pool/benchmark", &body).ok();
        assert_eq!(told["outcomes"], json!([{ "outcome": "answered", "count": 40 }]), "{told}");
        let counted: u64 =
            told["latency"].as_array().unwrap().iter().map(|bucket| bucket["count"].as_u64().unwrap()).sum();
        assert_eq!(counted, 40, "{told}");
    }
    let traps = lab.post("/pool/benchmark", &json!({ "task": "trap", "iterations": 5 })).ok();
    assert_eq!(traps["outcomes"], json!([{ "outcome": "task_trapped", "count": 5 }]), "{traps}");
    assert_eq!(Task::ALL.len(), 12);
}
