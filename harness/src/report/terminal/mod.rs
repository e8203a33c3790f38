//! A report on a terminal of 80 columns; every meaning is a word, none is only a colour.

mod layout;

use std::path::Path;

use self::layout::{Page, WIDTH, wrapped};
use super::document::{Block, Card, Document, Facts, Text};
use crate::terminal::{cut, printable};

/// Most lines of the answer, so that all of it is seen at once.
const MOST_LINES: usize = 12;

/// The longest label of a line of the answer.
const LABEL: usize = "report".len();

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The answer alone.
    Answer,
    /// Every section, and the answer at the end, where a reader sees it first.
    All,
}

/// The text, every line of it at most 80 characters wide but for the path of the page, which has to stay whole.
pub(crate) fn render(document: &Document, extent: Extent, page: Option<&Path>) -> String {
    let mut text = Page::default();
    if extent == Extent::All {
        banners(&mut text, document);
        text.gap();
        text.heading(&format!("{}: {}", document.name, document.title));
        text.sentence(&document.marks.words());
        for section in &document.sections {
            text.gap();
            text.heading(&section.title.to_uppercase());
            blocks(&mut text, &section.blocks);
        }
        text.gap();
    }
    text.finish() + &answer(document, page)
}

fn banners(page: &mut Page, document: &Document) {
    for banner in &document.banners {
        page.gap();
        page.heading(&format!("!! {}, {}", banner.title.to_uppercase(), banner.reason));
    }
}

/// At most [`MOST_LINES`] lines: what was found, what to do, what is open, and where to read more.
fn answer(document: &Document, page: Option<&Path>) -> String {
    let head = cut(&printable(&format!("{}: {}", document.name, document.title)), WIDTH);
    let banners = document
        .banners
        .iter()
        .map(|banner| cut(&printable(&format!("!! {}, {}", banner.title.to_uppercase(), banner.reason)), WIDTH));
    let fixed: Vec<String> = [head].into_iter().chain(banners).collect();
    let alike = document.answer.chunk_by(|one, next| one.label == next.label);
    let mut told: Vec<Vec<String>> = alike
        .flat_map(|lines| {
            // The label once is enough for the eye to find where its lines begin.
            let labels = lines.iter().take(1).map(|line| line.label).chain(std::iter::repeat(""));
            labels.zip(lines).map(|(label, line)| labelled(label, &line.sentence))
        })
        .collect();
    let report = page.map(|page| format!("{:<LABEL$}  {}", "report", page.display()));
    let room = MOST_LINES.saturating_sub(fixed.len() + usize::from(report.is_some()));
    // What is said last is shortened first: the number that was found matters most.
    for place in (0..told.len()).rev() {
        let taken: usize = told.iter().map(Vec::len).sum();
        if let Some(lines) = told.get_mut(place)
            && taken > room
        {
            shorten(lines, taken - room);
        }
    }
    let lines: Vec<String> = fixed.into_iter().chain(told.into_iter().flatten()).chain(report).collect();
    lines.join("\n") + "\n"
}

fn labelled(label: &str, sentence: &str) -> Vec<String> {
    wrapped(&format!("{label:<LABEL$}  "), &" ".repeat(LABEL + 2), sentence)
}

/// Takes lines away from the end of a sentence, all but its first, and says so.
fn shorten(lines: &mut Vec<String>, by: usize) {
    let left = lines.len().saturating_sub(by).max(1);
    if left < lines.len() {
        lines.truncate(left);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), WIDTH);
        }
    }
}

fn blocks(page: &mut Page, blocks: &[Block]) {
    for block in blocks {
        self::block(page, block);
    }
}

fn block(page: &mut Page, block: &Block) {
    match block {
        Block::Paragraph(text) | Block::Note(text) => page.sentence(&text.words()),
        Block::Points(points) => points.iter().for_each(|point| page.sentence(&point.words())),
        Block::Legend(_) => {}
        Block::Facts(Facts { facts, .. }) => {
            for fact in facts {
                let values: Vec<String> = fact.values.iter().map(Text::words).collect();
                let note = fact.note.map(|note| format!(" ({note})")).unwrap_or_default();
                page.sentence(&format!("{}: {}{note}", fact.term, values.join("; ")));
            }
        }
        Block::Notice { title, points, .. } => {
            for point in points {
                page.sentence(&format!("{title}: {}", point.words()));
            }
        }
        Block::Cards { title, cards } => {
            page.gap();
            page.sentence(title);
            for one in cards {
                card(page, one);
            }
        }
        Block::Table(table) => page.table(table),
        Block::Figures(_, figures) => figures.iter().for_each(|figure| blocks(page, &figure.instead)),
        Block::Lines(lines) => page.lines(lines.iter().cloned()),
        Block::Details { blocks: folded, .. } => blocks(page, folded),
        Block::Part(part) => {
            page.gap();
            page.heading(&part.title.words());
            blocks(page, &part.blocks);
        }
    }
}

fn card(page: &mut Page, card: &Card) {
    let width = "inconclusive".len();
    let value = card.value.as_ref().map(|(figure, unit)| format!("{figure} {unit}"));
    let facts = card.facts.iter().map(|(term, fact)| format!("{term} {}", fact.words()));
    let told: Vec<String> = value.or_else(|| Some(card.nothing.clone())).into_iter().chain(facts).collect();
    page.labelled(card.badge.word, width, &card.title.words());
    page.labelled("", width, &format!("{}: {}", card.of.words(), told.join("; ")));
}

#[cfg(test)]
mod tests;
