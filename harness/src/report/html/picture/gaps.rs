//! What idleness does: the share of tenants that are still warm, over the gap in which nobody asked for them.

use maud::html;

use super::{
    names::{self, Name},
    plot::{self, Frame},
    scale::Scale,
};
use crate::{numbers::float, ranged::Ranged, report::html::arms::Arms};

/// How high a picture is, in pixels.
const HEIGHT: f64 = 240.0;

/// By which share of the axis the marks of neighbouring arms stand apart.
const BESIDE: f64 = 0.012;

/// The lines of all arms, or nothing where no gap was tried.
pub(super) fn gaps(title: &str, lines: &[(String, Vec<(f64, Ranged)>)], arms: &Arms) -> Option<Frame> {
    let across = Scale::logarithmic(lines.iter().flat_map(|(_, points)| points.iter().map(|(gap, _)| *gap)))?;
    let (up, depth) = (Scale::exactly(0.0, 1.0), HEIGHT - plot::FOOT);
    let down = |value: f64| plot::upwards(&up, value, depth);
    let middle = float(lines.len().saturating_sub(1)) / 2.0;
    let beside = |place: usize| (float(place) - middle) * BESIDE;
    let paths = html! {
        (plot::grid(&across, depth))
        @for (place, (name, points)) in lines.iter().enumerate() {
            @let along = |gap: f64| across.at(gap) + beside(place);
            (plot::path(
                &format!("line {}", arms.look(name).class()),
                &plot::line(points.iter().map(|(gap, share)| (along(*gap), down(share.value)))),
            ))
            @for (gap, share) in points {
                (plot::uprights(
                    [along(*gap)].into_iter(),
                    down(share.upper),
                    down(share.lower),
                    &format!("reach {}", arms.look(name).class()),
                ))
            }
        }
    };
    let over = html! {
        (plot::axis_below(&across, HEIGHT))
        @for (place, (name, points)) in lines.iter().enumerate() { @for (gap, share) in points {
            (arms.look(name).mark(across.at(*gap) + beside(place), down(share.value)))
        } }
    };
    let ends = lines.iter().filter_map(|(name, points)| {
        let (_, share) = points.last()?;
        Some(Name { text: name.clone(), down: down(share.value), look: arms.look(name) })
    });
    let label = format!("{title}, of {}; the table below has the numbers", plot::arms_in_words(lines.len()));
    Some(plot::frame_with_names(HEIGHT, &label, &up, &paths, &over, Some(names::names(ends.collect(), depth))))
}
