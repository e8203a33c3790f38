//! Pools under load: what waits and in which order, what is refused, and what is lost where isolates come and go.

use std::{
    collections::HashSet,
    net::{SocketAddr, TcpListener},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use harness::machine::workerd::{Configuration, Target};
use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::{
    lab::{Lab, Request, poll, pool_configuration, try_send},
    pool::{run, status, total},
};

pub(crate) const INSTANCE: (&str, &str) = ("instance", "exact");

/// Pools whose variables are these.
pub(crate) fn configured(variables: &[(&str, &str)]) -> Configuration {
    let mut configuration = pool_configuration();
    for (name, value) in variables {
        configuration.bind("pool", name, Target::Text((*value).to_owned())).unwrap();
    }
    configuration
}

#[test]
fn as_many_wait_as_may_and_they_are_served_in_the_order_of_their_arrival() {
    let lab = Lab::start(&configured(&[
        ("PERSISTENT_WORKER_POOL_SIZE", "1"),
        ("WORKER_TASK_QUEUE_SIZE", "5"),
        ("POOL_SPARES", "0"),
    ]));
    run(&lab, INSTANCE, "alice", "echo", "x").ok();
    let order = Mutex::new(Vec::new());
    thread::scope(|scope| {
        // The first one runs, five wait; their arrival is seen before the next one is sent.
        for number in 0..6_u64 {
            let (lab, order) = (&lab, &order);
            scope.spawn(move || {
                let payload = if number == 0 { "1500" } else { "20" };
                let body = run(lab, INSTANCE, "alice", "wait", payload).ok();
                order.lock().unwrap().push((number, body["waited_ms"].as_u64().unwrap()));
            });
            poll("the task has arrived", Duration::from_secs(5), || {
                let status = status(lab);
                (total(&status, "/running") + total(&status, "/waiting") == number + 1).then_some(())
            });
        }
        for _ in 0..20 {
            let answer = run(&lab, INSTANCE, "alice", "echo", "one too many");
            assert_eq!(answer.code(), ErrorCode::QueueFull);
        }
    });
    let order = order.into_inner().unwrap();
    let numbers: Vec<_> = order.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5], "{order:?}");
    assert!(order[1..].iter().all(|(_, waited_ms)| *waited_ms > 100), "{order:?}");
    let status = status(&lab);
    assert_eq!(total(&status, "/refusals/queue_full"), 20, "{status}");
    assert_eq!((total(&status, "/totals/arrived"), total(&status, "/totals/answered")), (27, 7), "{status}");
}

#[test]
fn whoever_waits_too_long_is_told_so_at_its_deadline() {
    let lab = Lab::start(&configured(&[("PERSISTENT_WORKER_POOL_SIZE", "1"), ("POOL_SPARES", "0")]));
    run(&lab, INSTANCE, "alice", "echo", "x").ok();
    thread::scope(|scope| {
        scope.spawn(|| run(&lab, INSTANCE, "alice", "wait", "2000").ok());
        poll("the pool is busy", Duration::from_secs(5), || (total(&status(&lab), "/running") == 1).then_some(()));
        let began = Instant::now();
        let body = json!({ "task": "echo", "owner": "alice", "deadline_ms": 200 });
        assert_eq!(lab.post("/pool/execute", &body).code(), ErrorCode::DeadlineExceeded);
        let elapsed = began.elapsed();
        assert!(elapsed >= Duration::from_millis(190) && elapsed < Duration::from_millis(1_500), "{elapsed:?}");
    });
    assert_eq!(total(&status(&lab), "/refusals/deadline_passed"), 1);
}

#[test]
fn a_quota_is_an_owner_s_own() {
    let lab = Lab::start(&configured(&[("POOL_OWNER_REQUESTS", "2")]));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| run(&lab, INSTANCE, "alice", "wait", "1500").ok());
        }
        poll("both run", Duration::from_secs(5), || (total(&status(&lab), "/running") == 2).then_some(()));
        assert_eq!(run(&lab, INSTANCE, "alice", "echo", "x").code(), ErrorCode::OwnerAtLimit);
        assert_eq!(run(&lab, INSTANCE, "bob", "echo", "x").ok()["output"], "x");
    });
    assert_eq!(run(&lab, INSTANCE, "alice", "echo", "x").ok()["output"], "x");
}

