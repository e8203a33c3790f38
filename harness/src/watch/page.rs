//! A timeline as one page for a browser: it loads nothing and runs nothing.

use maud::{DOCTYPE, html};

use super::timeline::{End, Row, Timeline};
use crate::report::head_of;

/// The page.
pub(super) fn of(timeline: &Timeline) -> String {
    let status = &timeline.status;
    let length = timeline.length_ms;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head_of(&status.id, &[include_str!("page.css")]))
            body {
                header {
                    p { "Isolab · workflow " (status.workflow) " in " (status.object) }
                    h1 { (status.id) " " span.state { (status.state) } }
                    @if let Some(error) = &status.error { p.error { (error) } }
                }
                dl { @for (name, value) in timeline.numbers() { div { dt { (name) } dd { (value) } } } }
                @if !status.waits_for.is_empty() { p { "waits for " (status.waits_for.join(", ")) } }
                p.legend { @for end in [End::Done, End::Failed, End::GivenUp, End::Open] { span.(class(end)) { (end.words()) } } }
                table {
                    thead { tr { th { "#" } th { "operation" } th.track { "0 to " (length) " ms" } th { "began" } th { "took" } th { "tries" } th { "came to" } } }
                    tbody { @for row in &timeline.rows { tr {
                        td.number { (row.operation) }
                        td style=(format!("padding-left:{}em", 0.5 + 1.2 * depth(row))) { (row.name) }
                        td.track {
                            @for mark in &timeline.marks { i.mark title=(format!("{} at {} ms", mark.kind, mark.at_ms)) style=(format!("left:{:.3}%", share(mark.at_ms, length))) {} }
                            b.(class(row.end)) title=(format!("{}: {}", row.name, row.end.words())) style=(place(row, length)) {}
                        }
                        td.number { (row.began_ms) " ms" }
                        td.number { (took(row)) }
                        td.number { (row.attempts) }
                        td {
                            @for failure in &row.failures { div.error { "failed: " (failure) } }
                            @if let Some(late) = row.late_ms.filter(|late| *late > 0) { div { (late) " ms late" } }
                            @if let Some(outcome) = &row.outcome { code { (outcome) } }
                        }
                    } } }
                }
                @if !timeline.marks.is_empty() {
                    h2 { "The instance as a whole" }
                    ol { @for mark in &timeline.marks { li { (mark.kind) " at " (mark.at_ms) " ms" } } }
                }
                h2 { "Input" } pre { (status.input.to_string()) }
                h2 { "Output" } pre { (status.output.to_string()) }
            }
        }
    };
    page.into_string()
}

fn took(row: &Row) -> String {
    let length = row.ended_ms.map(|ended| ended.saturating_sub(row.began_ms));
    length.map_or_else(|| row.end.words().to_owned(), |length| format!("{length} ms"))
}

fn class(end: End) -> &'static str {
    match end {
        End::Open => "open",
        End::Done => "done",
        End::Failed => "failed",
        End::GivenUp => "given-up",
    }
}

/// Where a bar is, in percent, so that it fits every screen.
fn place(row: &Row, length_ms: u64) -> String {
    let (from, to) = (share(row.began_ms, length_ms), share(row.ended_ms.unwrap_or(length_ms), length_ms));
    format!("left:{from:.3}%;width:max(3px,{:.3}%)", (to - from).max(0.0))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of an instance are few beside what a number holds exactly"
)]
fn share(at_ms: u64, length_ms: u64) -> f64 {
    at_ms.min(length_ms) as f64 * 100.0 / length_ms.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "scopes are as deep as code is written")]
fn depth(row: &Row) -> f64 {
    row.depth as f64
}
