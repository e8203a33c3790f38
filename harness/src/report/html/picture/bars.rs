//! A number of each arm as a bar from zero, its name above it and its interval across its end.

use maud::html;

use super::{
    plot::{self, Frame},
    scale::Scale,
};
use crate::{
    numbers::{self, float},
    ranged::Ranged,
    report::html::{
        arms::{Arms, plain},
        attributes::pixels,
    },
};

/// What the name and the bar of an arm take, in pixels.
const ROW: f64 = 36.0;

/// How high a bar is.
const BAR: f64 = 12.0;

/// The picture, or nothing where there is no arm.
pub(super) fn bars(title: &str, bars: &[(String, Ranged)], arms: &Arms) -> Option<Frame> {
    let most = bars.iter().map(|(_, found)| found.upper.max(found.value)).fold(0.0, f64::max);
    if bars.is_empty() || !most.is_finite() {
        return None;
    }
    let along = Scale::exactly(0.0, if most > 0.0 { most * 1.04 } else { 1.0 });
    let depth = ROW * float(bars.len());
    let height = depth + plot::FOOT;
    let top = |place: usize| float(place) * ROW + 20.0;
    let paths = html! {
        (plot::grid(&along, depth))
        @for (place, (name, found)) in bars.iter().enumerate() {
            @let class = arms.look(name).class();
            (plot::band(0.0, along.at(found.value), top(place), top(place) + BAR, &format!("bar-area {class}")))
            @let middle = top(place) + BAR / 2.0;
            (plot::band(along.at(found.lower.max(0.0)), along.at(found.upper), middle - 1.0, middle + 1.0, &format!("middle {class}")))
        }
    };
    let over = html! {
        (plot::axis_below(&along, height))
        @for (place, (name, found)) in bars.iter().enumerate() {
            text.name x="0" y=(pixels(top(place) - 5.0)) { (plain(name)) ": " (said(found)) }
        }
    };
    let plot = plot::frame(height, &format!("{title}, of {}", plot::arms_in_words(bars.len())), &paths, &over);
    Some(Frame { height, axis: None, plot, names: None })
}

/// With its interval, where it has one.
fn said(found: &Ranged) -> String {
    if (found.upper - found.lower).abs() < f64::EPSILON { numbers::number(found.value) } else { numbers::short(found) }
}