/// Sends tasks from several clients until it is told to stop, and counts what is answered and what is refused.
struct Load {
    stop: AtomicBool,
    answered: AtomicU64,
    refused: AtomicU64,
}

impl Load {
    fn new() -> Self {
        Self { stop: AtomicBool::new(false), answered: AtomicU64::new(0), refused: AtomicU64::new(0) }
    }

    /// One client. Anything else than an answer or a refusal of the kinds that are named fails the test.
    fn send(&self, lab: &Lab, body: &Value, refusals: &[ErrorCode]) {
        while !self.stop.load(Relaxed) {
            let answer = lab.post("/pool/execute", body);
            if answer.status == 200 {
                self.answered.fetch_add(1, Relaxed);
            } else {
                assert!(refusals.contains(&answer.code()), "{}", answer.body);
                self.refused.fetch_add(1, Relaxed);
            }
        }
    }
}

#[test]
fn a_pool_is_resized_and_drained_under_load_and_loses_nothing() {
    let lab = Lab::start(&pool_configuration());
    let load = Load::new();
    thread::scope(|scope| {
        for client in 0..6 {
            let body = json!({ "task": "wait", "payload": "3", "owner": format!("owner-{client}"), "way": "reset" });
            let (lab, load) = (&lab, &load);
            scope.spawn(move || load.send(lab, &body, &[ErrorCode::PoolDraining]));
        }
        for size in [1, 8, 2, 5] {
            let before = load.answered.load(Relaxed);
            lab.post("/pool/resize", &json!({ "size": size })).ok();
            poll("tasks go on", Duration::from_secs(20), || (load.answered.load(Relaxed) > before + 20).then_some(()));
            poll("no pool has more isolates than it may", Duration::from_secs(20), || {
                let status = status(&lab);
                let pools = status["pools"].as_array().unwrap().iter();
                let mut persistent = pools.filter(|pool| pool["kind"] == "persistent");
                persistent.all(|pool| pool["open"].as_u64().unwrap() <= size).then_some(())
            });
        }
        assert_eq!(load.refused.load(Relaxed), 0);
        let drained = lab.post("/pool/drain", &json!({ "patience_ms": 5_000 })).ok();
        for pool in drained["pools"].as_array().unwrap() {
            assert_eq!(
                (&pool["open"], &pool["running"], &pool["draining"]),
                (&json!(0), &json!(0), &json!(true)),
                "{pool}"
            );
        }
        poll("clients are told", Duration::from_secs(5), || (load.refused.load(Relaxed) > 0).then_some(()));
        let before = load.answered.load(Relaxed);
        lab.post("/pool/warm", &json!({ "isolates": 2 })).ok();
        poll("tasks go on", Duration::from_secs(20), || (load.answered.load(Relaxed) > before + 20).then_some(()));
        load.stop.store(true, Relaxed);
    });
    let status = status(&lab);
    let [arrived, answered] = ["/totals/arrived", "/totals/answered"].map(|field| total(&status, field));
    assert_eq!(arrived, answered + total(&status, "/refusals/draining"), "{status}");
    assert_eq!((answered, total(&status, "/totals/abandoned")), (load.answered.load(Relaxed), 0), "{status}");
}

