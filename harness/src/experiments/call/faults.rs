//! The cells in which things go wrong on purpose: replies that are lost, messages that are late, objects that end before, inside
//! or after their commit, and a runtime that is killed. Whoever asks retries nothing.
//!
//! Two arms are negative controls: without the mark of what was taken in, effects are made twice, and without the alarm, what a
//! death leaves behind stays there. Where they did not show, the others would prove nothing.

use indexmap::IndexMap;
use serde_json::{Value, json};
use shared::{choice::Choice as _, durable::Way};

use super::{
    cells::cell,
    questions::{alone, batch},
};
use crate::{
    experiments::asking::get,
    instrument::scenario::{Arm, Audit, Audited, Batch, Cell, Procedure},
};

/// The arm that does not look at what it has taken in.
pub(super) const UNCHECKED: &str = "unchecked";
/// The arm whose alarm is off.
pub(super) const UNWATCHED: &str = "unwatched";
/// Calls of a batch among faults.
const OPERATIONS: u32 = 10;
/// The same where the runtime is killed.
const OPERATIONS_KILLED: u32 = 20;
/// In so many of a hundred messages something goes wrong.
const PERCENT: u32 = 10;
/// Longest wait for a batch among faults, in milliseconds: a queue that lost a call waits for ever, and a durable call is sent
/// again within a tenth of it.
const PATIENCE_MS: u32 = 400;
/// After this time of rest a call that was left behind must have been delivered, in milliseconds.
const QUIET_MS: u32 = 500;
/// Longest wait for what is still sent again, in milliseconds.
const SETTLE_MS: u32 = 5_000;
/// How long nobody asks until both objects are evicted, in milliseconds: the runtime does that after ten seconds without an event.
const REST_MS: u32 = 12_000;
/// When the runtime is killed after the first batch, in milliseconds.
const KILL_MS: [u32; 2] = [10, 260];

/// What goes wrong: what the cell is called after, for a reader, and the fields of the plan.
const FAULTS: [(&str, &str, &[&str]); 6] = [
    ("drop_reply", "the reply is lost after the commit", &["drop_reply"]),
    ("delay_request", "a message arrives up to 20 ms late", &["delay_request"]),
    ("abort_before", "the other object ends before it has done anything", &["abort_before"]),
    ("abort_inside", "the other object ends before its commit", &["abort_inside"]),
    ("abort_after", "the other object ends after its commit", &["abort_after"]),
    ("all", "a third of each kind of end", &["abort_before", "abort_inside", "abort_after"]),
];

/// All of them, by name.
pub(super) fn faults() -> IndexMap<String, Cell> {
    let mut cells = IndexMap::new();
    cells.insert("faults_none".to_owned(), faulty("nothing", &[]));
    for (name, what, fields) in FAULTS {
        cells.insert(format!("faults_{name}"), faulty(&format!("in {PERCENT} of 100 messages {what}"), fields));
    }
    cells.insert("evictions".to_owned(), evictions());
    cells.insert("kills".to_owned(), kills());
    cells
}

fn faulty(what: &str, fields: &[&str]) -> Cell {
    let each = PERCENT / u32::try_from(fields.len().max(1)).unwrap_or(1);
    let faults: serde_json::Map<String, Value> =
        fields.iter().map(|field| ((*field).to_owned(), json!(each))).collect();
    let more = json!({ "faults": faults, "deadline_ms": PATIENCE_MS });
    let ways = [Way::RpcDurable, Way::RpcBothDurable, Way::Queued, Way::Durable];
    let plain = ways.map(|way| (way.as_str(), way, json!({})));
    let arms = arms(
        &[plain.as_slice(), &[(UNCHECKED, Way::Durable, json!({ "replies": "unchecked" }))]].concat(),
        &more,
        OPERATIONS,
    );
    let title = format!("faults: {what}, batches of {OPERATIONS} calls that nobody asks for again");
    let audit = Audit { looks: 1, clients: 1, batches: 40, kill_ms: None, ..audit() };
    Cell { procedure: Procedure::Audit(Box::new(audit)), base: None, ..cell(&title, arms) }
}

/// No fault, but what happens to every object that has nothing to do: it leaves memory, and the next message finds it anew.
fn evictions() -> Cell {
    let designs = [Way::RpcBothDurable, Way::Queued, Way::Durable].map(|way| (way.as_str(), way, json!({})));
    let arms = arms(&designs, &json!({ "deadline_ms": SETTLE_MS }), OPERATIONS);
    let title =
        format!("evictions: batches of {OPERATIONS} calls, and the same once more when both objects have been evicted");
    let audit = Audit { clients: 4, batches: 10, rest_ms: Some(REST_MS), ..audit() };
    Cell { procedure: Procedure::Audit(Box::new(audit)), base: None, ..cell(&title, arms) }
}

fn kills() -> Cell {
    let each = PERCENT / 3;
    let more = json!({
        "faults": { "abort_before": each, "abort_inside": each, "abort_after": each },
        "deadline_ms": SETTLE_MS,
    });
    let arms = arms(
        &[
            ("durable", Way::Durable, json!({})),
            (UNCHECKED, Way::Durable, json!({ "replies": "unchecked" })),
            (UNWATCHED, Way::Durable, json!({ "watchdog": "off" })),
        ],
        &more,
        OPERATIONS_KILLED,
    );
    let title = format!(
        "kills: the runtime is killed among batches of {OPERATIONS_KILLED} durable calls, a tenth of whose messages end their target"
    );
    let audit = Audit { looks: 5, clients: 3, batches: 300, kill_ms: Some(KILL_MS), ..audit() };
    Cell { procedure: Procedure::Audit(Box::new(audit)), base: None, ..cell(&title, arms) }
}

fn audit() -> Audit {
    Audit {
        of: Audited::Calls,
        looks: 1,
        clients: 1,
        batches: 1,
        kill_ms: None,
        rest_ms: None,
        quiet_ms: QUIET_MS,
        settle_ms: SETTLE_MS,
        status: get("/call/status?source={tenant}"),
        ledger: get("/call/ledger?target={tenant}.0"),
    }
}

fn arms(designs: &[(&str, Way, Value)], more: &Value, operations: u32) -> IndexMap<String, Arm> {
    let arm = |(name, way, design): &(&str, Way, Value)| {
        let mut fields = more.clone();
        if let (Some(fields), Some(design)) = (fields.as_object_mut(), design.as_object()) {
            fields.extend(design.clone());
        }
        let arm = Arm { batch: Some(Batch::whole(operations)), ..alone(batch(name, *way, &fields)) };
        ((*name).to_owned(), arm)
    };
    designs.iter().map(arm).collect()
}
