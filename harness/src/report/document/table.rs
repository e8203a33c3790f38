//! Tables: columns that know what stands in them, and rows in groups.

use super::Text;
use crate::{
    numbers::{NONE, number, ranged, short},
    ranged::Ranged,
};

/// A table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// What it is of, for those who hear it.
    pub label: String,
    /// How it is to be read.
    pub caption: Text,
    pub columns: Vec<Column>,
    /// How many columns name the row.
    pub names: usize,
    pub groups: Vec<Group>,
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub head: Text,
    /// What the head means, where its word does not say.
    pub meaning: Option<&'static str>,
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words, to the left.
    Words,
    /// Figures, to the right.
    Figures,
    /// Ratios drawn on one axis; text leaves the column out.
    Tracks,
}

/// Rows that belong together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub head: Option<Text>,
    pub rows: Vec<Row>,
}

/// The cells of a row; the last of a short row takes the rest of it.
pub(crate) type Row = Vec<Cell>;

/// What stands in a row under a head.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(Text),
    Track(Track),
}

/// A ratio with its interval on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Track {
    /// Whose mark it has.
    pub arm: String,
    /// What it is of, for those who do not see it.
    pub of: String,
    pub ratio: Ranged,
    /// The bar that a difference has to pass, as a share.
    pub bar: Option<f64>,
}

impl Column {
    pub(crate) fn words(head: impl Into<Text>) -> Self {
        Self { head: head.into(), meaning: None, kind: Kind::Words }
    }

    pub(crate) fn figures(head: impl Into<Text>) -> Self {
        Self { head: head.into(), meaning: None, kind: Kind::Figures }
    }

    pub(crate) fn tracks(head: impl Into<Text>) -> Self {
        Self { head: head.into(), meaning: None, kind: Kind::Tracks }
    }

    pub(crate) fn meaning(self, meaning: &'static str) -> Self {
        Self { meaning: Some(meaning), ..self }
    }
}

impl Cell {
    /// A figure that is text already.
    pub(crate) fn figure(text: impl Into<String>) -> Self {
        Self::Text(Text::figure(text))
    }

    pub(crate) fn number(value: Option<f64>) -> Self {
        value.map_or_else(Self::nothing, |value| Self::figure(number(value)))
    }

    pub(crate) fn ranged(value: Option<&Ranged>) -> Self {
        value.map_or_else(Self::nothing, |value| Self::figure(ranged(value)))
    }

    /// With as few decimals as its interval bears.
    pub(crate) fn short(value: Option<&Ranged>) -> Self {
        value.map_or_else(Self::nothing, |value| Self::figure(short(value)))
    }

    pub(crate) fn nothing() -> Self {
        Self::figure(NONE)
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Text(text) => text.is_nothing(),
            Self::Track(_) => false,
        }
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

impl Table {
    /// A table whose first column names the rows, which are of one group.
    pub(crate) fn new(label: impl Into<String>, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        let groups = vec![Group { head: None, rows }];
        Self { label: label.into(), caption: Text::default(), columns, names: 1, groups }
    }

    pub(crate) fn captioned(self, caption: impl Into<Text>) -> Self {
        Self { caption: caption.into(), ..self }
    }

    pub(crate) fn named_by(self, names: usize) -> Self {
        Self { names, ..self }
    }

    /// Without the columns in which no whole row has anything.
    pub(crate) fn without_empty_columns(mut self) -> Self {
        let columns = self.columns.len();
        let whole = || self.rows().filter(|row| row.len() == columns);
        let is_empty = |column: usize| whole().all(|row| row.get(column).is_none_or(Cell::is_nothing));
        let kept: Vec<bool> = (0..columns).map(|column| column < self.names || !is_empty(column)).collect();
        keep_places(&mut self.columns, &kept);
        for row in self.groups.iter_mut().flat_map(|group| &mut group.rows).filter(|row| row.len() == columns) {
            keep_places(row, &kept);
        }
        self
    }

    /// All rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// All tracks.
    pub(crate) fn tracks(&self) -> impl Iterator<Item = &Track> {
        self.rows().flatten().filter_map(|cell| if let Cell::Track(track) = cell { Some(track) } else { None })
    }
}

fn keep_places<T>(items: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    items.retain(|_| kept.next().copied().unwrap_or_default());
}
