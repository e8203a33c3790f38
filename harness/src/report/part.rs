//! Parts of a report for other pages: tables as Markdown, pictures as files beside them.

use std::fmt::Write as _;

use super::{
    document::{Block, Document, Section},
    html, markdown,
};
use crate::error::{Error, Result};

/// What of a part is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Everything but what only a browser can show.
    All,
    /// The first table.
    Table,
    /// The pictures.
    Pictures,
}

/// A part of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Part {
    /// Markdown, which shows the pictures where they stand.
    pub text: String,
    /// The pictures by the names of their files.
    pub pictures: Vec<(String, String)>,
}

impl Wanted {
    /// All of them, by their words.
    const WORDS: [(&'static str, Self); 3] = [("all", Self::All), ("table", Self::Table), ("pictures", Self::Pictures)];

    /// The one of that word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, wanted)| wanted)
    }
}

/// The part with that address in the page, or the answer; its pictures are named after the run and it, and lie in `folder`.
pub(super) fn part(document: &Document, (run, id): (&str, &str), wanted: Wanted, folder: &str) -> Result<Part> {
    if id == "answer" {
        return Ok(Part { text: markdown::answer(document), pictures: Vec::new() });
    }
    let blocks = find(document, id).ok_or_else(|| Error::usage(format!("{run} {id}: the report has no such part")))?;
    let mut part = Part::default();
    for block in blocks {
        let is_first = part.text.is_empty();
        match (block, wanted) {
            (Block::Figures(_, figures), Wanted::All | Wanted::Pictures) => {
                for figure in figures {
                    let Some(picture) = html::picture(document, figure) else {
                        part.text += &markdown::blocks(&figure.instead);
                        continue;
                    };
                    let name = format!("{run}-{id}-{}.svg", part.pictures.len() + 1);
                    let title = figure.title.words();
                    let title = if title.is_empty() { "all ratios" } else { &title };
                    // A String takes all that is written.
                    let _ = write!(part.text, "![{}]({folder}/{name})\n\n", markdown::plain(title));
                    part.pictures.push((name, picture));
                }
            }
            (Block::Table(table), Wanted::Table) if is_first => part.text += &markdown::table(table),
            (_, Wanted::Table | Wanted::Pictures) => {}
            (_, Wanted::All) => part.text += &markdown::blocks(std::slice::from_ref(block)),
        }
    }
    Ok(part)
}

fn find<'a>(document: &'a Document<'_>, id: &str) -> Option<&'a [Block<'a>]> {
    let section = document.sections.iter().find(|section| section.id == id).map(|section| section.blocks.as_slice());
    let parts = || document.sections.iter().flat_map(Section::parts);
    section.or_else(|| parts().find(|part| part.id == id).map(|part| part.blocks.as_slice()))
}
