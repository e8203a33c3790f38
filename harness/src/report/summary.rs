//! A short report in GitHub's Markdown, for the page of a CI run: at most 60 lines, whatever the run.

use super::{
    document::{Block, Cell, Column, Document, Fact, Piece, Row, Section, Table, Text, Tone},
    markdown,
};
use crate::{numbers::number, record::gate::Checked};

/// Most rows of a table; two of them, with all that stands around them, stay far below 60 lines.
const MOST_ROWS: usize = 6;

/// Most lines of what can be unfolded.
const MOST_FACTS: usize = 8;

/// Most tables of a run of tenants, and most columns of each.
const MOST: (usize, usize) = (6, 4);

/// The text: banners, the answer, gates, cards, and how far to trust it.
pub(super) fn render(document: &Document, gates: &[Checked]) -> String {
    let section = |id: &str| document.sections.iter().find(|section| section.id == id);
    let cards = section("answers").map(|answers| answers.blocks.iter().map(cards).collect()).unwrap_or_default();
    let text = [
        markdown::head(document),
        short(self::gates(gates)),
        cards,
        section("scenarios").map(scenarios).unwrap_or_default(),
        section("trust").map(trust).unwrap_or_default(),
    ]
    .concat();
    format!("{}\n", text.trim_end())
}

fn cards(block: &Block) -> String {
    if let Block::Cards { cards, .. } = block { short(markdown::of_cards(cards)) } else { String::new() }
}

fn gates(gates: &[Checked]) -> Table {
    let columns = vec![Column::words("gate"), Column::figures("found"), Column::words("result"), Column::words("why")];
    let mut sorted: Vec<&Checked> = gates.iter().collect();
    // What failed stands first, so that it is left out last.
    sorted.sort_by_key(|gate| gate.passed);
    let row = |gate: &&Checked| -> Row {
        let (passed, failed) = (Piece::Plain("passed".to_owned()), Piece::Strong("FAILED".to_owned()));
        let result = if gate.passed { passed } else { failed };
        let found = gate.found.map_or_else(Cell::nothing, |found| Cell::figure(number(found)));
        vec![Text::code(gate.text.clone()).into(), found, result.into(), gate.why.as_str().into()]
    };
    Table::new("gates", columns, sorted.iter().map(row).collect())
}

/// The first columns of the first table of every scenario: requests and the share of warm answers.
fn scenarios(section: &Section) -> String {
    let first = |blocks: &[Block]| {
        blocks.iter().find_map(|block| if let Block::Table(table) = block { Some(table.clone()) } else { None })
    };
    let tables = section.parts().take(MOST.0).filter_map(|part| {
        let mut table = first(&part.blocks)?;
        table.columns.truncate(MOST.1);
        table.groups.iter_mut().flat_map(|group| &mut group.rows).for_each(|row| row.truncate(MOST.1));
        if let Some(column) = table.columns.first_mut() {
            column.head = table.label.as_str().into();
        }
        Some(short(table.captioned("")))
    });
    tables.collect()
}

/// What can be unfolded: warnings and numbers, as many as have room.
fn trust(section: &Section) -> String {
    // What limits a run stands before what it counted, so that it is left out last.
    let (counts, limits): (Vec<_>, Vec<_>) = section.blocks.iter().partition(|block| matches!(block, Block::Facts(_)));
    let mut points: Vec<Text> = limits.into_iter().chain(counts).flat_map(facts).collect();
    let left_out = points.len().saturating_sub(MOST_FACTS);
    points.truncate(MOST_FACTS);
    points.extend((left_out > 0).then(|| Text::plain(format!("and {left_out} more in the report"))));
    let points = markdown::blocks(&[Block::Points(points)]);
    format!("<details><summary>How far to trust it</summary>\n\n{points}</details>\n")
}

fn facts(block: &Block) -> Vec<Text> {
    match block {
        Block::Notice { tone: Tone::Open, points, .. } => {
            points.iter().map(|point| format!("warning: {}", point.words()).into()).collect()
        }
        Block::Table(table) => table.rows().map(told).collect(),
        Block::Note(text) => vec![text.clone()],
        Block::Facts(facts) => {
            let fact = |fact: &Fact| {
                let values: Vec<String> = fact.values.iter().map(Text::words).collect();
                Text::plain(format!("{}: {}", fact.term, values.join("; ")))
            };
            facts.facts.iter().map(fact).collect()
        }
        _ => Vec::new(),
    }
}

/// A row as a sentence.
fn told(row: &Row) -> Text {
    let words = |cell: &Cell| if let Cell::Text(text) = cell { Some(text.words()) } else { None };
    format!("A/A {}", row.iter().filter_map(words).collect::<Vec<_>>().join(", ")).into()
}

/// A table of at most [`MOST_ROWS`] rows that says how many it leaves out; nothing without rows.
fn short(mut table: Table) -> String {
    let rows = table.rows().count();
    for group in &mut table.groups {
        group.rows.truncate(MOST_ROWS);
    }
    match (rows, rows.saturating_sub(MOST_ROWS)) {
        (0, _) => String::new(),
        (_, 0) => markdown::table(&table),
        (_, more) => format!("{}and {more} more in the report\n\n", markdown::table(&table)),
    }
}

#[cfg(test)]
mod tests;
