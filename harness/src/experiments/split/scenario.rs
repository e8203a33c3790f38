//! The compute split: where should the WASM live, and what does the hop cost?

use indexmap::IndexMap;

use super::{cells, claims, engine::SplitEngine};
use crate::instrument::scenario::{Fixture, Medium, Scenario, Size};

/// The cells that fit into a minute and a half.
pub(super) const QUICK: [&str; 9] =
    ["cold_empty", "cold_data", "cold_engine", "hot_read", "write", "hop", "path", "ladder", "open"];

/// What the sizes are then.
pub(super) const QUICK_SIZES: &str = "
size = { rounds = 5, cell_ms = 2000, starts = 8, most_ms = 75000 }
cells.ladder.procedure = { rungs = [1, 4, 16, 64], requests = 256 }
cells.open.procedure = { segment = 40, segments = 2 }
";

/// The scenario at its full size, with an engine in every arm that has one.
pub(super) fn scenario(engine: &SplitEngine) -> Scenario {
    Scenario {
        name: "split".to_owned(),
        title: engine.title.to_owned(),
        size: Size {
            rounds: 10,
            pairs: 30,
            block: 20,
            cell_ms: 12_000,
            most_ms: None,
            starts: 30,
            deadline_ms: 20_000,
            error_limit: 0.001,
        },
        medium: Medium::Disk,
        fixtures: vec![Fixture::Pair],
        agreement: Some((engine.agreement)()),
        cells: cells::cells(engine),
        surveys: IndexMap::new(),
        fits: IndexMap::new(),
        legs: claims::legs(),
        claims: claims::claims(engine),
        cross_checks: IndexMap::new(),
        trials: IndexMap::new(),
    }
}
