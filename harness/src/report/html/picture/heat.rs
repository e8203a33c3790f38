//! The heat map of tenants over time, and the same by isolate: one character of the record is one rectangle.
//!
//! How a request was served is told by height as well as by colour, so that neither is needed alone.

use std::{collections::BTreeSet, fmt::Write as _};

use indexmap::IndexMap;
use maud::{Markup, html};

use super::plot::{self, Frame};
use crate::{
    numbers::{float, tick},
    record::{Heat, HeatRow},
    report::html::attributes::pixels,
};

/// How high a row is at most and at least, in pixels.
const ROW: (f64, f64) = (16.0, 7.0);

/// How high all rows should be.
const ALL: f64 = 260.0;

/// Isolates with a colour of their own; beyond, colours come again with another height.
const COLOURS: usize = 8;

/// Parts of the row's height by which isolates differ.
const HEIGHTS: [f64; 4] = [1.0, 0.55, 0.8, 0.35];

/// The letters of how a request was served: class, part of the row's height, word.
const LETTERS: [(char, &str, f64, &str); 4] = [
    ('c', "hc", 1.0, "cold"),
    ('o', "ho", 0.7, "joined a start"),
    ('w', "hw", 0.4, "warm"),
    ('x', "hx", 1.0, "failed"),
];

/// What the letters look like.
pub(in crate::report::html) fn legend() -> Markup {
    html! {
        ul.legend aria-label="how a request was served" {
            @for (_, class, part, word) in LETTERS {
                li {
                    svg.heat-key width="16" height="14" aria-hidden="true" {
                        rect.(class) x="0" width="16" y=(pixels(14.0 * (1.0 - part) / 2.0)) height=(pixels(14.0 * part)) {}
                    }
                    " " (word)
                }
            }
        }
    }
}

/// The map of how requests were served.
pub(super) fn warmth(heat: &Heat, label: &str) -> Option<Frame> {
    let label = format!("{label}, cold and warm: {} by {}", heat.down, heat.along);
    (!heat.rows.is_empty()).then(|| map(heat, &label, &|row| served(row)))
}

/// The map of isolates, where there was more than one.
pub(super) fn isolates(heat: &Heat, label: &str) -> Option<Frame> {
    let letters = heat.rows.iter().flat_map(|row| row.isolates.chars()).filter(|letter| *letter != '.');
    let isolates: BTreeSet<char> = letters.collect();
    let label = format!("{label}, {} isolates: {} by {}", isolates.len(), heat.down, heat.along);
    (isolates.len() > 1).then(|| map(heat, &label, &|row| by_isolate(row)))
}

/// One class, the part of the height, and the runs of columns.
type Layer = (String, f64, Vec<(usize, usize)>);

fn map(heat: &Heat, label: &str, layers: &dyn Fn(&HeatRow) -> Vec<Layer>) -> Frame {
    let rows = float(heat.rows.len());
    let row_height = (ALL / rows).clamp(ROW.1, ROW.0).floor();
    let height = row_height * rows;
    let columns = heat.rows.first().map_or(1, |row| row.warmth.chars().count().max(1));
    let mut paths: IndexMap<String, String> = IndexMap::new();
    for (place, row) in heat.rows.iter().enumerate() {
        for (class, part, runs) in layers(row) {
            let path = paths.entry(class).or_default();
            let deep = (row_height - 1.0) * part;
            let top = float(place) * row_height + (row_height - 1.0 - deep) / 2.0;
            for (from, count) in runs {
                // A String takes all that is written.
                let _ = write!(path, "M{from} {}h{count}v{}h-{count}z", pixels(top), pixels(deep));
            }
        }
    }
    let axis = html! {
        svg.axis width=(plot::AXIS) height=(height + plot::FOOT) aria-hidden="true" {
            @for (place, row) in heat.rows.iter().enumerate() { @if is_named(place, row_height) {
                text x="37" y=(pixels(float(place) * row_height + row_height / 2.0 + 4.0)) { (row.label) }
            } }
        }
    };
    let plot = html! {
        svg.plot height=(height + plot::FOOT) role="img" aria-label=(label) {
            svg width="100%" height=(height) viewBox=(format!("0 0 {columns} {height}")) preserveAspectRatio="none" {
                @for (class, path) in &paths { path.(class) d=(path) {} }
            }
            (plot::texts_below(ends(heat).iter().map(|(share, text)| (*share, text.as_str())), height + plot::FOOT))
        }
    };
    Frame { height: height + plot::FOOT, axis: Some(axis), plot, names: None }
}

/// Every row has a name where there is room, else every so many.
fn is_named(place: usize, row_height: f64) -> bool {
    let every = if row_height >= 12.0 { 1 } else { 5 };
    place.is_multiple_of(every)
}

fn ends(heat: &Heat) -> Vec<(f64, String)> {
    [0.0, 0.5, 1.0].into_iter().map(|share| (share, tick(heat.end * share))).collect()
}

fn served(row: &HeatRow) -> Vec<Layer> {
    LETTERS
        .into_iter()
        .map(|(letter, class, part, _)| (class.to_owned(), part, runs(&row.warmth, letter)))
        .filter(|(_, _, runs)| !runs.is_empty())
        .collect()
}

fn by_isolate(row: &HeatRow) -> Vec<Layer> {
    let letters: BTreeSet<char> = row.isolates.chars().filter(|letter| *letter != '.').collect();
    letters
        .into_iter()
        .map(|letter| {
            let number = place(letter);
            // Neighbours in number differ in height too.
            let part = HEIGHTS.get((number / COLOURS + number) % HEIGHTS.len()).copied().unwrap_or(1.0);
            (format!("i{}", number % COLOURS), part, runs(&row.isolates, letter))
        })
        .collect()
}

/// The place that a digit or letter stands for in the record.
fn place(letter: char) -> usize {
    let place = letter.to_digit(36).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(COLOURS);
    if letter.is_ascii_uppercase() { place + 26 } else { place }
}

/// Where a letter stands, as first column and number of columns.
fn runs(text: &str, wanted: char) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (place, _) in text.chars().enumerate().filter(|(_, letter)| *letter == wanted) {
        match runs.last_mut() {
            Some((from, count)) if *from + *count == place => *count += 1,
            _ => runs.push((place, 1)),
        }
    }
    runs
}
