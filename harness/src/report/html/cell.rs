//! One cell: how it was measured, the table of its arms, and the pictures that its procedure gives.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    ladder, numbers, open, pairs, spectrum, strips, table,
};
use crate::record::{CellFinding, Run};

/// The cell as an article; a cell that was not measured says why.
pub(super) fn cell(run: &Run, cell: &CellFinding, arms: &Arms, picks: usize) -> Markup {
    html! {
        article.cell id=(format!("cell-{}", cell.name)) {
            h3 { (cell.title) }
            p.note { code { (run.scenario.name) "." (cell.name) } " · " (procedure(cell)) (amount(cell)) }
            @if let Some(reason) = cell.unavailable.as_ref().or_else(|| run.card.unavailable.get(&cell.name)) {
                div.notice.warning { strong { "Not measured: " } (reason) }
            } @else if cell.arms.is_empty() {
                div.notice.warning { strong { "Not measured: " } "the run ended before this cell had a sample" }
            }
            @if !cell.arms.is_empty() {
                ul.legend aria-label="arms" {
                    @for arm in &cell.arms { li {
                        (arms.tag(&arm.name))
                        @if cell.base.as_ref() == Some(&arm.name) { span.note { " base" } }
                        @if arm.control { span.note { " A/A control" } }
                        @if arm.reading.is_some() { span.note { " timed by a clock inside" } }
                        @if let Some(share) = arm.handicap { span.note { " held back by " (numbers::percent(share)) } }
                    } }
                }
                (table::table(cell, arms))
                div.pictures {
                    (strips::strips(cell, arms, picks))
                    (spectrum::spectrum(cell, arms))
                    (pairs::pairs(cell, arms, pairs::one_in(run)))
                    (ladder::ladder(cell, arms))
                }
                (ladder::rungs(cell, arms))
                (open::open(cell, arms))
            }
        }
    }
}

fn procedure(cell: &CellFinding) -> String {
    match cell.procedure.as_str() {
        "paired" => "blocks of all arms side by side, one client".to_owned(),
        "first_request" => "the first request in a fresh process".to_owned(),
        "ladder" => ladder::climb(cell).to_owned(),
        "open" => "open loop, arrivals on a schedule".to_owned(),
        other => plain(other),
    }
}

fn amount(cell: &CellFinding) -> Markup {
    html! {
        @if cell.pairs > 0 { " · " (numbers::counted(cell.pairs.into(), "pair", "pairs")) }
        @if cell.rounds > 0 { " · " (numbers::counted(cell.rounds.into(), "process", "processes")) }
        @if let Some(noise) = &cell.noise { " · noise floor ±" (numbers::percent(noise.floor)) }
    }
}
