//! One hop between Workers: what does it cost, by transport, codec, payload, depth and concurrency?
//!
//! The same function with the same payload is called in every way; what a way costs is its paired difference to `direct`,
//! which calls the function inline. The caller holds every reply against the right one, and a wrong reply fails its request.

use super::{cells, claims};
use crate::instrument::scenario::{Fixture, Medium, Scenario, Size};

/// The cells of a quick run: every transport, the payloads up to 100 KB, one deeper chain, both clocks, the hand-written pair,
/// and how many calls one object takes.
pub(super) const QUICK: [&str; 11] = [
    "echo_100b",
    "echo_1k",
    "echo_10k",
    "echo_100k",
    "depth_4",
    "inside_1k",
    "javascript_rpc_100b",
    "javascript_fetch_1k",
    "batch_object",
    "ladder_sequential",
    "ladder_parallel",
];

/// What the sizes are then.
pub(super) const QUICK_SIZES: &str = "
size = { rounds = 4, block = 6, pairs = 20, cell_ms = 500, most_ms = 75000 }
";

/// The scenario at its full size.
pub(super) fn scenario() -> Scenario {
    Scenario {
        name: "rpc".to_owned(),
        title: "What does one hop between Workers cost, by transport, codec, payload, depth and concurrency?"
            .to_owned(),
        size: Size {
            rounds: 10,
            pairs: 30,
            block: 20,
            cell_ms: 8_000,
            most_ms: None,
            starts: 0,
            deadline_ms: 20_000,
            error_limit: 0.001,
        },
        medium: Medium::Disk,
        fixtures: vec![Fixture::RpcPair],
        agreement: None,
        cells: cells::cells(),
        legs: Vec::new(),
        claims: claims::claims(),
        surveys: claims::surveys(),
        fits: claims::fits(),
        cross_checks: claims::cross_checks(),
        trials: indexmap::IndexMap::new(),
    }
}
