//! Sentences with terms in them.

use crate::report::document::{Block, Fact, Facts, Piece, Style, Text};

/// Terms with a sentence each.
pub(super) fn sentences<'a>(facts: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Block<'static> {
    let facts = facts.map(|(term, text)| Fact::new(*term, *text)).collect();
    Block::Facts(Facts { style: Style::Sentences, facts })
}

/// A sentence in pieces, of which every other one, beginning with the second, is a term.
pub(super) fn explained(pieces: &[&str]) -> Text {
    let piece = |(place, text): (usize, &&str)| {
        if place % 2 == 1 { Piece::Strong((*text).to_owned()) } else { Piece::Plain((*text).to_owned()) }
    };
    Text(pieces.iter().enumerate().map(piece).collect())
}
