//! Pools of isolates: what does it cost that a task is kept from those before it, and what does it save that isolates are kept?
//!
//! Every arm runs the same compiled task and is asked the same way; only where the task runs differs. The floor is a Worker that is bound
//! and always there, asked by the same object.

use super::{cells, claims, trials};
use crate::instrument::scenario::{Fixture, Medium, Scenario, Size};

/// The cells and trials of a quick run.
pub(super) const QUICK: [&str; 8] =
    ["clients_1", "clients_16", "open_60", "meter", "loop", "beside", "processor", "marks"];

/// What the sizes are then.
pub(super) const QUICK_SIZES: &str = "
size = { rounds = 4, pairs = 10, cell_ms = 2000, most_ms = 100000 }
cells.open_60.procedure = { segments = 2 }
";

/// The scenario at its full size.
pub(super) fn scenario() -> Scenario {
    Scenario {
        name: "pool".to_owned(),
        title: "What does it cost that a task is kept from those before it?".to_owned(),
        size: Size {
            rounds: 8,
            pairs: 30,
            block: 4,
            cell_ms: 10_000,
            most_ms: None,
            starts: 10,
            deadline_ms: 30_000,
            error_limit: 0.001,
        },
        medium: Medium::Memory,
        fixtures: vec![Fixture::DrainedPool, Fixture::Pair],
        agreement: None,
        cells: cells::cells(),
        legs: Vec::new(),
        claims: claims::claims(),
        surveys: indexmap::IndexMap::new(),
        fits: indexmap::IndexMap::new(),
        cross_checks: indexmap::IndexMap::new(),
        trials: trials::trials(),
    }
}
