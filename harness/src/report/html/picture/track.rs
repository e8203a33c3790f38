//! A value with its interval on an axis, as one line of a picture.

use maud::{Markup, html};
use statistics::MARGIN;

use super::{plot, scale::Scale};
use crate::{
    numbers::ranged,
    ranged::Ranged,
    report::{
        document::Track,
        html::arms::{Look, plain},
    },
};

/// An axis that holds all ratios, their bars and the margin around 1; none without a ratio.
pub(in crate::report::html) fn ratio_axis<'a>(tracks: impl Iterator<Item = &'a Track>) -> Option<Scale> {
    let ends: Vec<f64> = tracks
        .flat_map(|track| {
            let (Ranged { value, lower, upper }, bar) = (track.ratio, 1.0 + track.bar.unwrap_or_default());
            [lower, value, upper, 1.0 / bar, bar]
        })
        .collect();
    ratio_axis_over(ends.into_iter())
}

/// An axis for ratios that holds all of the values, and the margin around 1; none without a value.
pub(super) fn ratio_axis_over(values: impl Iterator<Item = f64>) -> Option<Scale> {
    let mut values = values.peekable();
    values.peek()?;
    Scale::logarithmic(values.chain([1.0 / MARGIN.powi(2), MARGIN.powi(2)]))
}

/// A ratio as a stroke and the arm's mark, over the grid, the margin as a band, 1 as a line, and the bar where noise has raised it.
pub(in crate::report::html) fn track(axis: &Scale, track: &Track, look: Look, height: f64) -> Markup {
    let raised = track.bar.filter(|bar| *bar > MARGIN - 1.0 + 1e-9).map(|bar| 1.0 + bar);
    let label = format!("{}: {} times the base", plain(&track.of), ranged(&track.ratio));
    stroke(
        axis,
        &track.ratio,
        look,
        (height, &label),
        &html! {
            (plot::grid(axis, height))
            (plot::band(axis.at(1.0 / MARGIN), axis.at(MARGIN), 0.0, height, "margin"))
            (plot::uprights([axis.at(1.0)].into_iter(), 0.0, height, "one"))
            @if let Some(bar) = raised {
                (plot::uprights([axis.at(1.0 / bar), axis.at(bar)].into_iter(), 0.0, height, "bar"))
            }
        },
    )
}

/// What was found and, shaded, the side of the bound on which a claim holds.
pub(in crate::report::html) fn against_bound(found: &Ranged, bound: f64, holds_below: bool, height: f64) -> Markup {
    let values = [found.lower, found.value, found.upper, bound].into_iter();
    let Some(axis) = Scale::linear(values) else { return html! {} };
    let place = axis.at(bound);
    let (from, to) = if holds_below { (0.0, place) } else { (place, 1.0) };
    let side = match (found.lower > bound, found.upper < bound) {
        (false, false) => "across",
        (above, _) if above == holds_below => "outside of",
        _ => "inside of",
    };
    let label = format!("the interval lies {side} where the claim holds");
    stroke(
        &axis,
        found,
        Look::default(),
        (height, &label),
        &html! {
            (plot::band(from, to, 0.0, height, "holds"))
            (plot::uprights([place].into_iter(), 0.0, height, "bound"))
        },
    )
}

/// The interval as a stroke, the value as a mark, over what lies behind them.
fn stroke(axis: &Scale, range: &Ranged, look: Look, (height, label): (f64, &str), behind: &Markup) -> Markup {
    let middle = height / 2.0;
    let ends = [(axis.at(range.lower), middle), (axis.at(range.upper), middle)];
    plot::frame(
        height,
        label,
        &html! { (behind) (plot::path(&format!("interval {}", look.class()), &plot::line(ends.into_iter()))) },
        &look.mark(axis.at(range.value), middle),
    )
}
