//! Lines of at most 80 characters: wrapped sentences and tables without rules.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

use crate::{
    report::document::{Cell, Kind, Row, Table as Content},
    terminal::printable,
};

/// The width of the report.
pub(super) const WIDTH: usize = 80;

/// How far the body of a section stands in.
const INDENT: &str = "  ";

/// What stands between two columns.
const GAP: u16 = 2;

/// A name or a sentence that is longer wraps beside columns of figures.
const LONGEST_NAME: usize = 30;

/// A column of a table: how it stands, its head and its texts.
type Texts = (Kind, Vec<String>);

/// The lines of a report.
#[derive(Default)]
pub(super) struct Page {
    text: String,
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

    /// A table, which stands in: its columns beside the names of the rows, in as many tables as the width asks for.
    pub(super) fn table(&mut self, table: &Content) {
        let caption = table.caption.words();
        if !caption.is_empty() {
            self.sentence(&caption);
        }
        let is_whole = |row: &&Row| row.len() == table.columns.len();
        let rows: Vec<&Row> = table.rows().filter(is_whole).collect();
        let column = |place: usize| {
            let column = table.columns.get(place)?;
            let texts = rows.iter().map(|row| row.get(place).map(words).unwrap_or_default());
            Some((column.kind, [printable(&column.head.words())].into_iter().chain(texts).collect()))
        };
        let names = (0..table.names).filter_map(column).reduce(|before, behind| joined(&before, &behind));
        let figures = (table.names..table.columns.len()).filter_map(column).filter(|(kind, _)| *kind != Kind::Tracks);
        let columns: Vec<Texts> = figures.collect();
        let names = names.unwrap_or_else(|| (Kind::Words, vec![String::new(); rows.len() + 1]));
        let room = (WIDTH - INDENT.len()).saturating_sub(width(&names));
        let mut left = columns.as_slice();
        while !left.is_empty() {
            let mut taken = 0;
            let fitting = left.iter().take_while(|column| {
                taken += usize::from(GAP) + width(column);
                taken <= room
            });
            // A column that is too wide for a page of its own wraps there.
            let (block, rest) = left.split_at(fitting.count().max(1));
            self.lines(arranged_to_fit(&names, block));
            left = rest;
        }
        for row in table.rows().filter(|row| !is_whole(row)) {
            let told: Vec<String> = row.iter().map(words).collect();
            self.sentence(&told.join(": "));
        }
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn wrapped(&mut self, first: &str, further: &str, text: &str) {
        for line in wrapped(first, further, text) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }
}

/// The words on as many lines as they take: the first begins with `first`, the others with `further`.
pub(super) fn wrapped(first: &str, further: &str, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in printable(text).split_whitespace().flat_map(|word| pieces(word, WIDTH - further.chars().count())) {
        let needed = word.chars().count() + usize::from(!is_empty);
        if !is_empty && line.chars().count() + needed > WIDTH {
            lines.push(line.trim_end().to_owned());
            further.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(&word);
        is_empty = false;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => printable(&text.words()),
        Cell::Track(_) => String::new(),
    }
}

/// The widest text of a column; words wrap where they are longer than a name should be.
fn width((kind, texts): &Texts) -> usize {
    let widest = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    if *kind == Kind::Words { widest.min(LONGEST_NAME) } else { widest }
}

/// Two columns as one, each text of the first as wide as the widest.
fn joined((kind, before): &Texts, (_, behind): &Texts) -> Texts {
    let width = before.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    (*kind, before.iter().zip(behind).map(|(before, behind)| format!("{before:<width$}  {behind}")).collect())
}

/// A word in pieces that fit on a line of their own.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect()
}

/// The lines of a table whose figures wrap only where it would else be wider than the page.
fn arranged_to_fit(names: &Texts, block: &[Texts]) -> Vec<String> {
    let firm = arranged(names, block, ColumnConstraint::ContentWidth);
    let fits = firm.iter().all(|line| line.chars().count() <= WIDTH - INDENT.len());
    if fits { firm } else { arranged(names, block, ColumnConstraint::LowerBoundary(Width::Fixed(1))) }
}

fn arranged(names: &Texts, block: &[Texts], figures: ColumnConstraint) -> Vec<String> {
    let columns: Vec<&Texts> = [names].into_iter().chain(block).collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(WIDTH - INDENT.len()).unwrap_or(u16::MAX));
    for place in 0..names.1.len() {
        let row = columns.iter().map(|(_, texts)| texts.get(place).cloned().unwrap_or_default());
        if place == 0 {
            table.set_header(row);
        } else {
            table.add_row(row);
        }
    }
    for (index, (kind, _)) in columns.iter().enumerate() {
        let Some(column) = table.column_mut(index) else { continue };
        column.set_padding((0, if index + 1 < columns.len() { GAP } else { 0 }));
        if *kind == Kind::Figures {
            column.set_cell_alignment(CellAlignment::Right);
            column.set_constraint(figures);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}
