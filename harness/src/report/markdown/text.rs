//! Text that Markdown leaves alone, and tables.

use crate::report::words::printable;

/// A sentence that shows as it is, in a table and outside of one.
pub(in crate::report) fn plain(text: &str) -> String {
    let characters: Vec<char> = printable(text).trim().chars().collect();
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
pub(in crate::report) fn code(text: &str) -> String {
    let text = printable(text).trim().replace('|', "\\|");
    match text.contains('`') {
        _ if text.is_empty() => String::new(),
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(in crate::report) enum Column<'text> {
    /// Words, to the left.
    Words(&'text str),
    /// Figures, to the right.
    Figures(&'text str),
}

/// A table with a blank line behind it; its cells are Markdown already.
pub(in crate::report) fn table(columns: &[Column], rows: &[Vec<String>]) -> String {
    let heads: Vec<&str> = columns.iter().map(|column| column.head()).collect();
    let rules: Vec<&str> = columns.iter().map(|column| column.rule()).collect();
    let mut lines = vec![heads.join(" | "), rules.join(" | ")];
    lines.extend(rows.iter().map(|row| row.join(" | ")));
    format!("| {} |\n\n", lines.join(" |\n| "))
}

/// Points of a list, with a blank line behind it; they are Markdown already.
pub(in crate::report) fn list(points: impl IntoIterator<Item = String>) -> String {
    let lines = points.into_iter().flat_map(|point| ["- ".to_owned(), point, "\n".to_owned()]);
    lines.chain(["\n".to_owned()]).collect()
}

/// What has to be read first, as an alert.
pub(in crate::report) fn alerts(banners: &[String]) -> String {
    banners.iter().flat_map(|banner| ["> [!CAUTION]\n> ".to_owned(), plain(banner), "\n\n".to_owned()]).collect()
}

impl<'text> Column<'text> {
    fn head(self) -> &'text str {
        match self {
            Self::Words(head) | Self::Figures(head) => head,
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Words(_) => "---",
            Self::Figures(_) => "---:",
        }
    }
}
