//! Calls between two objects: what does it cost that none is lost and none is made twice, and how many go well?
//!
//! One request has one object make a batch of calls to another, in every way; the object that calls holds every answer against
//! the right one and tells how long all of them took by its own clock, of which each call has its share. After a round the
//! ledger of the other object is held against what was asked. A ratio compares the same number of calls, and data lies in
//! memory, where a commit is processor time: what a disk takes for it is not ours.

use super::{cells, claims, faults, ladders};
use crate::instrument::scenario::{Medium, Scenario, Size};

/// The cells of a quick run: a few calls and a hundred, one after the other, in requests of their own, the queue that grows,
/// and where it hangs.
pub(super) const QUICK: [&str; 8] =
    ["parallel_10", "parallel_50", "parallel_100", "parallel_1000", "sequential", "queue_10", "events", "ladder_1000"];

/// What the sizes are then.
pub(super) const QUICK_SIZES: &str = "
size = { rounds = 4, block = 6, pairs = 20, cell_ms = 500, most_ms = 100000 }
cells.parallel_50.block = 4
cells.parallel_100.block = 2
cells.sequential.block = 4
cells.queue_10.block = 2
cells.ladder_1000.procedure.rungs = [10, 40, 44, 50]
";

/// The scenario at its full size.
pub(super) fn scenario() -> Scenario {
    let mut cells = cells::cells();
    cells.extend(ladders::ladders());
    cells.extend(faults::faults());
    Scenario {
        name: "call".to_owned(),
        title: "What does it cost that a call between two objects is never lost and never made twice?".to_owned(),
        size: Size {
            rounds: 10,
            pairs: 30,
            block: 20,
            cell_ms: 8_000,
            most_ms: None,
            starts: 0,
            deadline_ms: 70_000,
            error_limit: 0.001,
        },
        medium: Medium::Memory,
        fixtures: Vec::new(),
        agreement: None,
        cells,
        legs: claims::legs(),
        claims: claims::claims(),
        surveys: claims::surveys(),
        fits: indexmap::IndexMap::new(),
        cross_checks: indexmap::IndexMap::new(),
        trials: indexmap::IndexMap::new(),
    }
}
