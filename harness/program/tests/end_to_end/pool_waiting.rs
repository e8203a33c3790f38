//! What it costs a pool that many wait, and what is left where those who asked are gone, or nobody asks any more.

use std::{fs, thread, time::Duration};

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::{
    lab::{Begun, Lab, Request, poll},
    pool::{run, status, total},
    pool_load::{INSTANCE, configured},
};

/// Most that a request that waits may take, in bytes, with its connection and the way through two Workers: those two alone, written by hand and
/// doing nothing else, take 80 KB.
const WAITING_BYTES: u64 = 128 << 10;
/// Those who wait first: with them comes what happens once, such as a heap that grows.
const FEW: u32 = 200;
const MANY: u32 = 1_200;

/// A pool of one isolate, for whose words many may wait.
fn single() -> Lab {
    let lab = Lab::start(&configured(&[
        ("PERSISTENT_WORKER_POOL_SIZE", "1"),
        ("WORKER_TASK_QUEUE_SIZE", "2000"),
        ("POOL_SPARES", "0"),
    ]));
    run(&lab, INSTANCE, "alice", "echo", "x").ok();
    lab
}

/// A task of the pool's one owner.
fn task(task: &str, payload: &str, deadline_ms: u32) -> Vec<u8> {
    let body = json!({ "task": task, "payload": payload, "owner": "alice", "deadline_ms": deadline_ms });
    body.to_string().into_bytes()
}

/// What a process has in memory, in bytes.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// Processor that a process has used, in nanoseconds: of its first thread, which runs all Workers.
fn processor(process: u32) -> u64 {
    let told = fs::read_to_string(format!("/proc/{process}/schedstat")).unwrap();
    told.split_whitespace().next().unwrap().parse().unwrap()
}

/// Sends some, and waits until there are so many.
fn send(lab: &Lab, numbers: std::ops::Range<u32>) -> Vec<Begun> {
    let address = lab.address("router");
    let begin = |number: u32| {
        let body = task("echo", &number.to_string(), 30_000);
        Request::new("POST", "/pool/execute").body(&body).begin(address).unwrap()
    };
    let all = u64::from(numbers.end);
    let sent = numbers.map(begin).collect();
    poll("they wait", Duration::from_secs(10), || (total(&status(lab), "/waiting") == all).then_some(()));
    sent
}

#[test]
fn a_thousand_that_wait_take_little_memory_and_no_processor() {
    let lab = single();
    let address = lab.address("router");
    let first = Request::new("POST", "/pool/execute").body(&task("wait", "8000", 30_000)).begin(address);
    poll("the first task runs", Duration::from_secs(5), || (total(&status(&lab), "/running") == 1).then_some(()));
    let before = processor(lab.process_id());
    let mut waiting = send(&lab, 0..FEW);
    let few = resident(lab.process_id());
    waiting.extend(send(&lab, FEW..MANY));
    let each = resident(lab.process_id()).saturating_sub(few) / u64::from(MANY - FEW);
    let begun = processor(lab.process_id());
    assert!(begun - before > 1_000_000, "the thread that runs the Workers is another one");
    thread::sleep(Duration::from_secs(1));
    let used = Duration::from_nanos(processor(lab.process_id()) - begun);
    // Of a second; a thousand timers or looks would be more, and the garbage of a thousand requests may be collected in it.
    assert!(used < Duration::from_millis(100), "{used:?}");
    assert_eq!(total(&status(&lab), "/waiting"), u64::from(MANY));
    for (number, waiting) in waiting.into_iter().enumerate() {
        let (status, body) = waiting.end().unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, &body["output"]), (200, &json!(number.to_string())), "{body}");
    }
    assert_eq!(first.unwrap().end().unwrap().0, 200);
    eprintln!("1,000 that wait: {each} bytes each, {used:?} of processor in a second");
    assert!(each <= WAITING_BYTES, "{each} bytes each");
}

#[test]
fn a_refusal_takes_less_processor_than_an_answer() {
    let lab = Lab::start(&configured(&[
        ("PERSISTENT_WORKER_POOL_SIZE", "1"),
        ("WORKER_TASK_QUEUE_SIZE", "0"),
        ("POOL_SPARES", "0"),
    ]));
    let asked = |times: u32, check: &dyn Fn(&crate::lab::Answer)| {
        let before = processor(lab.process_id());
        for _ in 0..times {
            check(&run(&lab, INSTANCE, "alice", "echo", "x"));
        }
        Duration::from_nanos((processor(lab.process_id()) - before) / u64::from(times))
    };
    let answered = |answer: &crate::lab::Answer| assert_eq!(answer.status, 200);
    // The first are dearer, of both kinds.
    asked(100, &answered);
    let answer = asked(400, &answered);
    let body = task("wait", "20000", 30_000);
    let first = Request::new("POST", "/pool/execute").body(&body).begin(lab.address("router")).unwrap();
    poll("the first task runs", Duration::from_secs(5), || (total(&status(&lab), "/running") == 1).then_some(()));
    let refused = |answer: &crate::lab::Answer| assert_eq!(answer.status, 429);
    asked(100, &refused);
    let refusal = asked(400, &refused);
    assert_eq!(total(&status(&lab), "/refusals/queue_full"), 500);
    drop(first);
    eprintln!("an answer takes {answer:?} of processor, a refusal {refusal:?}");
    assert!(refusal < answer, "an answer {answer:?}, a refusal {refusal:?}");
}

