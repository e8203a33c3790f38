//! Numbers of arms over a coordinate: a line for each, its name at its end.

use maud::html;

use super::{
    names::{self, Name},
    plot::{self, Frame},
    scale::Scale,
};
use crate::{
    ranged::Ranged,
    report::{
        document::{Lines, Spacing},
        html::arms::Arms,
    },
};

/// How high a picture is at least, in pixels.
const HEIGHT: f64 = 260.0;

/// The picture, or nothing where there is no point that has a place on the axes.
pub(super) fn lines(title: &str, content: &Lines, arms: &Arms) -> Option<Frame> {
    let points = || content.arms.iter().flat_map(|(_, points)| points);
    let across = axis(content.across, points().map(|(at, _)| *at))?;
    let up = axis(content.up, points().flat_map(|(_, found)| [found.lower, found.value, found.upper]))?;
    let height = HEIGHT.max(names::room(content.arms.len()) + plot::FOOT);
    let depth = height - plot::FOOT;
    let has_place = |value: f64| content.up == Spacing::Even || value > 0.0;
    let placed = |points: &[(f64, Ranged)]| -> Vec<(f64, f64)> {
        let shown = points.iter().filter(|(_, found)| has_place(found.value));
        shown.map(|(at, found)| (across.at(*at), plot::upwards(&up, found.value, depth))).collect()
    };
    let paths = html! {
        (plot::grid(&across, depth))
        @for (name, points) in &content.arms {
            @let class = arms.look(name).class();
            (plot::path(&format!("line {class}"), &plot::line(placed(points).into_iter())))
            @for (at, found) in points.iter().filter(|(_, found)| has_place(found.value)) {
                @let ends = [found.upper, found.lower].map(|value| plot::upwards(&up, value, depth));
                (plot::uprights([across.at(*at)].into_iter(), ends[0], ends[1], &format!("reach {class}")))
            }
        }
    };
    let over = html! {
        (plot::axis_below(&across, height))
        @for (name, points) in &content.arms { @for (along, down) in placed(points) {
            (arms.look(name).mark(along, down))
        } }
    };
    let ends = content.arms.iter().filter_map(|(name, points)| {
        let (_, down) = placed(points).last().copied()?;
        Some(Name { text: name.replace('_', " "), down, look: arms.look(name) })
    });
    let label = format!("{title}, of {}; the table has the numbers", plot::arms_in_words(content.arms.len()));
    Some(plot::frame_with_names(height, &label, &up, &paths, &over, Some(names::names(ends.collect(), depth))))
}

fn axis(spacing: Spacing, values: impl Iterator<Item = f64>) -> Option<Scale> {
    match spacing {
        Spacing::Even => Scale::linear(values.chain([0.0])),
        Spacing::Logarithmic => Scale::logarithmic(values),
    }
}
