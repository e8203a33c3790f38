//! The cell in which the runtime is killed among running instances: what goes on by itself when it runs again, within how long.

use indexmap::IndexMap;
use serde_json::{Value, json};
use shared::limits;

use super::{
    cell::{ENGINE, cell},
    questions::trial,
};
use crate::{
    experiments::asking::get,
    instrument::scenario::{Arm, Audit, Audited, Cell, Expectation, Procedure},
};

/// Instances that are begun at once.
const INSTANCES: u32 = 100;
/// When the runtime is killed after they were asked for, in milliseconds: while some are being accepted, and some run.
const KILL_MS: [u32; 2] = [10, 90];
/// After this time of rest every instance must have gone on and ended, in milliseconds.
const QUIET_MS: u32 = 500;
/// Longest wait for those that have not, in milliseconds.
const SETTLE_MS: u32 = 5_000;

/// Instances that call another object once each, and a runtime that is killed among them.
pub(super) fn kills() -> Cell {
    let audit = Audit {
        of: Audited::Instances,
        looks: 5,
        clients: 1,
        batches: 1,
        kill_ms: Some(KILL_MS),
        rest_ms: None,
        quiet_ms: QUIET_MS,
        settle_ms: SETTLE_MS,
        status: get("/workflow/running?object={tenant}"),
        ledger: get("/call/ledger?target={tenant}"),
    };
    let title = format!("kills: {INSTANCES} instances are begun at once, and the runtime is killed among them");
    let arms = IndexMap::from([(ENGINE.to_owned(), debits(ENGINE))]);
    Cell { procedure: Procedure::Audit(Box::new(audit)), base: None, ..cell(&title, ENGINE, arms) }
}

fn debits(name: &str) -> Arm {
    let input = json!({ "account": "{tenant}", "calls": 1, "together": false });
    let fields = json!({ "arm": "engine", "mode": "parallel", "workflow": "debits", "input": input });
    let mut arm = trial(name, INSTANCES, INSTANCES, &[&fields]);
    arm.reading = None;
    let tenant = arm.values.get("tenant").and_then(Value::as_str).unwrap_or_default();
    let tenant = json!(format!("{tenant}-{{client}}"));
    arm.values.insert("tenant".to_owned(), tenant);
    // How many were accepted before the end is what is asked.
    if let Some(question) = &mut arm.question {
        question.expect = Expectation::default();
    }
    arm
}

const _: () = assert!(QUIET_MS >= limits::DURABLE_WATCHDOG_MS, "what is left goes on by the watchdog");
