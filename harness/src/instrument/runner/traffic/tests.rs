use hyper::body::Bytes;
use load::Answer;
use serde_json::json;
use shared::{
    ids::RandomId,
    timing::{CopyState, EngineState},
};

use super::{keeping::may_pass, said};
use crate::instrument::samples::Purpose;

fn answer(status: u16, body: &serde_json::Value) -> Answer {
    Answer { status, body: Bytes::from(body.to_string()), ray: None }
}

#[test]
fn an_answer_tells_where_it_came_from_and_how_warm_it_was() {
    let places = json!([{ "service": "compute", "isolate": "ab", "instance": "cd", "object": null }]);
    let timing =
        json!({ "request_id": "39e4", "total_ms": 2, "engine": "cold", "copy": "miss", "hops": [], "places": places });
    let asked = said::read(Purpose::Measured, &answer(200, &json!({ "rows": [[1021]], "timing": timing }))).unwrap();
    assert_eq!((asked.engine, asked.copy), (Some(EngineState::Cold), Some(CopyState::Miss)));
    assert_eq!(asked.places.0[0].isolate, RandomId(0xab));
    let kept = said::read(Purpose::Signal, &answer(200, &json!({ "places": places }))).unwrap();
    assert_eq!((kept.engine, kept.places), (None, asked.places));
    assert!(said::read(Purpose::Opening, &answer(200, &json!({ "rows": [[1021]] }))).is_none());
}

#[test]
fn what_may_pass_is_a_failure_and_what_was_not_understood_is_wrong() {
    for (status, passes) in [(429, true), (500, true), (503, true), (400, false), (404, false), (200, false)] {
        assert_eq!(may_pass(&answer(status, &json!({}))), passes, "{status}");
    }
}
