use hyper::body::Bytes;
use shared::{engine::EngineName, ids::RandomId};

use super::*;
use crate::tenants::visit::Purpose;

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, body: Bytes::copy_from_slice(body.as_bytes()), ray: None }
}

const TIMING: &str = r#""timing":{"request_id":"39e4ac49ab6f632b","total_ms":2,"engine":"cold","copy":"miss","hops":[],
    "places":[{"service":"compute","isolate":"ab","instance":"cd","object":null}]}"#;

#[test]
fn the_answer_with_the_number_of_the_tenant_is_right_and_tells_where_it_came_from() {
    for number in ["1021", "1021.0"] {
        let said = read(&answer(200, &format!(r#"{{"rows":[[{number}]],{TIMING}}}"#)), 3);
        assert_eq!(said.outcome, Some(Outcome::Right));
        assert_eq!((said.engine, said.copy), (Some(EngineState::Cold), Some(CopyState::Miss)));
        assert_eq!(said.places.0[0].isolate, RandomId(0xab));
    }
}

#[test]
fn the_number_of_another_tenant_is_wrong_and_so_is_no_number() {
    for rows in ["[[1028]]", "[]", "[[1021],[1021]]", "[[1021,1]]", "[[null]]"] {
        let said = read(&answer(200, &format!(r#"{{"rows":{rows},{TIMING}}}"#)), 3);
        assert_eq!(said.outcome, Some(Outcome::Wrong), "{rows}");
    }
    assert_eq!(read(&answer(200, "{}"), 3).outcome, Some(Outcome::Wrong));
}

#[test]
fn what_may_pass_is_a_failure_and_what_was_not_understood_is_wrong() {
    for (status, outcome) in
        [(429, Outcome::Refused), (503, Outcome::Refused), (400, Outcome::Wrong), (404, Outcome::Wrong)]
    {
        assert_eq!(read(&answer(status, "{}"), 3).outcome, Some(outcome), "{status}");
    }
}

#[test]
fn a_refusal_is_told_in_the_words_of_the_answer() {
    let body = r#"{"error":{"code":"unknown_route","message":"there is nothing here"}}"#;
    assert_eq!(reason(&answer(404, body)), "status 404: there is nothing here");
    assert_eq!(reason(&answer(502, "<html>")), "status 502: no reason was given");
}

#[test]
fn tenants_without_data_bring_their_number_along_and_others_read_it() {
    let contender = &Contender::all(&[EngineName::Sqlite])[0];
    let ask = Ask { at: None, tenant: 3, turn: 0, gap: None, purpose: Purpose::Measured };
    let asked = |traffic: &Traffic| question(contender, traffic, "t", &ask).to_string();
    let path = "POST /multi-tenant/new/t/query";
    assert_eq!(asked(&Traffic::Second { tenants: 9 }), format!(r#"{path} {{"sql":"SELECT 1021 AS value"}}"#));
    let gaps = Traffic::Gaps { gap_seconds: vec![1.0], trials: 1 };
    let expected = r#"{"sql":"SELECT number AS value FROM tenant WHERE id = 1"}"#;
    assert_eq!(asked(&gaps), format!("{path} {expected}"));
    assert!(founding(contender, "t", 3).to_string().contains("VALUES (1, 1021)"));
}