#[test]
fn whoever_hangs_up_leaves_nothing_behind_beyond_its_deadline() {
    let lab = single();
    let address = lab.address("router");
    let hang_up = |body: &[u8]| Request::new("POST", "/pool/execute").body(body).send_and_hang_up(address);
    hang_up(&task("wait", "1500", 5_000));
    poll("the first task runs", Duration::from_secs(5), || (total(&status(&lab), "/running") == 1).then_some(()));
    for _ in 0..20 {
        hang_up(&task("wait", "20000", 400));
    }
    poll("they wait", Duration::from_secs(5), || (total(&status(&lab), "/totals/arrived") == 22).then_some(()));
    poll("nothing waits", Duration::from_secs(10), || {
        let status = status(&lab);
        (total(&status, "/waiting") + total(&status, "/running") == 0).then_some(())
    });
    let status = status(&lab);
    assert_eq!(total(&status, "/refusals/deadline_passed"), 20, "{status}");
    assert_eq!(run(&lab, INSTANCE, "alice", "echo", "still here").ok()["output"], "still here");
}

#[test]
fn a_pool_that_nobody_asks_has_its_isolates_afterwards_or_makes_others() {
    let lab = single();
    let asked = |lab: &Lab| run(lab, INSTANCE, "alice", "leak", "").ok();
    let (first, before) = (asked(&lab), status(&lab));
    // The runtime evicts an object that has had no event for ten seconds, unless it holds a session.
    thread::sleep(Duration::from_secs(12));
    let (second, after) = (asked(&lab), status(&lab));
    let is_kept = total(&after, "/totals/arrived") > total(&before, "/totals/arrived");
    let is_same = first["isolate"]["id"] == second["isolate"]["id"];
    assert_eq!(is_kept, is_same, "{before} {after}");
    assert!(is_kept, "an object was evicted while it held a session: {after}");
    // Without its sessions it is evicted, and the next life begins with nothing.
    lab.post("/pool/drain", &json!({ "patience_ms": 1_000 })).ok();
    assert_eq!(run(&lab, INSTANCE, "alice", "echo", "x").code(), ErrorCode::PoolDraining);
    poll("the object is another one", Duration::from_mins(1), || {
        thread::sleep(Duration::from_secs(12));
        (total(&status(&lab), "/totals/arrived") == 0).then_some(())
    });
    let third = asked(&lab);
    assert_ne!(first["isolate"]["id"], third["isolate"]["id"]);
    assert_eq!(third["isolate"]["uses"], 1, "{third}");
}

/// How much a process grows over so many tasks after as many as a tenth of them, in bytes.
fn growth(lab: &Lab, tasks: u32) -> i64 {
    let (mut before, process) = (0, lab.process_id());
    for number in 0..tasks + tasks / 10 {
        if number == tasks / 10 {
            before = resident(process);
        }
        run(lab, INSTANCE, "alice", "echo", "x").ok();
    }
    i64::try_from(resident(process)).unwrap() - i64::try_from(before).unwrap()
}

#[test]
#[ignore = "takes a minute: cargo test -p isolab --test end_to_end two_thousand -- --ignored --nocapture"]
fn two_thousand_renewals_leave_no_memory_behind() {
    let lab =
        |uses: &str| Lab::start(&configured(&[("POOL_RESTART_USES", uses), ("PERSISTENT_WORKER_POOL_SIZE", "8")]));
    let (renewed, kept) = (lab("1"), lab("5000"));
    let [renewed_bytes, kept_bytes] = [&renewed, &kept].map(|lab| growth(lab, 2_000));
    assert!(total(&status(&renewed), "/totals/renewed") >= 2_199);
    assert_eq!(total(&status(&kept), "/totals/renewed"), 0);
    eprintln!("2,000 renewals: {renewed_bytes} bytes more, 2,000 tasks without any: {kept_bytes}");
    assert!(renewed_bytes - kept_bytes <= 64 << 20, "{renewed_bytes} bytes, without renewals {kept_bytes}");
}
