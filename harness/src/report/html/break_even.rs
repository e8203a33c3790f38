//! From how many requests on one architecture is cheaper than another: a cold start, then warm requests.

use maud::{Markup, html};

use super::{
    arms::{Arms, Look, plain},
    numbers, plot,
    scale::Scale,
};
use crate::record::{BreakEven, Run};

const HEIGHT: f64 = 190.0;

/// The table and a picture per pair, or nothing where no pair was reckoned.
pub(super) fn break_even(run: &Run, arms: &Arms) -> Option<Markup> {
    let pairs = &run.findings.break_even;
    (!pairs.is_empty()).then(|| {
        html! {
            p.note { "The life of an instance, in milliseconds of waiting: one cold start, then warm requests." }
            div.wide tabindex="0" role="region" aria-label="break-even" { table.arms.sentences {
                caption { "What the first costs more than the second; a minus is a gain." }
                thead { tr {
                    @for head in ["pair", "cold start, ms", "each warm request, ms", "even after", "conclusion"] {
                        th scope="col" { (head) }
                    }
                } }
                tbody { @for pair in pairs { (row(pair, arms)) } }
            } }
            div.pictures { @for pair in pairs { (picture(pair, arms.look(&pair.arm))) } }
        }
    })
}

fn row(pair: &BreakEven, arms: &Arms) -> Markup {
    let (cold, warm) = (numbers::difference(&pair.cold_ms), numbers::difference(&pair.warm_ms));
    html! {
        tr {
            th scope="row" { (arms.tag(&pair.arm)) " against " (arms.tag(&pair.base)) }
            td { (cold.value) span.range { (cold.interval) } }
            td { (warm.value) span.range { (warm.interval) } }
            td { @match pair.requests {
                Some(requests) => { (numbers::amount(requests.value.ceil())) " requests" },
                None => "never",
            } }
            td.sentence { (pair.conclusion) }
        }
    }
}

fn picture(pair: &BreakEven, look: Look) -> Markup {
    let reach = reach(pair);
    let requests = |step: u32| reach * f64::from(step) / 20.0;
    let (cold, warm) = (pair.cold_ms, pair.warm_ms);
    let value = |n: f64| cold.value + n * warm.value;
    let (lower, upper) = (|n: f64| cold.lower + n * warm.lower, |n: f64| cold.upper + n * warm.upper);
    let ends = [0.0, reach].into_iter().flat_map(|n| [lower(n), value(n), upper(n)]).chain([0.0]);
    let Some(axis) = Scale::linear(ends) else { return html! {} };
    let (across, depth) = (Scale::exactly(0.0, reach), HEIGHT - plot::FOOT);
    let at = |n: f64, cost: f64| (across.at(n), plot::upwards(&axis, cost, depth));
    let around = (0..=20).map(|step| at(requests(step), upper(requests(step))));
    let around = around.chain((0..=20).rev().map(|step| at(requests(step), lower(requests(step)))));
    let zero = plot::upwards(&axis, 0.0, depth);
    let line = [at(0.0, value(0.0)), at(reach, value(reach))];
    let paths = html! {
        (plot::grid(&across, depth))
        (plot::path(&format!("area {}", look.class()), &plot::line(around)))
        (plot::levels([zero].into_iter(), "one"))
        (plot::path(&format!("line {}", look.class()), &plot::line(line.into_iter())))
    };
    let over = html! {
        (plot::axis_below(&across, HEIGHT))
        @if let Some(even) = pair.requests.map(|even| even.value).filter(|even| (0.0..=reach).contains(even)) {
            (look.mark(across.at(even), zero))
        }
    };
    plot::figure(
        &format!("{} against {}", plain(&pair.arm), plain(&pair.base)),
        &format!("ms that {} has cost more, over warm requests; below 0 it has cost less", plain(&pair.arm)),
        &plot::frame_with_axis(HEIGHT, &pair.conclusion, &axis, &paths, &over),
    )
}

/// How many requests the picture shows: twice as many as it takes to be even, or until warm requests weigh twice as much as
/// the start.
fn reach(pair: &BreakEven) -> f64 {
    let even = pair.requests.map_or_else(|| (pair.cold_ms.value / pair.warm_ms.value).abs(), |even| even.value) * 2.0;
    if even.is_finite() { even.clamp(10.0, 1e7).ceil() } else { 100.0 }
}
