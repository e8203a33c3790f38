//! A picture that stands alone, as an SVG file of its own: with its colours, its title, and what its marks mean.

use maud::{Markup, PreEscaped, html};

use super::{Body, LOOKS, draw, plot, ratio_axis, ratios_below, track};
use crate::{
    numbers::float,
    report::{
        document::{Cell, Figure, Group, Kind, Picture, Row, Table},
        html::{
            arms::{self, Arms, plain},
            attributes::pixels,
            text::heard,
        },
    },
    terminal::cut,
};

/// How wide the file is, in pixels.
const WIDTH: f64 = 760.0;

/// What is left free at every side.
const EDGE: f64 = 16.0;

/// What the title takes.
const TITLE: f64 = 30.0;

/// What a row of the legend or of ratios takes.
const ROW: f64 = 26.0;

/// What a letter is wide at most.
const LETTER: f64 = 7.2;

/// Letters that fit behind a ratio of a forest.
const WORDS: usize = 36;

/// Where the ratios of a forest begin and end.
const TRACK: (f64, f64) = (210.0, 480.0);

/// The file, if there is something to draw that needs no page around it.
pub(in crate::report::html) fn alone(figure: &Figure, arms: &Arms) -> Option<String> {
    let title = heard(&figure.title);
    if let Picture::Forest(table) = &figure.picture {
        let (body, height) = forest(table, arms)?;
        return Some(file("all ratios", &body, height));
    }
    let Body::Frame(frame) = draw(figure, arms)?.body else { return None };
    let (legend, below) = legend(&named(&figure.picture), arms);
    let top = TITLE + below;
    let left = if frame.axis.is_some() { plot::AXIS } else { 0.0 };
    let right = frame.names.as_ref().map_or(0.0, |(_, width)| *width);
    let across = WIDTH - 2.0 * EDGE - left - right;
    let body = html! {
        text.title x=(EDGE) y="24" { (title) }
        (legend)
        @if let Some(axis) = frame.axis { (placed((EDGE, top), (left, frame.height), &axis)) }
        (placed((EDGE + left, top), (across, frame.height), &frame.plot))
        @if let Some((names, width)) = frame.names {
            (placed((EDGE + left + across, top), (width, frame.height), &names))
        }
    };
    Some(file(&title, &body, top + frame.height + EDGE))
}

fn file(label: &str, body: &Markup, height: f64) -> String {
    let view = format!("0 0 {WIDTH} {height}");
    let svg = html! {
        svg.alone xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(height) viewBox=(view) role="img" aria-label=(label) {
            style { (PreEscaped(LOOKS)) }
            (arms::marks())
            rect.ground width="100%" height="100%" {}
            (body)
        }
    };
    svg.into_string() + "\n"
}

fn placed((x, y): (f64, f64), (width, height): (f64, f64), body: &Markup) -> Markup {
    html! { svg x=(x) y=(y) width=(width) height=(height) { (body) } }
}

/// The marks of the arms in as many rows as they take, and how high those are.
fn legend(names: &[&str], arms: &Arms) -> (Markup, f64) {
    let (mut x, mut row) = (EDGE, 0.0);
    let mut places = Vec::new();
    for name in names {
        let width = 24.0 + float(plain(name).chars().count()) * LETTER;
        if x > EDGE && x + width > WIDTH - EDGE {
            (x, row) = (EDGE, row + 1.0);
        }
        places.push((*name, x, TITLE + row * ROW + 14.0));
        x += width;
    }
    let body = html! { @for (name, x, y) in &places { (entry(name, (*x, *y), arms)) } };
    (body, if names.is_empty() { 0.0 } else { (row + 1.0) * ROW })
}

/// An arm's mark and its name.
fn entry(name: &str, (x, y): (f64, f64), arms: &Arms) -> Markup {
    html! {
        (arms.look(name).mark_at(&pixels(x + 6.0), y - 4.0))
        text.name x=(x + 16.0) y=(y) { (plain(name)) }
    }
}

/// The arms that a picture shows without naming them.
fn named<'a>(picture: &'a Picture<'_>) -> Vec<&'a str> {
    match picture {
        Picture::Spectrum(cell) | Picture::Pairs { cell, .. } | Picture::Throughput(cell) | Picture::Latency(cell) => {
            cell.arms.iter().map(|arm| arm.name.as_str()).collect()
        }
        Picture::Forest(_)
        | Picture::Curve(_)
        | Picture::Way { .. }
        | Picture::Strips { .. }
        | Picture::Life(_)
        | Picture::Gaps(_)
        | Picture::Warmth(_)
        | Picture::Isolates(_)
        | Picture::Lines(_)
        | Picture::Bars(_)
        | Picture::Grid(_) => Vec::new(),
    }
}

/// The tracks of a table under each other, with the words of their rows.
fn forest(table: &Table, arms: &Arms) -> Option<(Markup, f64)> {
    let axis = ratio_axis(table.tracks())?;
    let across = TRACK.1 - TRACK.0;
    let mut y = EDGE;
    let mut rows = Vec::new();
    for Group { head, rows: of } in &table.groups {
        if let Some(head) = head {
            rows.push(html! { text.title x=(EDGE) y=(y + 18.0) { (head.words()) } });
            y += ROW;
        }
        for row in of {
            let Some(Cell::Track(content)) = row.iter().find(|cell| matches!(cell, Cell::Track(_))) else { continue };
            let drawn = track(&axis, content, arms.look(&content.arm), ROW);
            rows.push(html! {
                text.name x=(EDGE) y=(y + 17.0) { (plain(&content.of)) }
                (placed((TRACK.0, y), (across, ROW), &drawn))
                text.name x=(TRACK.1 + 12.0) y=(y + 17.0) { (cut(&words(table, row), WORDS)) }
            });
            y += ROW;
        }
    }
    let body = html! {
        @for row in &rows { (row) }
        (placed((TRACK.0, y), (across, plot::FOOT), &ratios_below(&axis)))
    };
    Some((body, y + plot::FOOT + EDGE))
}

/// What stands behind a track: the ratio and the word for it.
fn words(table: &Table, row: &Row) -> String {
    let is_told = |place: usize| {
        place >= table.names && table.columns.get(place).is_some_and(|column| column.kind != Kind::Tracks)
    };
    let told = row.iter().enumerate().filter(|(place, _)| is_told(*place));
    let told = told.filter_map(|(_, cell)| if let Cell::Text(text) = cell { Some(text.words()) } else { None });
    told.collect::<Vec<_>>().join("  ")
}
