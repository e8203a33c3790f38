//! Tables: of figures, and of ratios that are drawn on one axis.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    picture::{Scale, ratio_axis, ratios_below, track},
    text::text,
};
use crate::report::document::{Cell, Column, Kind, Piece, Row, Table, Text, Track};

/// A text with more letters than this is a sentence, which may wrap.
const SENTENCE: usize = 24;

/// How high the line of one ratio is, in pixels.
const HEIGHT: f64 = 30.0;

/// The table.
pub(super) fn table(table: &Table, arms: &Arms) -> Markup {
    if table.rows().next().is_none() {
        return html! {};
    }
    match ratio_axis(table.tracks()) {
        Some(axis) => tracks(table, &axis, arms),
        None => figures(table, arms),
    }
}

fn figures(table: &Table, arms: &Arms) -> Markup {
    let columns = table.columns.len();
    html! {
        div.wide tabindex="0" role="region" aria-label=(plain(&table.label)) { table.arms {
            caption { (text(&table.caption, arms)) }
            thead { tr { @for column in &table.columns {
                th.words[column.kind == Kind::Words] scope="col" title=[column.meaning] { (text(&column.head, arms)) }
            } } }
            tbody { @for row in table.rows() { tr {
                @for (place, cell) in row.iter().enumerate() {
                    @let words = table.columns.get(place).is_some_and(|column| column.kind == Kind::Words);
                    @if place < table.names {
                        th.words[table.names > 1].sentence[is_sentence(cell)] scope="row" { (told(cell, arms)) }
                    } @else if row.len() < columns && place + 1 == row.len() {
                        td.sentence colspan=(columns - place) { (told(cell, arms)) }
                    } @else {
                        td.sentence[words && is_sentence(cell)] { (wrapping(cell, arms)) }
                    }
                }
            } } }
        } }
    }
}

/// Words among figures wrap where they are long.
fn wrapping(cell: &Cell, arms: &Arms) -> Markup {
    let is_plain = matches!(cell, Cell::Text(Text(pieces)) if matches!(pieces.as_slice(), [Piece::Plain(_)]));
    html! { @if is_plain && is_sentence(cell) { span.sentence { (told(cell, arms)) } } @else { (told(cell, arms)) } }
}

fn is_sentence(cell: &Cell) -> bool {
    let is_long = |piece: &Piece| matches!(piece, Piece::Plain(text) if text.chars().count() > SENTENCE);
    matches!(cell, Cell::Text(text) if text.0.iter().any(is_long))
}

fn told(cell: &Cell, arms: &Arms) -> Markup {
    match cell {
        Cell::Text(content) => text(content, arms),
        Cell::Track(_) => html! {},
    }
}

fn tracks(table: &Table, axis: &Scale, arms: &Arms) -> Markup {
    // In a narrow place the numbers beside the ratio lose their heads and need names.
    let name = |place: usize, column: &Column| (place > 2).then(|| column.head.words());
    let cell = |row: &Row, place: usize, column: &Column| match (row.get(place), column.kind) {
        (Some(Cell::Track(track)), _) => drawn(axis, track, arms),
        (Some(Cell::Text(content)), Kind::Figures) => {
            html! { td.number data-name=[name(place, column)] { (text(content, arms)) } }
        }
        (Some(Cell::Text(content)), _) if place < table.names => html! { th scope="row" { (text(content, arms)) } },
        (Some(Cell::Text(content)), _) => html! { td { (text(content, arms)) } },
        (None, _) => html! { td {} },
    };
    let columns = table.columns.len();
    let class = if columns > 4 { "controls" } else { "forest" };
    html! {
        table.tracks.(class) {
            caption { (text(&table.caption, arms)) }
            thead { tr { @for column in &table.columns {
                @if column.kind == Kind::Tracks && columns <= 4 {
                    th.ways-to scope="col" { span { "◂ faster" } span { (text(&column.head, arms)) } span { "slower ▸" } }
                } @else {
                    th scope="col" { (text(&column.head, arms)) }
                }
            } } }
            @for group in &table.groups { tbody {
                @if let Some(head) = &group.head {
                    tr.cell-row { th scope="rowgroup" colspan=(columns) { (text(head, arms)) } }
                }
                @for row in &group.rows { tr {
                    @for (place, column) in table.columns.iter().enumerate() { (cell(row, place, column)) }
                } }
            } }
            tfoot { tr.axis-row {
                td {}
                td.track { (ratios_below(axis)) }
                td colspan=(columns.saturating_sub(2)) {}
            } }
        }
    }
}

fn drawn(axis: &Scale, content: &Track, arms: &Arms) -> Markup {
    html! { td.track { (track(axis, content, arms.look(&content.arm), HEIGHT)) } }
}
