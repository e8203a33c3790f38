//! A report as Markdown, for a repository: readable without anything else.

mod text;

use std::fmt::Write as _;

pub(super) use self::text::plain;
use self::text::told;
use super::document::{Banner, Block, Card, Cell, Column, Document, Facts, Kind, Line, Piece, Row, Style, Table, Text};

/// The text: the answer first, then what it rests on.
pub(super) fn render(document: &Document) -> String {
    let mut text = head(document);
    for section in &document.sections {
        // A String takes all that is written.
        let _ = write!(text, "## {}\n\n", section.title);
        text += &blocks(&section.blocks);
    }
    let _ = write!(text, "{}\n\n", plain(&document.origin));
    text += &banners(document);
    format!("{}\n", text.trim_end())
}

/// The title, what has to be read before any number, and the answer.
pub(super) fn head(document: &Document) -> String {
    let (name, title) = (plain(&document.name), plain(&document.title));
    format!("# {}: {}\n\n{}{}", name.trim(), title.trim(), banners(document), answer(document))
}

/// The answer, line by line.
pub(super) fn answer(document: &Document) -> String {
    list(document.answer.iter().map(|Line { label, sentence }| format!("**{label}** {}", plain(sentence))))
}

fn banners(document: &Document) -> String {
    let alert = |banner: &Banner| {
        format!("> [!CAUTION]\n> {}, {}\n\n", banner.title.to_uppercase(), plain(&banner.reason).trim())
    };
    document.banners.iter().map(alert).collect()
}

/// The blocks, with a blank line behind each.
pub(super) fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) | Block::Note(text) => format!("{}\n\n", told(text)),
        Block::Points(points) => list(points.iter().map(told)),
        Block::Legend(_) => String::new(),
        Block::Facts(facts) => self::facts(facts),
        Block::Notice { title, points, .. } => list(points.iter().map(|point| format!("**{title}**: {}", told(point)))),
        Block::Cards { title, cards } => format!("### {title}\n\n{}", table(&of_cards(cards))),
        Block::Table(table) => self::table(table),
        Block::Figures(_, figures) => figures.iter().map(|figure| blocks(&figure.instead)).collect(),
        // A name may hold backticks, and a shorter fence would end at them.
        Block::Lines(lines) => format!("~~~~~~text\n{}\n~~~~~~\n\n", lines.join("\n")),
        Block::Details { blocks: folded, .. } => blocks(folded),
        Block::Part(part) => format!("### {}\n\n{}", told(&part.title), blocks(&part.blocks)),
    }
}

fn facts(Facts { style, facts }: &Facts) -> String {
    let values = |values: &[Text]| values.iter().map(told).collect::<Vec<_>>().join("; ");
    match style {
        Style::Card => {
            let rows = facts.iter().map(|fact| vec![plain(&fact.term), values(&fact.values)]).collect::<Vec<_>>();
            lines(&["what".to_owned(), "value".to_owned()], &[Kind::Words; 2], &rows)
        }
        Style::Numbers | Style::Sentences => list(facts.iter().map(|fact| {
            let note = fact.note.map(|note| format!(" ({note})")).unwrap_or_default();
            format!("**{}**: {}{note}", plain(&fact.term), values(&fact.values))
        })),
    }
}

/// Cards as a table.
pub(super) fn of_cards(cards: &[Card]) -> Table {
    let columns = ["question", "of", "answer"].map(Column::words).into_iter();
    let columns = columns.chain([Column::figures("found [95 %]"), Column::words("beside")]).collect();
    let row = |card: &Card| -> Row {
        let found = match &card.value {
            Some((figure, unit)) => format!("{figure} {unit}"),
            None => card.nothing.clone(),
        };
        let mut beside = Text::default();
        for (place, (term, fact)) in card.facts.iter().enumerate() {
            let gap = if place > 0 { "; " } else { "" };
            beside.0.push(Piece::Plain(format!("{gap}{term} ")));
            beside.0.extend(fact.0.iter().cloned());
        }
        let badge: Text = card.badge.clone().into();
        vec![card.title.clone().into(), card.of.clone().into(), badge.into(), Cell::figure(found), beside.into()]
    };
    Table::new("", columns, cards.iter().map(row).collect())
}

/// A table, with how it is to be read before it.
pub(super) fn table(table: &Table) -> String {
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|place| table.columns.get(*place).is_some_and(is_shown)).collect();
    let columns = || shown.iter().filter_map(|place| table.columns.get(*place));
    let heads: Vec<String> = columns().map(|column| told(&column.head)).collect();
    let kinds: Vec<Kind> = columns().map(|column| column.kind).collect();
    let cell = |cell: Option<&Cell>| match cell {
        Some(Cell::Text(text)) => told(text),
        Some(Cell::Track(_)) | None => String::new(),
    };
    let rows: Vec<Vec<String>> =
        table.rows().map(|row| shown.iter().map(|place| cell(row.get(*place))).collect()).collect();
    let caption = told(&table.caption);
    let caption = if caption.is_empty() { caption } else { format!("{caption}\n\n") };
    caption + &lines(&heads, &kinds, &rows)
}

fn is_shown(column: &Column) -> bool {
    column.kind != Kind::Tracks
}

fn lines(heads: &[String], kinds: &[Kind], rows: &[Vec<String>]) -> String {
    let rule = |kind: &Kind| if *kind == Kind::Figures { "---:" } else { "---" };
    let rules: Vec<&str> = kinds.iter().map(rule).collect();
    let mut lines = vec![heads.join(" | "), rules.join(" | ")];
    lines.extend(rows.iter().map(|row| row.join(" | ")));
    format!("| {} |\n\n", lines.join(" |\n| "))
}

/// Points of a list, with a blank line behind it; they are Markdown already.
pub(super) fn list(points: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = points.into_iter().map(|point| format!("- {}\n", point.trim())).collect();
    if lines.is_empty() { String::new() } else { lines.concat() + "\n" }
}

#[cfg(test)]
mod tests;
