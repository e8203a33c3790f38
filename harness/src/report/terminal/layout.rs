//! Lines of at most 80 characters: wrapped sentences and tables without rules.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

use crate::report::words::printable;

/// The width of the report.
pub(super) const WIDTH: usize = 80;

/// How far the body of a section stands in.
const INDENT: &str = "  ";

/// What stands between two columns.
const GAP: u16 = 2;

/// A name that is longer wraps beside columns of figures.
const LONGEST_NAME: usize = 30;

/// The lines of a report.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

/// How a column of a table stands.
#[derive(Clone, Copy)]
pub(super) enum Column<'text> {
    /// Words, which may wrap.
    Words(&'text str),
    /// Figures, on one line as long as there is room.
    Figures(&'text str),
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

    /// Columns of figures beside the same names, in as many tables as the width asks for; the first of each is its head.
    pub(super) fn tables(&mut self, names: &[String], columns: &[Vec<String>]) {
        let width = |column: &[String]| column.iter().map(|text| text.chars().count()).max().unwrap_or_default();
        let room = (WIDTH - INDENT.len()).saturating_sub(width(names).min(LONGEST_NAME));
        let mut left = columns;
        while !left.is_empty() {
            let mut taken = 0;
            let fitting = left.iter().take_while(|column| {
                taken += usize::from(GAP) + width(column);
                taken <= room
            });
            // A column that is too wide for a page of its own wraps there.
            let (block, rest) = left.split_at(fitting.count().max(1));
            self.beside(names, block);
            left = rest;
        }
    }

    fn beside(&mut self, names: &[String], block: &[Vec<String>]) {
        let mut rows = names.iter().enumerate().map(|(place, name)| {
            let figures = block.iter().map(|column| column.get(place).cloned().unwrap_or_default());
            [name.clone()].into_iter().chain(figures).collect::<Vec<String>>()
        });
        let heads = rows.next().unwrap_or_default();
        let column = |(place, head)| if place == 0 { Column::Words(head) } else { Column::Figures(head) };
        let columns: Vec<Column> = heads.iter().map(String::as_str).enumerate().map(column).collect();
        self.table(&columns, &rows.collect::<Vec<_>>());
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
    table.set_header(columns.iter().map(|column| printable(column.head())));
    for row in rows {
        table.add_row(row.iter().map(|text| printable(text)));
    }
    for (index, kind) in columns.iter().enumerate() {
        let Some(column) = table.column_mut(index) else { continue };
        let behind = if index + 1 < columns.len() { GAP } else { 0 };
        column.set_padding((0, behind));
        if matches!(kind, Column::Figures(_)) {
            column.set_cell_alignment(CellAlignment::Right);
            if firm {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

impl<'text> Column<'text> {
    fn head(self) -> &'text str {
        match self {
            Self::Words(head) | Self::Figures(head) => head,
        }
    }
}
