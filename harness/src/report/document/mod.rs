//! A report as a value: what stands in it and in which order. How it looks is the business of whoever renders it.
//!
//! ```text
//! Document ─┬─ banners, answer: what has to be read first
//!           └─ Section ─── Block ─┬─ paragraph, list, facts, notice, cards
//!                                 ├─ Table ─── Cell
//!                                 ├─ Figure ─── Picture, and the blocks that stand for it in text
//!                                 └─ details, Part ─── Block
//! ```

mod figure;
mod table;
mod text;

pub(crate) use self::{
    figure::{CardPicture, Figure, Grid, Layout, LifeCost, Lines, Picture, ReadGap, Spacing},
    table::{Cell, Column, Group, Kind, Row, Table, Track},
    text::{Badge, Piece, Text, Tone},
};

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Document<'run> {
    /// The scenario's name.
    pub name: String,
    /// What the scenario finds out.
    pub title: String,
    /// What nobody may overlook.
    pub banners: Vec<Banner>,
    /// The answer, the most telling line first.
    pub answer: Vec<Line>,
    /// What was measured, when and with which seed.
    pub marks: Text,
    /// Everybody who answered, in the order of appearance.
    pub arms: Vec<ArmName>,
    /// The parts, in the order in which a reader asks.
    pub sections: Vec<Section<'run>>,
    /// Whether nothing in it is a result.
    pub is_invalid: bool,
    /// Who made it of what.
    pub origin: String,
}

/// What nobody may overlook.
#[derive(Clone, Debug)]
pub(crate) struct Banner {
    pub tone: Tone,
    pub sign: &'static str,
    pub title: &'static str,
    pub reason: String,
}

/// One line of the answer.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub label: &'static str,
    pub sentence: String,
}

/// Who answered.
#[derive(Clone, Debug)]
pub(crate) struct ArmName {
    pub name: String,
    /// Whom it repeats, where it is an A/A control.
    pub repeats: Option<String>,
}

/// One part of a report, with an entry in the list of contents.
#[derive(Clone, Debug)]
pub(crate) struct Section<'run> {
    /// Its address in the page.
    pub id: &'static str,
    pub title: &'static str,
    pub blocks: Vec<Block<'run>>,
}

/// What sections are made of.
#[derive(Clone, Debug)]
pub(crate) enum Block<'run> {
    Paragraph(Text),
    /// Less than a paragraph: how to read what follows, or whence it comes.
    Note(Text),
    /// Points of equal weight.
    Points(Vec<Text>),
    /// What the marks in pictures mean; text has no marks and leaves it out.
    Legend(Vec<Text>),
    Facts(Facts),
    Notice {
        tone: Tone,
        title: &'static str,
        points: Vec<Text>,
    },
    Cards {
        title: &'static str,
        cards: Vec<Card>,
    },
    Table(Table),
    Figures(Layout, Vec<Figure<'run>>),
    /// Lines that are drawn with characters.
    Lines(Vec<String>),
    /// Folded where that can be.
    Details {
        summary: &'static str,
        blocks: Vec<Block<'run>>,
    },
    Part(Part<'run>),
}

/// A part of a section, with an address of its own.
#[derive(Clone, Debug)]
pub(crate) struct Part<'run> {
    pub id: String,
    pub title: Text,
    pub blocks: Vec<Block<'run>>,
}

/// Terms with what is to be said of them.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub style: Style,
    pub facts: Vec<Fact>,
}

/// What kind of facts they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// What was done, with what.
    Card,
    /// Single numbers.
    Numbers,
    /// Sentences.
    Sentences,
}

/// A term with what is to be said of it.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub term: String,
    pub values: Vec<Text>,
    pub note: Option<&'static str>,
}

/// An answer that stands for itself.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// Who or what is judged.
    pub of: Text,
    pub title: Text,
    pub badge: Badge,
    /// What was measured, so that nobody carries a local number over to production.
    pub target: &'static str,
    /// Whether it is of a run whose numbers prove nothing.
    pub is_invalid: bool,
    /// The number with its interval, and its unit.
    pub value: Option<(String, &'static str)>,
    /// What stands in the place of a number.
    pub nothing: String,
    pub picture: Option<CardPicture>,
    pub facts: Vec<(&'static str, Text)>,
}

impl Fact {
    pub(crate) fn new(term: impl Into<String>, value: impl Into<Text>) -> Self {
        Self { term: term.into(), values: vec![value.into()], note: None }
    }

    /// With as many values as there are, one under the other.
    pub(crate) fn of(term: &str, values: Vec<Text>) -> Self {
        Self { term: term.to_owned(), values, note: None }
    }

    pub(crate) fn with_note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

impl<'run> Section<'run> {
    /// The section, if anything stands in it.
    pub(crate) fn new(id: &'static str, title: &'static str, blocks: Vec<Block<'run>>) -> Option<Self> {
        (!blocks.is_empty()).then_some(Self { id, title, blocks })
    }

    /// Its parts that a reader may want to jump to.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part<'run>> {
        self.blocks.iter().filter_map(|block| if let Block::Part(part) = block { Some(part) } else { None })
    }
}
