//! A value with its interval on an axis, as one line of a picture.

use maud::{Markup, html};
use statistics::MARGIN;

use super::{arms::Look, numbers, plot, scale::Scale};
use crate::record::{CellFinding, Ranged};

/// The interval as a stroke, the value as the arm's mark, over what lies behind them.
pub(super) fn track(axis: &Scale, range: &Ranged, look: Look, height: f64, label: &str, behind: &Markup) -> Markup {
    let middle = height / 2.0;
    let (low, high) = (axis.at(range.lower), axis.at(range.upper));
    let stroke = [(low, middle), (high, middle)];
    plot::frame(
        height,
        label,
        &html! { (behind) (plot::path(&format!("interval {}", look.class()), &plot::line(stroke.into_iter()))) },
        &look.mark(axis.at(range.value), middle),
    )
}

/// An axis for ratios that holds all of the values, and the margin around 1.
pub(super) fn ratio_axis(values: impl Iterator<Item = f64>) -> Option<Scale> {
    Scale::logarithmic(values.chain([1.0 / MARGIN.powi(2), MARGIN.powi(2)]))
}

/// What lies behind a ratio: the margin as a band, 1 as a line, and the cell's bar where noise has raised it.
pub(super) fn behind_ratio(axis: &Scale, bar: Option<f64>, height: f64) -> Markup {
    let raised = bar.filter(|bar| *bar > MARGIN - 1.0 + 1e-9).map(|bar| 1.0 + bar);
    html! {
        (plot::band(axis.at(1.0 / MARGIN), axis.at(MARGIN), 0.0, height, "margin"))
        (plot::uprights([axis.at(1.0)].into_iter(), 0.0, height, "one"))
        @if let Some(bar) = raised {
            (plot::uprights([axis.at(1.0 / bar), axis.at(bar)].into_iter(), 0.0, height, "bar"))
        }
    }
}

/// The ends of all ratios of the cells, controls included.
pub(super) fn ratio_ends<'a>(cells: impl Iterator<Item = &'a CellFinding>) -> impl Iterator<Item = f64> {
    cells.flat_map(|cell| {
        let ratios = cell.arms.iter().filter_map(|arm| arm.ratio).chain(cell.noise.as_ref().map(|noise| noise.ratio));
        let ratios = ratios.chain(cell.others.iter().map(|pair| pair.ratio));
        let bar = cell.noise.as_ref().map_or(0.0, |noise| noise.bar);
        ratios.flat_map(|ratio| [ratio.lower, ratio.value, ratio.upper]).chain([1.0 / (1.0 + bar), 1.0 + bar])
    })
}

/// The sentence for those who do not see the picture.
pub(super) fn ratio_in_words(ratio: &Ranged) -> String {
    let shown = numbers::ratio(ratio);
    format!("{} times the base, interval {}", shown.value, shown.interval)
}
