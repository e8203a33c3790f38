use load::Answer;
use shared::engine::EngineName;
use std::time::Duration;

use hyper::body::Bytes;
use serde_json::json;

use super::ready::{Cycle, ReadyArm, arm_values};
use crate::{experiments::study::Study, instrument::samples::Samples};

mod templates;
mod traffic;
mod whole;

fn answer(status: u16, body: &serde_json::Value) -> Answer {
    Answer { status, body: Bytes::from(body.to_string()), ray: None }
}

fn hot_read(arm: &str) -> ReadyArm {
    let split = Study::split(EngineName::Sqlite).scenario;
    let cell = &split.cells["hot_read"];
    ReadyArm::new(&mut Samples::default(), ("hot_read", cell), (arm, &cell.arms[arm]), "-7").unwrap()
}

#[test]
fn ready_arm_asks_for_every_row_in_turn_under_its_own_tenant() {
    let arm = hot_read("new");
    let cycle = &arm.variants[0].cycle;
    assert_eq!(cycle.requests.len(), 100);
    assert!(cycle.request(0).unwrap().to_string().starts_with("POST /new/query"));
    assert!(cycle.request(0).unwrap().to_string().contains("\"tenant\":\"hot_read-7\""));
    assert_eq!(cycle.request(100).unwrap().to_string(), cycle.request(0).unwrap().to_string());
    assert!(hot_read("native_again").control);
    assert!(hot_read("native_again").variants[0].cycle.request(0).unwrap().to_string().contains("hot_read-again-7"));
}

#[test]
fn answer_is_right_when_its_rows_are_equal_by_value() {
    let cycle = hot_read("native").variants.remove(0).cycle;
    let rows = |price: serde_json::Value| json!({ "rows": [[5, "item 5", price]] });
    assert_eq!(cycle.objection(4, &answer(200, &rows(json!(5)))), None);
    assert_eq!(cycle.objection(4, &answer(200, &rows(json!(5.0)))), None);
    for wrong in [rows(json!(5.5)), json!({ "rows": [] }), json!({}), json!("babble")] {
        assert!(cycle.objection(4, &answer(200, &wrong)).is_some(), "{wrong}");
    }
    assert!(cycle.objection(4, &answer(500, &rows(json!(5)))).is_some());
    assert!(cycle.objection(3, &answer(200, &rows(json!(5)))).is_some());
}

#[test]
fn batches_become_two_variants() {
    let split = Study::split(EngineName::Sqlite).scenario;
    let cell = &split.cells["hop"];
    let arm = ReadyArm::new(&mut Samples::default(), ("hop", cell), ("envelope", &cell.arms["envelope"]), "").unwrap();
    let sizes: Vec<_> = arm.variants.iter().map(|variant| variant.operations).collect();
    assert_eq!(sizes, [4, 24]);
    assert!(arm.variants[1].cycle.request(0).unwrap().to_string().contains("\"pings\":24"));
}

#[test]
fn answer_that_tells_no_time_is_wrong_where_the_arm_is_read_by_it() {
    let split = Study::split(EngineName::Sqlite).scenario;
    let mut cell = split.cells["hop"].clone();
    let arm = &mut cell.arms["javascript"];
    arm.reading = Some("/elapsed_ms".to_owned());
    let arm =
        ReadyArm::new(&mut Samples::default(), ("hop", &cell), ("javascript", &cell.arms["javascript"]), "").unwrap();
    let judge = |status, body| arm.judge(&arm.variants[0], 0, &answer(status, &body));
    assert_eq!(judge(200, json!({ "elapsed_ms": 3 })), Ok(Some(Duration::from_millis(3))));
    assert_eq!(judge(200, json!({ "elapsed_ms": 0 })), Ok(Some(Duration::ZERO)));
    assert!(judge(503, json!({ "elapsed_ms": 3 })).unwrap_err().starts_with("status 503"));
    assert_eq!(judge(200, json!({ "ms": 3 })), Err("no milliseconds at /elapsed_ms of {\"ms\":3}".to_owned()));
    assert_eq!(
        hot_read("new").judge(&hot_read("new").variants[0], 4, &answer(200, &json!({ "rows": [[5, "item 5", 5]] }))),
        Ok(None)
    );
}

#[test]
fn check_afterwards_expects_as_many_writes_as_were_acknowledged() {
    let split = Study::split(EngineName::Sqlite).scenario;
    let cell = &split.cells["write"];
    let mut values = arm_values("write", &cell.arms["new"], "").unwrap();
    values.insert("requests".to_owned(), json!(640));
    let cycle = Cycle::new(cell.afterwards.as_ref().unwrap(), &values).unwrap();
    assert_eq!(cycle.objection(0, &answer(200, &json!({ "rows": [[640, 100]] }))), None);
    assert!(cycle.objection(0, &answer(200, &json!({ "rows": [[639, 100]] }))).is_some());
}
