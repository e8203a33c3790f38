//! The requests of the study: batches of calls, and what must hold of the ledger behind them.

use serde_json::{Map, Value, json};
use shared::{choice::Choice as _, durable::Way};

use crate::{
    experiments::asking::{asked, post},
    instrument::scenario::{Arm, Expectation, Method, Question},
};

/// Where an answer tells how long its calls took, by the clock of the object that made them.
pub(super) const READING: &str = "/elapsed_ms";

/// The source of an arm, which is its alone: as its data it is called like that of other experiments.
const SOURCE: &str = "{cell}-{arm}{fresh}";

/// An arm that asks for a batch by a way, with further fields of the plan; every answer has to be there and to be right.
pub(super) fn batch(name: &str, way: Way, more: &Value) -> Arm {
    let mut body = Map::new();
    body.insert("source".to_owned(), json!("{tenant}"));
    body.insert("way".to_owned(), json!(way.as_str()));
    body.insert("operations".to_owned(), json!("{operations}"));
    body.extend(more.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    let answered = body.get("operations").cloned().unwrap_or_default();
    let question = post("/call/batch", Value::Object(body));
    let expect = Expectation { parts: parts(way, &answered).into_iter().collect(), ..Expectation::default() };
    let mut arm = asked(Question { expect, ..question });
    arm.values.insert("arm".to_owned(), json!(name.replace('_', "-")));
    arm.values.insert("tenant".to_owned(), json!(SOURCE));
    arm
}

/// The same arm with a source for every client, whatever its answers say of their calls.
pub(super) fn alone(mut arm: Arm) -> Arm {
    arm.values.insert("tenant".to_owned(), json!(format!("{SOURCE}-{{client}}")));
    if let Some(question) = &mut arm.question {
        question.expect = Expectation::default();
    }
    arm
}

/// What the answer to a batch has to say.
fn parts(way: Way, answered: &Value) -> Vec<(String, Value)> {
    let dead = [("/dead".to_owned(), json!(0))];
    // Nobody waits for the answers of a way that goes one way only.
    let validated = (way != Way::OneWay).then_some(["/answered", "/validated"]);
    let validated = validated.into_iter().flatten().map(|pointer| (pointer.to_owned(), answered.clone()));
    dead.into_iter().chain(validated).collect()
}

/// What the ledger of an arm's only target has to say after a round: every call that was answered has one effect, in order.
/// Nothing where each pass of a queue executes whatever is in it, so that its effects are made several times by design.
pub(super) fn ledger(way: Way) -> Option<Question> {
    let effects = match way {
        // Effects in memory go with the life of the object, and nobody has waited for those of one way.
        Way::Rpc | Way::OneWay => None,
        Way::QueuedList => return None,
        Way::RpcDurable | Way::RpcBothDurable | Way::Queued | Way::Durable | Way::DurableSingle | Way::TwoOneWay => {
            Some(("/effects".to_owned(), json!("{asked}")))
        }
    };
    let sound = ["/doubled", "/reordered"].map(|pointer| (pointer.to_owned(), json!(0)));
    let expect = Expectation { parts: sound.into_iter().chain(effects).collect(), ..Expectation::default() };
    let path = "/call/ledger?target={tenant}.0".to_owned();
    Some(Question { method: Method::Get, path, body: None, expect, cycle: 1 })
}
