//! One page for the browser: everything in one file, readable without script and without network.
//!
//! ```text
//! page ─┬─ answers: the sentence, the cards of claims and of headline comparisons
//!       ├─ run_card, trust: what was done, and how far to believe it
//!       ├─ forest: every ratio on one axis
//!       ├─ survey: curves over a coordinate, names at their ends, and a table; fit: what they grow by
//!       ├─ diagram: the ways of a request with measured legs
//!       ├─ cell ─┬─ table: one row per arm
//!       │        ├─ strips, spectrum, pairs: three pictures of the same requests
//!       │        └─ ladder, open: the other procedures
//!       ├─ break_even, cross_checks
//!       ├─ tenants: the scenarios of a run of tenants in the place of cells
//!       └─ threats: what this run cannot show
//! scale, plot, arms, numbers: axes, the marks on them, colours and shapes, text of numbers
//! ```
//!
//! Pictures have no width of their own: what runs along is a percentage, what goes up and all text is in pixels. So a
//! picture fills a telephone and a desk alike, and its text keeps its size.

mod answers;
mod arms;
mod badge;
mod break_even;
mod cell;
mod cross_checks;
mod curve;
mod diagram;
mod fit;
mod forest;
mod ladder;
mod names;
mod numbers;
mod open;
mod page;
mod pairs;
mod plot;
mod run_card;
mod scale;
mod spectrum;
mod strips;
mod survey;
mod table;
mod tenants;
#[cfg(test)]
mod tests;
mod threats;
mod track;
mod trust;

use crate::record::Run;

/// The page.
pub fn render(run: &Run) -> String {
    page::page(run).into_string()
}
