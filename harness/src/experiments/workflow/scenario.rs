//! Durable workflows: what does it cost to accept an instance and to run it, and which habits of an engine cost how much?
//!
//! One request has the router begin many instances, each by a request of its own, and tell how long all of them took by its clock;
//! each instance or each step has its share. Data lies in memory, where a commit is processor time: what a disk takes for it is
//! not ours, and commits are counted apart, by a test.

use super::{cells, claims};
use crate::instrument::scenario::{Fixture, Medium, Scenario, Size};

/// The cells of a quick run: all but those in which an engine waits for a tracker that is not there.
pub(super) const QUICK: [&str; 9] =
    ["accept", "cold", "together", "tracker", "steps", "calls", "result", "rival_one", "rival_thousand"];

/// What the sizes are then.
pub(super) const QUICK_SIZES: &str = "
size = { rounds = 4, pairs = 10, cell_ms = 1200, most_ms = 120000 }
";

/// The scenario at its full size.
pub(super) fn scenario() -> Scenario {
    Scenario {
        name: "workflow".to_owned(),
        title: "What does it cost that an instance of a workflow outlives its object?".to_owned(),
        size: Size {
            rounds: 8,
            pairs: 30,
            block: 2,
            cell_ms: 8_000,
            most_ms: None,
            starts: 0,
            deadline_ms: 70_000,
            error_limit: 0.001,
        },
        medium: Medium::Memory,
        fixtures: vec![Fixture::WorkflowRival],
        agreement: None,
        cells: cells::cells(),
        legs: Vec::new(),
        claims: claims::claims(),
        surveys: indexmap::IndexMap::new(),
        fits: indexmap::IndexMap::new(),
        cross_checks: indexmap::IndexMap::new(),
        trials: indexmap::IndexMap::new(),
    }
}
