//! Text in pieces: names with their marks, numbers with their intervals, words that stand out.

use maud::{Markup, html};

use super::arms::{Arms, plain};
use crate::report::document::{Badge, Piece, Text};

/// Letters of a hash that are shown; the others are its title.
const HASH: usize = 12;

/// The text.
pub(super) fn text(text: &Text, arms: &Arms) -> Markup {
    html! { @for piece in &text.0 { (self::piece(piece, arms)) } }
}

fn piece(piece: &Piece, arms: &Arms) -> Markup {
    html! {
        @match piece {
            Piece::Plain(text) => (text),
            Piece::Strong(text) => strong { (text) },
            Piece::Faint(text) => span.note { (text) },
            Piece::Code(text) => (code(text)),
            Piece::Figure(text) => (figure(text, "")),
            Piece::Below(text) => { " " span.range { (text) } },
            Piece::Arm(name) => (arms.tag(name)),
            Piece::Link { text, to } => a href=(format!("#{to}")) { (text) },
            Piece::Badge(badge) => (self::badge(badge)),
            Piece::Sign(badge) => span.sign { (self::badge(badge)) },
            Piece::Target(word) => span.target { (word) },
        }
    }
}

/// A number with its interval behind or below it, and its unit between the two.
pub(super) fn figure(text: &str, unit: &str) -> Markup {
    let (value, interval) = text.split_once(" [").unwrap_or((text, ""));
    html! {
        (value) @if !unit.is_empty() { " " (unit) }
        @if !interval.is_empty() { " " span.range { "[" (interval) } }
    }
}

/// A word in the tint of its tone.
pub(super) fn badge(badge: &Badge) -> Markup {
    html! { span.badge.(badge.tone.as_str()) { span aria-hidden="true" { (badge.sign) } " " (badge.word) } }
}

/// The words as a reader writes them, for those who hear them.
pub(super) fn heard(text: &Text) -> String {
    plain(&text.words())
}

fn code(text: &str) -> Markup {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    html! {
        @match text.get(..HASH).filter(|_| is_hash) {
            Some(head) => code title=(text) { (head) },
            None => code { (text) },
        }
    }
}
