//! The tracks of a table under each other on one logarithmic axis, drawn with characters.
//!
//! ```text
//!                  0.8         1          1.25
//!   native_again           :--o+-:                 1.004 A/A control
//!   new                    :   |  :     --o--      1.223 slower
//! ```

use statistics::MARGIN;

use super::document::{Cell, Row, Table, Track};
use crate::{
    numbers::{number, step},
    ranged::Ranged,
    terminal::{cut, printable},
};

/// Characters of an arm's name.
const NAME: usize = 18;

/// Characters of a line.
const WIDTH: usize = 78;

/// Characters of the word behind a ratio.
const WORD: usize = 13;

/// The last column of the plot, counted from zero.
const LAST: u16 = 35;

/// The axis never reaches further than this factor, lest the margin vanish; what lies beyond is an arrow.
const FURTHEST: f64 = 4.0;

/// The axis always reaches this factor to both sides, so that equal arms do not fill it.
const NEAREST: f64 = 1.1;

/// Factors that may be written at the axis, the most telling first.
const TICKS: [(&str, f64); 14] = [
    ("1", 1.0),
    ("2", 2.0),
    ("0.5", 0.5),
    ("4", 4.0),
    ("0.25", 0.25),
    ("1.25", 1.25),
    ("0.8", 0.8),
    ("1.1", 1.1),
    ("0.9", 0.9),
    ("1.5", 1.5),
    ("0.7", 0.7),
    ("1.2", 1.2),
    ("1.05", 1.05),
    ("0.95", 0.95),
];

/// The lines of the plot, each with the last cell of its row; none without a ratio.
pub(super) fn forest(table: &Table) -> Vec<String> {
    let Some(axis) = Axis::over(table.tracks().map(|track| &track.ratio)) else { return Vec::new() };
    let mut lines = vec![format!("{:NAME$} {}", "", axis.labels()).trim_end().to_owned()];
    for group in &table.groups {
        let head = group.head.as_ref().map(|head| printable(&head.words()));
        lines.extend(head.map(|head| cut(&head, WIDTH)));
        lines.extend(group.rows.iter().filter_map(|row| line(&axis, row)));
    }
    lines
}

fn line(axis: &Axis, row: &Row) -> Option<String> {
    let Track { of, ratio, bar, .. } =
        row.iter().find_map(|cell| if let Cell::Track(track) = cell { Some(track) } else { None })?;
    let word = row.last().and_then(|cell| if let Cell::Text(text) = cell { Some(text.words()) } else { None });
    let name = cut(&format!("  {}", printable(of)), NAME);
    let (value, word) = (number(ratio.value), cut(&printable(&word.unwrap_or_default()), WORD));
    let drawn = axis.row(ratio, bar.map_or(MARGIN, |bar| 1.0 + bar));
    Some(format!("{name:<NAME$} {drawn} {value:>7} {word}").trim_end().to_owned())
}

/// The range of the plot, in logarithms.
struct Axis {
    low: f64,
    high: f64,
}

/// A column, or on which side of the plot the place lies.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Left,
    Column(usize),
    Right,
}

impl Axis {
    fn over<'a>(ratios: impl Iterator<Item = &'a Ranged>) -> Option<Self> {
        let ends: Vec<f64> = ratios.flat_map(|ratio| [ratio.lower.ln(), ratio.upper.ln()]).collect();
        let (least, most) = (NEAREST.ln(), FURTHEST.ln());
        let reach = |side: f64| {
            let furthest = ends.iter().map(|end| end * side).filter(|end| end.is_finite()).fold(least, f64::max);
            furthest.min(most) * side
        };
        (!ends.is_empty()).then(|| Self { low: reach(-1.0), high: reach(1.0) })
    }

    fn place(&self, factor: f64) -> Place {
        let share = (factor.ln() - self.low) / (self.high - self.low);
        // The ends of the axis are themselves computed from logarithms, so what lies on them may be off by a hair.
        match share {
            below if below < -1e-9 => Place::Left,
            beyond if beyond > 1.0 + 1e-9 => Place::Right,
            inside => Place::Column(step(inside, LAST).into()),
        }
    }

    fn row(&self, ratio: &Ranged, bar: f64) -> String {
        let mut row = vec![' '; usize::from(LAST) + 1];
        for (factor, mark) in [(1.0 / bar, ':'), (bar, ':'), (1.0, '|')] {
            put(&mut row, self.place(factor), mark);
        }
        let last = usize::from(LAST);
        let (low, high) = (self.place(ratio.lower), self.place(ratio.upper));
        let begin = match low {
            Place::Left => 0,
            Place::Column(column) => column,
            Place::Right => last,
        };
        let end = match high {
            Place::Left => 0,
            Place::Column(column) => column,
            Place::Right => last,
        };
        let one = self.place(1.0);
        for (column, character) in row.iter_mut().enumerate().take(end + 1).skip(begin) {
            *character = if one == Place::Column(column) { '+' } else { '-' };
        }
        put(&mut row, self.place(ratio.value), 'o');
        // What is cut off is told last, so that nothing hides it.
        for place in [low, high] {
            match place {
                Place::Left => put(&mut row, Place::Column(0), '<'),
                Place::Right => put(&mut row, Place::Column(last), '>'),
                Place::Column(_) => {}
            }
        }
        row.into_iter().collect()
    }

    fn labels(&self) -> String {
        let mut row = vec![' '; usize::from(LAST) + 1];
        for (label, factor) in TICKS {
            let Place::Column(centre) = self.place(factor) else { continue };
            let begin = centre.saturating_sub(label.len() / 2).min(row.len() - label.len());
            let around = begin.saturating_sub(2)..(begin + label.len() + 2).min(row.len());
            if row.get(around).is_some_and(|room| room.iter().all(|character| *character == ' ')) {
                for (offset, character) in label.chars().enumerate() {
                    put(&mut row, Place::Column(begin + offset), character);
                }
            }
        }
        row.into_iter().collect()
    }
}

fn put(row: &mut [char], place: Place, mark: char) {
    if let Place::Column(column) = place
        && let Some(character) = row.get_mut(column)
    {
        *character = mark;
    }
}
