//! Every ratio of every cell on one axis.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    badge, numbers, plot,
    scale::Scale,
    track,
};
use crate::record::{ArmFinding, CellFinding, PairFinding, Run};

/// How high one ratio's line is, in pixels.
const HEIGHT: f64 = 30.0;

/// The forest.
pub(super) fn forest(run: &Run, arms: &Arms) -> Markup {
    let cells: Vec<&CellFinding> =
        run.findings.cells.iter().filter(|cell| cell.arms.iter().any(|arm| arm.ratio.is_some())).collect();
    let Some(axis) = track::ratio_axis(track::ratio_ends(cells.iter().copied())).filter(|_| !cells.is_empty()) else {
        return html! { p.note { "No arm was compared with another." } };
    };
    html! {
        table.tracks.forest {
            caption {
                "How many times the base an arm takes, on a logarithmic axis: left of 1 it is faster, right of 1 slower. \
                 Stroke: 95\u{202f}% interval. Band: the margin of 3\u{202f}%, inside of which arms are equivalent. Dashed: \
                 the cell's own bar, where noise has raised it. Hollow marks are A/A controls."
            }
            thead { tr {
                th scope="col" { "arm" }
                th.ways-to scope="col" { span { "◂ faster" } span { "times the base" } span { "slower ▸" } }
                th scope="col" { "ratio" }
                th scope="col" { "verdict" }
            } }
            @for cell in &cells { tbody {
                tr.cell-row { th scope="rowgroup" colspan="4" {
                    a href=(format!("#cell-{}", cell.name)) { (cell.title) }
                    @if let Some(base) = &cell.base { span.note { " against " (plain(base)) } }
                } }
                @for arm in &cell.arms { (row(&axis, arms, cell, arm)) }
                @for pair in &cell.others { (between(&axis, arms, cell, pair)) }
            } }
            @if !run.findings.summary.is_empty() { (summary(run, &axis, arms)) }
            tfoot { tr.axis-row {
                td {}
                td.track { (plot::frame(plot::FOOT, "axis of ratios", &html! {}, &plot::axis_below(&axis, plot::FOOT))) }
                td colspan="2" {}
            } }
        }
    }
}

fn row(axis: &Scale, arms: &Arms, cell: &CellFinding, arm: &ArmFinding) -> Markup {
    let Some(ratio) = &arm.ratio else { return html! {} };
    let shown = numbers::ratio(ratio);
    html! {
        tr {
            th scope="row" { (arms.tag(&arm.name)) }
            td.track { (track::track(
                axis,
                ratio,
                arms.look(&arm.name),
                HEIGHT,
                &format!("{}: {}", plain(&arm.name), track::ratio_in_words(ratio)),
                &grid(axis, &track::behind_ratio(axis, cell.noise.as_ref().map(|noise| noise.bar), HEIGHT)),
            )) }
            td.number { (shown.value) " " span.range { (shown.interval) } }
            td { (word(arm)) }
        }
    }
}

/// Two arms of which neither is the base.
fn between(axis: &Scale, arms: &Arms, cell: &CellFinding, pair: &PairFinding) -> Markup {
    let shown = numbers::ratio(&pair.ratio);
    html! {
        tr {
            th scope="row" { (arms.tag(&pair.arm)) span.note { " against " (plain(&pair.base)) } }
            td.track { (track::track(
                axis,
                &pair.ratio,
                arms.look(&pair.arm),
                HEIGHT,
                &format!("{} against {}: {}", plain(&pair.arm), plain(&pair.base), track::ratio_in_words(&pair.ratio)),
                &grid(axis, &track::behind_ratio(axis, cell.noise.as_ref().map(|noise| noise.bar), HEIGHT)),
            )) }
            td.number { (shown.value) " " span.range { (shown.interval) } }
            td { (judged(pair)) }
        }
    }
}

/// The verdict on two arms of which neither is the base.
pub(super) fn judged(pair: &PairFinding) -> Markup {
    pair.verdict.map_or_else(|| html! { span.note { "no verdict" } }, badge::verdict)
}

/// The verdict, or why there is none.
pub(super) fn word(arm: &ArmFinding) -> Markup {
    match arm.verdict {
        _ if arm.control => html! { span.note { "A/A control" } },
        Some(verdict) => badge::verdict(verdict),
        None if arm.ratio.is_some() => html! { span.note { "no verdict" } },
        None => html! { span.note { (numbers::NOTHING) } },
    }
}

fn summary(run: &Run, axis: &Scale, arms: &Arms) -> Markup {
    html! {
        tbody.summary {
            tr.cell-row { th scope="rowgroup" colspan="4" {
                "Geometric mean over cells" span.note { " from the same resampling" }
            } }
            @for summary in &run.findings.summary {
                @let shown = numbers::ratio(&summary.ratio);
                tr {
                    th scope="row" { (arms.tag(&summary.arm)) span.note { " against " (plain(&summary.base)) } }
                    td.track { (track::track(
                        axis,
                        &summary.ratio,
                        arms.look(&summary.arm),
                        HEIGHT,
                        &format!("{}: {}", plain(&summary.arm), track::ratio_in_words(&summary.ratio)),
                        &grid(axis, &track::behind_ratio(axis, None, HEIGHT)),
                    )) }
                    td.number { (shown.value) " " span.range { (shown.interval) } }
                    @let cells: Vec<String> = summary.cells.iter().map(|name| plain(name)).collect();
                    td { span.note { "over " (cells.join(", ")) } }
                }
            }
        }
    }
}

fn grid(axis: &Scale, over: &Markup) -> Markup {
    html! { (plot::grid(axis, HEIGHT)) (over) }
}
