//! What one arm has cost more than another over requests: a start, then as much for each.

use maud::html;

use super::{
    plot::{self, Frame},
    scale::Scale,
};
use crate::report::{document::LifeCost, html::arms::Arms};

const HEIGHT: f64 = 190.0;

/// The picture, or nothing where no number has a place.
pub(super) fn life(cost: &LifeCost, arms: &Arms) -> Option<Frame> {
    let look = arms.look(&cost.arm);
    let reach = reach(cost);
    let requests = |step: u32| reach * f64::from(step) / 20.0;
    let (cold, warm) = (cost.cold_ms, cost.warm_ms);
    let value = |n: f64| cold.value + n * warm.value;
    let (lower, upper) = (|n: f64| cold.lower + n * warm.lower, |n: f64| cold.upper + n * warm.upper);
    let ends = [0.0, reach].into_iter().flat_map(|n| [lower(n), value(n), upper(n)]).chain([0.0]);
    let axis = Scale::linear(ends)?;
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
        @if let Some(even) = cost.even.filter(|even| (0.0..=reach).contains(even)) {
            (look.mark(across.at(even), zero))
        }
    };
    Some(plot::frame_with_axis(HEIGHT, &cost.conclusion, &axis, &paths, &over))
}

/// How many requests the picture shows: twice as many as it takes to be even, or until warm requests weigh twice as much as
/// the start.
fn reach(cost: &LifeCost) -> f64 {
    let even = cost.even.unwrap_or_else(|| (cost.cold_ms.value / cost.warm_ms.value).abs()) * 2.0;
    if even.is_finite() { even.clamp(10.0, 1e7).ceil() } else { 100.0 }
}
