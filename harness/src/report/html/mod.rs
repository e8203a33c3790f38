//! A report as one page for the browser: everything in one file, readable without script and without network.
//!
//! ```text
//! page ── block ─┬─ text, table, card: words and numbers
//!                └─ picture ─┬─ strips, spectrum, pairs, ladder, curve, diagram, life, gaps, heat
//!                            └─ scale, plot, track, names: axes, the marks on them, names at their ends
//! arms, attributes: colours and shapes, the same over the whole page, and how places are written
//! ```
//!
//! Pictures have no width of their own: what runs along is a percentage, what goes up and all text is in pixels. So a
//! picture fills a telephone and a desk alike, and its text keeps its size.

mod arms;
mod attributes;
mod block;
mod card;
mod page;
mod picture;
mod table;
#[cfg(test)]
mod tests;
mod text;

use self::arms::Arms;
pub(crate) use self::page::head_of;
use super::document::{Document, Figure};

/// One picture of a report as a file of its own; none where it needs a page around it.
pub(super) fn picture(document: &Document, figure: &Figure) -> Option<String> {
    picture::alone(figure, &Arms::of(&document.arms))
}

/// The page.
pub(super) fn render(document: &Document) -> String {
    page::page(document).into_string()
}
