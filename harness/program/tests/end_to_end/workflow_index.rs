//! The index of instances: lists and counts of all objects, which say what the objects hold, also behind kills.

use std::{collections::BTreeSet, process::Command, time::Duration};

use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::{Lab, poll, workflow_configuration};

const DEADLINE: Duration = Duration::from_secs(20);

fn run(lab: &Lab, workflow: &str, object: &str, body: &Value) -> Value {
    lab.post(&format!("/workflow/{workflow}/run?object={object}"), body).ok()
}

/// Everything that is listed, page by page.
fn listed(lab: &Lab, query: &str, limit: u32) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    for _ in 0..1_000 {
        let page = lab.get(&format!("/workflow/instances?limit={limit}{query}{after}")).ok();
        let instances = page["instances"].as_array().unwrap();
        assert!(instances.len() <= usize::try_from(limit).unwrap());
        all.extend(instances.iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
    panic!("the list has no end");
}

fn names(listed: &[Value]) -> BTreeSet<String> {
    listed.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn swept(lab: &Lab, object: &str) -> (u64, u64, u64) {
    let told = lab.post(&format!("/workflow/sweep?object={object}"), &json!({})).ok();
    let number = |field: &str| told[field].as_u64().unwrap();
    (number("told"), number("changed"), number("gone"))
}

#[test]
fn instances_of_all_objects_are_listed_counted_and_forgotten() {
    let lab = Lab::start(&workflow_configuration());
    for (place, object) in ["here", "there", "elsewhere"].into_iter().enumerate() {
        for number in 0..4 {
            run(&lab, "counter", object, &json!({ "id": format!("{object}-{number}"), "input": { "steps": 1 } }));
        }
        let input =
            json!({ "input": { "depth": 1, "width": place + 1, "at_once": 1 }, "id": format!("{object}-tree") });
        run(&lab, "tree", object, &input);
        let nap = json!({ "id": format!("{object}-nap"), "input": { "naps": 1, "each_ms": 3_600_000 } });
        lab.post(&format!("/workflow/sleepy/run-async?object={object}"), &nap).ok();
    }
    let counts = poll("the index knows everything", DEADLINE, || {
        let counts = lab.get("/workflow/counts").ok()["workflows"].clone();
        (counts["sleepy"]["running"] == 3 && counts["tree"]["completed"] == 9).then_some(counts)
    });
    // Children are instances, too.
    let expected = json!({ "counter": { "completed": 12 }, "tree": { "completed": 9 }, "sleepy": { "running": 3 } });
    assert_eq!(counts, expected);
    assert_eq!(lab.get("/workflow/counts?workflow=tree").ok()["workflows"], json!({ "tree": { "completed": 9 } }));
    let all = listed(&lab, "", 5);
    assert_eq!((all.len(), names(&all).len()), (24, 24), "{all:?}");
    assert!(all.is_sorted_by_key(|one| std::cmp::Reverse(one["accepted_ms"].as_u64())), "{all:?}");
    let printed = Command::new(env!("CARGO_BIN_EXE_isolab"))
        .args(["workflow", "list", "--workflow", "tree", "--limit", "4", "--at"])
        .arg(format!("http://{}", lab.address("router")))
        .output()
        .expect("the program runs");
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert_eq!(printed.lines().count(), 1 + 4 + 1, "{printed}");
    assert!(printed.contains("elsewhere-tree") && printed.ends_with("tree: 9 completed\n"), "{printed}");
    let is = |one: &Value, field: &str, value: &str| one[field] == value;
    let some = |test: &dyn Fn(&Value) -> bool| -> Vec<Value> { all.iter().filter(|one| test(one)).cloned().collect() };
    assert_eq!(listed(&lab, "&status=running", 2), some(&|one| is(one, "state", "running")));
    assert_eq!(listed(&lab, "&workflow=tree", 4), some(&|one| is(one, "workflow", "tree")));
    assert_eq!(listed(&lab, "&workflow=counter&status=completed", 50), some(&|one| is(one, "workflow", "counter")));
    assert_eq!(listed(&lab, "&workflow=counter&status=failed", 50), [] as [Value; 0]);
    assert_eq!(listed(&lab, "&workflow=nobody", 50), [] as [Value; 0]);
    let nap = some(&|one| is(one, "id", "here-nap"));
    assert_eq!((&nap[0]["object"], &nap[0]["ended_ms"]), (&json!("here"), &Value::Null));
    // What an operator does is seen, and what is purged is gone.
    lab.post("/workflow/instances/here-nap/cancel?object=here", &json!({})).ok();
    poll("one is purged", DEADLINE, || {
        let purged = lab.post("/workflow/instances/there-0/purge?object=there", &json!({}));
        (purged.status == 200).then_some(())
    });
    poll("the index knows that", DEADLINE, || {
        let counts = lab.get("/workflow/counts").ok()["workflows"].clone();
        (counts["sleepy"] == json!({ "running": 2, "cancelled": 1 }) && counts["counter"]["completed"] == 11)
            .then_some(())
    });
    assert!(!names(&listed(&lab, "", 500)).contains("there-0"));
    assert_eq!(swept(&lab, "there"), (7, 0, 0));
}

#[test]
fn the_index_is_whole_behind_kills() {
    let mut lab = Lab::start(&workflow_configuration());
    for round in 0..6 {
        for number in 0..10 {
            let id = format!("killed-{round}-{number}");
            let body = json!({ "id": id, "input": { "steps": 1 } });
            lab.post("/workflow/counter/run-async?object=killed", &body).ok();
        }
        // From behind the message to the index until in front of it.
        std::thread::sleep(Duration::from_millis(130 * (5 - round)));
        lab.crash_and_restart();
    }
    let deadline = DEADLINE + Duration::from_millis(limits::DURABLE_LEISURE_MS.into());
    poll("the index knows everything, though nobody asks the object", deadline, || {
        let counts = lab.get("/workflow/counts").ok()["workflows"].clone();
        (counts["counter"] == json!({ "completed": 60 })).then_some(())
    });
    assert_eq!(names(&listed(&lab, "", 7)).len(), 60);
    assert_eq!(swept(&lab, "killed"), (60, 0, 0));
}

#[test]
fn what_asks_for_no_list_is_refused() {
    let lab = Lab::shared();
    for (query, code) in [
        ("status=asleep", ErrorCode::BadChoice),
        ("after=yesterday", ErrorCode::BadCursor),
        ("limit=0", ErrorCode::BadCount),
        ("limit=501", ErrorCode::BadCount),
        ("limit=many", ErrorCode::BadCount),
        ("state=running", ErrorCode::BadQueryParameter),
    ] {
        let answer = lab.get(&format!("/workflow/instances?{query}"));
        assert_eq!((answer.status, answer.code()), (400, code), "{query}");
    }
    assert_eq!(lab.post("/workflow/sweep?object=no%20name", &json!({})).code(), ErrorCode::BadTenant);
}
