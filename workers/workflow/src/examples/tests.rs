//! The examples on a double of their object.

use std::time::Duration;

use serde_json::{Value, json};
use shared::{
    call::durable::Debit,
    durable::debited,
    workflow::{Completed, Control, State},
};
use workflow_engine::testing::Double;

use super::{approval, export, process_order, quotes, registry, review, squares, ticker, tree, trip};

fn input<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// A double whose accounts take whatever is asked.
fn double() -> Double {
    let mut double = Double::new(registry);
    double.on_call::<Debit>(|(amount, _)| Ok(debited(amount)));
    double
}

#[test]
fn an_order_is_paid_before_anything_is_shipped() {
    let mut double = double();
    double.begin::<process_order::ProcessOrder>("o", &input(json!({ "shop": "books", "quantity": 2 }))).unwrap();
    let output: Value = double.output("o").unwrap();
    assert_eq!((&output["paid"], output["receipts"].as_array().map(Vec::len)), (&json!(24), Some(3)));
}

#[test]
fn an_approval_waits_for_somebody_and_not_for_ever() {
    let mut double = double();
    let asked = || input(json!({ "request": "a holiday", "within_ms": 60_000 }));
    double.begin::<approval::Approval>("a", &asked()).unwrap();
    double.die();
    double.signal("a", "decision", &json!({ "approved": true, "by": "the boss" })).unwrap();
    assert_eq!(double.status("a").unwrap().handle.state, State::Completed);
    double.begin::<approval::Approval>("b", &asked()).unwrap();
    double.pass(Duration::from_mins(1));
    assert!(double.status("b").unwrap().handle.state.is_end());
}

#[test]
fn two_exports_run_at_once_and_one_of_a_customer() {
    let mut double = double();
    for (id, customer) in [("a-1", "ada"), ("a-2", "ada"), ("b", "bob"), ("c", "cyd")] {
        let input = input(json!({ "customer": customer, "parts": 2, "each_ms": 500 }));
        double.begin::<export::Export>(id, &input).unwrap();
    }
    let states = |double: &Double| ["a-1", "a-2", "b", "c"].map(|id| double.status(id).unwrap().handle.state);
    assert_eq!(states(&double), [State::Running, State::Queued, State::Running, State::Queued]);
    double.die();
    double.pass(Duration::from_secs(1));
    assert_eq!(states(&double), [State::Completed, State::Running, State::Completed, State::Running]);
    double.pass(Duration::from_secs(1));
    assert_eq!(states(&double), [State::Completed; 4]);
}

#[test]
fn squares_are_the_same_at_once_and_some_at_a_time() {
    let mut double = double();
    for (id, at_once) in [("all", Value::Null), ("three", json!(3))] {
        double.begin::<squares::Squares>(id, &input(json!({ "items": 10, "at_once": at_once }))).unwrap();
        assert_eq!(double.output::<u64>(id), Some(285));
    }
}

#[test]
fn the_first_two_quotes_count_and_only_in_time() {
    let mut double = double();
    let suppliers = json!([
        { "name": "slow", "price": 1, "takes_ms": 5_000 },
        { "name": "dear", "price": 38, "takes_ms": 200 },
        { "name": "fair", "price": 21, "takes_ms": 100 },
    ]);
    let asked = |within_ms: u64| input(json!({ "suppliers": suppliers, "within_ms": within_ms }));
    double.begin::<quotes::Quotes>("q", &asked(1_000)).unwrap();
    double.begin::<quotes::Quotes>("late", &asked(150)).unwrap();
    double.die();
    double.pass(Duration::from_millis(250));
    assert_eq!(double.output::<Value>("q").unwrap(), json!({ "supplier": "fair", "price": 30 }));
    assert_eq!(double.status("late").unwrap().handle.state, State::Failed);
}

#[test]
fn a_tree_has_as_many_leaves_as_its_branches_have() {
    let mut double = double();
    double.begin::<tree::Tree>("t", &input(json!({ "depth": 3, "width": 2, "at_once": 1 }))).unwrap();
    assert_eq!(double.output::<u32>("t"), Some(8));
}

#[test]
fn a_ticker_goes_on_over_journals_and_deaths() {
    let mut double = double();
    double.begin::<ticker::Ticker>("t", &input(json!({ "ticks": 10, "each_ms": 1_000, "in_a_journal": 4 }))).unwrap();
    for _ in 0..12 {
        double.die();
        double.pass(Duration::from_secs(1));
    }
    assert_eq!(double.output::<u32>("t"), Some(10));
}

#[test]
fn a_trip_without_a_seat_is_undone_and_one_with_a_seat_is_not() {
    let mut double = double();
    double.begin::<trip::Trip>("t", &input(json!({ "traveller": "ada", "seats": 0 }))).unwrap();
    let error = double.status("t").unwrap().error.unwrap();
    assert_eq!(error, "there is no seat on any flight; undone: car, hotel");
    double.begin::<trip::Trip>("u", &input(json!({ "traveller": "ada", "seats": 1 }))).unwrap();
    assert_eq!(double.output::<Vec<String>>("u").unwrap(), ["ada.hotel", "ada.car"]);
}

#[test]
fn a_review_is_whatever_the_reviewer_says() {
    let mut double = double();
    double.begin::<review::Review>("r", &input(json!({ "text": "two words", "silence_ms": 5_000 }))).unwrap();
    let journal = double.journal("r").unwrap();
    let submit = journal.iter().find(|event| event.name.as_deref() == Some("step submit")).unwrap();
    let token: String = serde_json::from_str(submit.output.as_deref().unwrap()).unwrap();
    double.pass(Duration::from_secs(4));
    double.complete(&token, Completed::Heartbeat).unwrap();
    double.pass(Duration::from_secs(4));
    double.complete(&token, Completed::Success("{\"stars\":5}".to_owned())).unwrap();
    assert_eq!(double.output::<Value>("r").unwrap(), json!({ "words": 2, "review": { "stars": 5 } }));
}

#[test]
fn a_step_is_answered_for_by_a_test() {
    let mut double = double();
    double.mock_step("price", |_| Ok(7_u32));
    double.begin::<process_order::ProcessOrder>("o", &input(json!({ "shop": "books", "quantity": 2 }))).unwrap();
    assert_eq!(double.output::<Value>("o").unwrap()["paid"], 7);
    double.begin::<approval::Approval>("a", &input(json!({ "request": "", "within_ms": 60_000 }))).unwrap();
    double.control("a", Control::Cancel).unwrap();
    assert_eq!(double.status("a").unwrap().handle.state, State::Cancelled);
}