#[test]
fn retiring_isolates_loses_nothing_of_what_they_left_behind() {
    // Every isolate is renewed after its second task; each task leaves 30 ms of work behind.
    let lab = Lab::start(&configured(&[("POOL_RESTART_USES", "2"), ("PERSISTENT_WORKER_POOL_SIZE", "4")]));
    let tasks = 400_u64;
    let left = AtomicU64::new(tasks);
    thread::scope(|scope| {
        for client in 0..8 {
            let (lab, left) = (&lab, &left);
            scope.spawn(move || {
                while left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok() {
                    run(lab, INSTANCE, &format!("owner-{}", client % 4), "late", "30").ok();
                }
            });
        }
    });
    poll("all of it is done", Duration::from_secs(20), || (status(&lab)["host"]["late_done"] == tasks).then_some(()));
    let status = status(&lab);
    // Those that gave way to another owner went after one task.
    let ended = total(&status, "/totals/renewed") + total(&status, "/totals/evicted");
    assert!(ended >= tasks / 3, "{ended} isolates");
    assert_eq!((total(&status, "/totals/disposed"), total(&status, "/totals/build_failures")), (0, 0), "{status}");
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// How many isolates there are, by the runtime's own count.
fn census(inspector: SocketAddr) -> usize {
    let (status, body) = Request::new("GET", "/json").send(inspector).unwrap();
    assert_eq!(status, 200);
    serde_json::from_slice::<Value>(&body).unwrap().as_array().unwrap().len()
}

#[test]
fn there_are_as_many_isolates_as_slots_after_hundreds_were_renewed() {
    let port = free_port();
    let variables = [
        ("POOL_RESTART_USES", "1"),
        ("PERSISTENT_WORKER_POOL_SIZE", "2"),
        ("POOL_SPARES", "0"),
        // With its inspector on, the runtime takes no name twice.
        ("POOL_NAMES", "life"),
    ];
    let lab = Lab::start_with(&configured(&variables), &[format!("-i127.0.0.1:{port}")]);
    let inspector = SocketAddr::from(([127, 0, 0, 1], port));
    status(&lab);
    let before = census(inspector);
    for _ in 0..400 {
        run(&lab, INSTANCE, "alice", "echo", "x").ok();
    }
    let counted = poll("isolates are gone", Duration::from_secs(10), || {
        let open = usize::try_from(total(&status(&lab), "/open")).unwrap();
        let isolates = census(inspector);
        (isolates == before + open).then_some(isolates)
    });
    assert!(counted <= before + 2, "{counted} isolates, {before} before any task");
    assert!(total(&status(&lab), "/totals/renewed") >= 399);
}

#[test]
fn isolates_of_one_task_end_by_themselves_and_their_names_are_free() {
    let lab = Lab::start(&configured(&[("PERSISTENT_WORKER_POOL_SIZE", "4"), ("POOL_SPARES", "2")]));
    let isolates = Mutex::new(HashSet::new());
    thread::scope(|scope| {
        for client in 0..4 {
            let (lab, isolates) = (&lab, &isolates);
            scope.spawn(move || {
                for number in 0..40 {
                    let task = if number % 8 == 7 { "trap" } else { "echo" };
                    let answer = run(lab, ("isolate", "exact"), &format!("owner-{client}"), task, "x");
                    if answer.status == 200 {
                        let id = answer.body["isolate"]["id"].as_str().unwrap().to_owned();
                        assert!(isolates.lock().unwrap().insert(id), "an isolate served two tasks");
                    } else {
                        assert_eq!(answer.code(), ErrorCode::TaskTrapped, "{}", answer.body);
                    }
                }
            });
        }
    });
    let status = status(&lab);
    let [inherited, failures] = ["/totals/inherited", "/totals/build_failures"].map(|field| total(&status, field));
    assert_eq!((inherited, failures, total(&status, "/totals/vanished")), (0, 0, 0), "{status}");
    assert_eq!(total(&status, "/totals/answered"), 160, "{status}");
}

#[test]
fn a_pool_begins_anew_after_its_process_was_killed_in_the_middle() {
    let mut lab = Lab::start(&pool_configuration());
    let address = lab.address("router");
    thread::scope(|scope| {
        let body = json!({ "task": "wait", "payload": "2000", "owner": "alice" }).to_string();
        let waiting =
            scope.spawn(move || try_send(address, &Request::new("POST", "/pool/execute").body(body.as_bytes())));
        poll("the task runs", Duration::from_secs(5), || (total(&status(&lab), "/running") == 1).then_some(()));
        lab.crash_and_restart();
        assert!(waiting.join().unwrap().is_err());
    });
    assert_eq!(run(&lab, INSTANCE, "alice", "echo", "back").ok()["output"], "back");
    assert_eq!(total(&status(&lab), "/totals/arrived"), 1);
}

#[test]
fn a_runaway_among_good_tenants_does_not_take_their_isolates() {
    let lab = Lab::start(&pool_configuration());
    let load = Load::new();
    thread::scope(|scope| {
        for client in 0..4 {
            let body = json!({ "task": "transform", "owner": format!("good-{client}") });
            let (lab, load) = (&lab, &load);
            scope.spawn(move || load.send(lab, &body, &[]));
        }
        for task in ["spin", "trap", "throw", "grow", "spin"] {
            for _ in 0..5 {
                let answer = run(&lab, INSTANCE, "bad", task, "");
                assert!([200, 422].contains(&answer.status), "{}", answer.body);
            }
        }
        load.stop.store(true, Relaxed);
    });
    assert!(load.answered.load(Relaxed) > 0);
}
