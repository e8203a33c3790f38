//! The ladders: up to how many calls of one request each way goes well, without bounds and with those of the platform.

use indexmap::IndexMap;
use serde_json::json;
use shared::{choice::Choice as _, durable::Way};

use super::{
    cells::{DURABLE, cell},
    questions::{batch, ledger},
};
use crate::instrument::scenario::{Arm, Cell, Counts, Procedure};

/// Calls of one request; the last is the most that a plan may ask for.
const RUNGS: [u32; 12] = [10, 25, 35, 40, 45, 50, 64, 100, 250, 1_000, 10_000, 100_000];
/// The same where work grows with the square of the calls, up to the most that a plan may ask for.
const LISTED: [u32; 10] = [10, 25, 35, 40, 45, 50, 64, 100, 250, 400];
/// Where a thousand calls between objects are allowed to an invocation, as they were once.
const ONCE: [u32; 15] = [10, 25, 35, 40, 43, 44, 45, 46, 48, 50, 64, 100, 250, 1_000, 10_000];
/// Where ten thousand are, as they are today.
const TODAY: [u32; 14] = [10, 25, 50, 64, 100, 120, 140, 141, 145, 150, 250, 1_000, 10_000, 100_000];
/// Longest wait of a batch that may hang, in milliseconds: ten times what 44 calls take, and three times what 140 do.
const PATIENCE_MS: [u32; 2] = [4_000, 30_000];
/// Longest wait for the answer to the highest rung, in milliseconds.
const DEADLINE_MS: u64 = 70_000;

/// All ladders, by name.
pub(super) fn ladders() -> IndexMap<String, Cell> {
    let free = "ladder: ever more calls at once, with no bound but those of the endpoint";
    let bounded = |number: &str| {
        format!("ladder: the same with {number} calls between objects to an invocation, as the platform")
    };
    let ways = [Way::Rpc, Way::RpcDurable, Way::Durable];
    let all = [Way::Rpc, Way::Queued, Way::QueuedList, Way::Durable];
    let within = |subrequests: u32, patience: u32| json!({ "subrequests": subrequests, "deadline_ms": patience });
    let once = within(1_000, PATIENCE_MS[0]);
    let today = within(10_000, PATIENCE_MS[1]);
    [
        ("ladder", ladder(free, &RUNGS, &ways, &json!({}))),
        ("ladder_queued", ladder(free, &RUNGS[..11], &[Way::Queued], &json!({}))),
        ("ladder_list", ladder(free, &LISTED, &[Way::QueuedList], &json!({}))),
        ("ladder_1000", ladder(&(bounded("1,000") + " had it once"), &ONCE, &all, &once)),
        ("ladder_10000", ladder(&(bounded("10,000") + " has it today"), &TODAY, &all, &today)),
    ]
    .map(|(name, cell)| (name.to_owned(), cell))
    .into()
}

fn ladder(title: &str, rungs: &[u32], ways: &[Way], more: &serde_json::Value) -> Cell {
    let arms = ways.iter().map(|way| {
        let name = way.as_str();
        (name.to_owned(), Arm { afterwards: ledger(*way), ..batch(name, *way, more) })
    });
    let arms: IndexMap<String, Arm> = arms.collect();
    let headline = if arms.contains_key(DURABLE) { DURABLE } else { ways.last().map_or(DURABLE, |way| way.as_str()) };
    let procedure =
        Procedure::Ladder { counts: Counts::Operations, rungs: rungs.to_vec(), requests: 1, deadline_ms: DEADLINE_MS };
    Cell { procedure, base: None, headline: headline.to_owned(), block: Some(2), ..cell(title, arms) }
}
