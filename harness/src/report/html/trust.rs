//! How far the run can be trusted: the A/A controls, the noise they show, and whatever else was in the way.

use maud::{Markup, html};
use statistics::MARGIN;

use super::{
    arms::Arms,
    badge,
    numbers::{self, percent},
    plot, track,
};
use crate::record::{CellFinding, Noise, Run};

/// How high a control's line is, in pixels.
const HEIGHT: f64 = 30.0;

/// The panel.
pub(super) fn trust(run: &Run, arms: &Arms) -> Markup {
    let trust = &run.findings.trust;
    html! {
        @if !trust.invalid.is_empty() {
            div.notice.invalid {
                strong { "Why the run is invalid" }
                ul { @for reason in &trust.invalid { li { (reason) } } }
            }
        }
        @if !trust.warnings.is_empty() {
            div.notice.warning {
                strong { "Warnings" }
                ul { @for warning in &trust.warnings { li { (warning) } } }
            }
        }
        (tiles(run))
        (controls(run, arms))
    }
}

fn tiles(run: &Run) -> Markup {
    let (trust, machine) = (&run.findings.trust, &run.fingerprint.machine);
    let load = [machine.load_before, machine.load_after]
        .map(|load| load.map_or_else(|| numbers::NOTHING.to_owned(), |load| format!("{load:.1}")))
        .join("\u{a0}→\u{a0}");
    html! {
        dl.tiles {
            (tile("requests timed", &numbers::count(trust.requests), "warm-up included"))
            (tile("errors", &numbers::count(trust.errors), "requests without a right answer"))
            (tile("reconnects", &numbers::count(trust.reconnects), "connections made anew"))
            @if let Some(share) = run.card.client_processor {
                (tile("client", &percent(share), "of one processor, while it waited"))
            }
            @if let Some(lag) = trust.lag_p99_ms {
                (tile("send lag, p99", &format!("{}\u{a0}ms", numbers::time(lag)), "behind the schedule"))
            }
            @if machine.load_before.is_some() || machine.load_after.is_some() {
                (tile("load", &load, "before and after, one minute"))
            }
            @if let Some(steal) = machine.steal {
                (tile("steal", &percent(steal), "of processor time taken by the host"))
            }
            @if !trust.colos.is_empty() {
                (tile("colos", &trust.colos.join(", "), "that answered"))
            }
        }
    }
}

fn tile(name: &str, value: &str, note: &str) -> Markup {
    html! { div { dt { (name) } dd.big { (value) } dd.note { (note) } } }
}

fn controls(run: &Run, arms: &Arms) -> Markup {
    let cells: Vec<(&CellFinding, &Noise)> =
        run.findings.cells.iter().filter_map(|cell| Some((cell, cell.noise.as_ref()?))).collect();
    let ends = cells.iter().flat_map(|(_, noise)| [noise.ratio.lower, noise.ratio.upper, 1.0 + noise.bar]);
    let Some(axis) = track::ratio_axis(ends).filter(|_| !cells.is_empty()) else {
        return html! { p.note { "No cell has an A/A control, so there is no verdict on any ratio." } };
    };
    html! {
        table.tracks.controls {
            caption {
                strong { "A/A control: an arm against itself. " }
                "Whatever it differs by is noise. Band: the margin of 3\u{202f}%. Dashed: the bar that a difference has to \
                 pass, where noise has raised it above the margin."
            }
            thead { tr {
                th scope="col" { "cell" } th scope="col" { "base again, against the base" } th scope="col" { "ratio" }
                th scope="col" { "noise floor" } th scope="col" { "bar" } th scope="col" { "control" }
            } }
            tbody { @for (cell, noise) in cells {
                @let shown = numbers::ratio(&noise.ratio);
                tr {
                    th scope="row" { a href=(format!("#cell-{}", cell.name)) { (cell.title) } }
                    td.track { (track::track(
                        &axis,
                        &noise.ratio,
                        arms.look(&noise.control),
                        HEIGHT,
                        &track::ratio_in_words(&noise.ratio),
                        &track::behind_ratio(&axis, Some(noise.bar), HEIGHT),
                    )) }
                    td.number { (shown.value) " " span.range { (shown.interval) } }
                    td.number data-name="noise floor" { "±" (percent(noise.floor)) }
                    td.number data-name="bar" { "±" (percent(noise.bar)) }
                    td { @if noise.disturbed { (badge::badge("refuted", "✗", "differs from itself")) }
                         @else if noise.floor > MARGIN - 1.0 { (badge::badge("undecided", "~", "noisy")) }
                        @else { (badge::badge("supported", "✓", "quiet")) } }
                }
            } }
            tfoot { tr.axis-row {
                td {}
                td.track { (plot::frame(plot::FOOT, "axis of ratios", &html! {}, &plot::axis_below(&axis, plot::FOOT))) }
                td colspan="4" {}
            } }
        }
    }
}
