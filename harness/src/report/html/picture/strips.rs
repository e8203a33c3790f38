//! Single requests, arm under arm on one axis, so that the eye sees what a median hides.

use maud::{Markup, html};

use super::{
    Body, Drawn,
    plot::{self, Frame},
    scale::Scale,
};
use crate::{
    numbers::{float, number},
    record::{ArmFinding, CellFinding},
    report::html::arms::{Arms, plain},
};

/// How high an arm's lane is at least, its name above the dots, in pixels.
const LANE: f64 = 46.0;
/// How high it is at most.
const HIGH_LANE: f64 = 70.0;
/// How high the picture is if that lets lanes be so.
const HEIGHT: f64 = 210.0;
/// Where the dots begin in a lane.
const TOP: f64 = 18.0;
/// What is left free below them.
const BELOW: f64 = 6.0;
/// The fractional part of the golden ratio: its multiples never heap up.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// The picture, or nothing where no request was picked.
pub(super) fn strips(cell: &CellFinding, arms: &Arms, picks: usize) -> Option<Drawn> {
    let shown: Vec<&ArmFinding> = cell.arms.iter().filter(|arm| !arm.strip.is_empty()).collect();
    let values = shown.iter().flat_map(|arm| arm.strip.iter().map(|point| point.y));
    let axis = Scale::of_times(values)?;
    let lane = (HEIGHT / float(shown.len())).clamp(LANE, HIGH_LANE);
    let height = lane * float(shown.len()) + plot::FOOT;
    let label = format!("single requests of {} on {} in milliseconds", plot::arms_in_words(shown.len()), axis.name());
    let lanes = || shown.iter().zip(0..).map(|(arm, place)| (*arm, f64::from(place) * lane));
    let paths = html! {
        (plot::grid(&axis, height - plot::FOOT))
        (plot::levels(lanes().skip(1).map(|(_, top)| top), "grid"))
        @for (arm, top) in lanes() {
            @let points = scattered(&axis, arm, top, lane, picks);
            (plot::path(&format!("dots {}", arms.look(&arm.name).class()), &plot::dots(points)))
        }
        @for (arm, top) in lanes() { @if let Some(p50) = &arm.p50_ms {
            (plot::uprights([axis.at(p50.value)].into_iter(), top + TOP - 1.0, top + lane - BELOW + 3.0, "median"))
        } }
    };
    let over = html! {
        (plot::axis_below(&axis, height))
        @for (arm, top) in lanes() { (name(arms, arm, top)) }
    };
    let remark = format!("; on {}", axis.name());
    let plot = plot::frame(height, &label, &paths, &over);
    Some(Drawn { body: Body::Frame(Frame { height, axis: None, plot, names: None }), remark })
}

fn name(arms: &Arms, arm: &ArmFinding, top: f64) -> Markup {
    html! {
        (arms.look(&arm.name).mark_at("6", top + 10.0))
        text.name x="0" dx="16" y=(top + 14.0) { (plain(&arm.name)) }
        @if let Some(p50) = &arm.p50_ms {
            text.name x="100%" y=(top + 14.0) text-anchor="end" { (number(p50.value)) " ms" }
        }
    }
}

/// The requests by their time, so that the path's steps are short; the order of execution is not in this picture.
fn scattered<'a>(
    axis: &'a Scale,
    arm: &ArmFinding,
    top: f64,
    lane: f64,
    picks: usize,
) -> impl Iterator<Item = (f64, f64)> + use<'a> {
    let every = arm.strip.len().div_ceil(picks.max(1)).max(1);
    let mut values: Vec<f64> =
        arm.strip.iter().step_by(every).map(|point| point.y).filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    // Spread, so that equal ones do not hide each other.
    let spread = lane - TOP - BELOW;
    values
        .into_iter()
        .enumerate()
        .map(move |(place, value)| (axis.at(value), top + TOP + 1.0 + (float(place) * GOLDEN).fract() * spread))
}
