//! Text that Markdown leaves alone.

use crate::{
    report::document::{Piece, Text, Tone},
    terminal::printable,
};

/// A sentence, in a table and outside of one.
pub(super) fn told(text: &Text) -> String {
    text.0.iter().map(piece).collect::<String>().trim().to_owned()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Code(text) | Piece::Arm(text) => code(text),
        Piece::Strong(text) => emphasised(text),
        Piece::Badge(badge) if matches!(badge.tone, Tone::Good | Tone::Bad) => emphasised(badge.word),
        Piece::Plain(_)
        | Piece::Faint(_)
        | Piece::Figure(_)
        | Piece::Below(_)
        | Piece::Link { .. }
        | Piece::Badge(_)
        | Piece::Sign(_)
        | Piece::Target(_) => plain(&piece.words()),
    }
}

/// Stars must stand at words, and blanks outside of them.
fn emphasised(text: &str) -> String {
    let words = text.trim_matches(' ');
    if words.is_empty() { text.to_owned() } else { text.replacen(words, &format!("**{}**", plain(words)), 1) }
}

/// Text that shows as it is.
pub(in crate::report) fn plain(text: &str) -> String {
    let characters: Vec<char> = printable(text).chars().collect();
    let neighbour = |index: Option<usize>| index.and_then(|index| characters.get(index).copied());
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in characters.iter().enumerate() {
        let (before, behind) = (neighbour(index.checked_sub(1)), neighbour(index.checked_add(1)));
        if is_special(before, *character, behind) {
            escaped.push('\\');
        }
        escaped.push(*character);
    }
    escaped
}

/// Whether Markdown or HTML would take a character as more than itself, given its neighbours. Names such as `hot_read` and
/// intervals such as `[1, 2]` are left alone, so that the text can be read as it stands, too.
fn is_special(before: Option<char>, character: char, behind: Option<char>) -> bool {
    let in_word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    match character {
        '\\' | '`' | '*' | '<' | '|' | '~' | '#' => true,
        '_' => !(in_word(before) && in_word(behind)),
        ']' => matches!(behind, Some('(' | '[' | ':')),
        _ => false,
    }
}

/// A name or a command within a table; a bar is escaped as tables want it.
pub(super) fn code(text: &str) -> String {
    let text = printable(text).trim().replace('|', "\\|");
    match text.contains('`') {
        _ if text.is_empty() => String::new(),
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}
