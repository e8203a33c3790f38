//! Lines of at most 80 characters: wrapped sentences and tables without rules.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

use crate::report::words::printable;

/// The width of the report.
pub(super) const WIDTH: usize = 80;

/// How far the body of a section stands in.
const INDENT: &str = "  ";

/// The lines of a report.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

/// How a column of a table stands.
#[derive(Clone, Copy)]
pub(super) enum Column {
    /// Words, which may wrap.
    Words(&'static str),
    /// Figures, on one line as long as there is room.
    Figures(&'static str),
}

impl Page {
    /// One blank line, unless the page is still empty.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A line at the margin, which wraps.
    pub(super) fn heading(&mut self, text: &str) {
        self.wrapped("", INDENT, text);
    }

    /// A sentence of a section; lines after the first stand in further.
    pub(super) fn sentence(&mut self, text: &str) {
        self.wrapped(INDENT, "    ", text);
    }

    /// A sentence beside a label of fixed width.
    pub(super) fn labelled(&mut self, label: &str, width: usize, text: &str) {
        let first = format!("{INDENT}{label:<width$}  ");
        let further = " ".repeat(first.chars().count());
        self.wrapped(&first, &further, text);
    }

    /// Ready lines, which stand in.
    pub(super) fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            self.text.push_str(format!("{INDENT}{line}").trim_end());
            self.text.push('\n');
        }
    }

    /// A table, which stands in.
    pub(super) fn table(&mut self, columns: &[Column], rows: &[Vec<String>]) {
        self.lines(table(columns, rows));
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn wrapped(&mut self, first: &str, further: &str, text: &str) {
        let mut line = first.to_owned();
        let mut is_empty = true;
        for word in printable(text).split_whitespace().flat_map(|word| pieces(word, WIDTH - further.chars().count())) {
            let needed = word.chars().count() + usize::from(!is_empty);
            if !is_empty && line.chars().count() + needed > WIDTH {
                self.push(&line);
                further.clone_into(&mut line);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(&word);
            is_empty = false;
        }
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

/// A word in pieces that fit on a line of their own.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect()
}

fn table(columns: &[Column], rows: &[Vec<String>]) -> Vec<String> {
    let firm = arranged(columns, rows, true);
    let fits = firm.iter().all(|line| line.chars().count() <= WIDTH - INDENT.len());
    // Figures wrap only where the table would else be wider than the page.
    if fits { firm } else { arranged(columns, rows, false) }
}

fn arranged(columns: &[Column], rows: &[Vec<String>], firm: bool) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(WIDTH - INDENT.len()).unwrap_or(u16::MAX));
    table.set_header(columns.iter().map(|column| column.head()));
    for row in rows {
        table.add_row(row.iter().map(|text| printable(text)));
    }
    for (index, kind) in columns.iter().enumerate() {
        let Some(column) = table.column_mut(index) else { continue };
        column.set_padding((0, if index + 1 < columns.len() { 2 } else { 0 }));
        if matches!(kind, Column::Figures(_)) {
            column.set_cell_alignment(CellAlignment::Right);
            if firm {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

impl Column {
    fn head(self) -> &'static str {
        match self {
            Self::Words(head) | Self::Figures(head) => head,
        }
    }
}
