//! The percentile spectrum: every quantile of an arm, with the tail stretched so that 99.9 % has as much room as 99 %.

use maud::html;

use super::{Body, Drawn, plot, scale::Scale};
use crate::{
    numbers,
    record::{ArmFinding, CellFinding},
    report::html::arms::Arms,
};

const HEIGHT: f64 = 230.0;

/// The shares with a tick, and with a mark on every line.
const SHARES: [(f64, &str); 5] = [(0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %")];

/// The picture, or nothing where no arm has a spectrum.
pub(super) fn spectrum(cell: &CellFinding, arms: &Arms) -> Option<Drawn> {
    let shown: Vec<&ArmFinding> = cell.arms.iter().filter(|arm| arm.spectrum.len() > 1).collect();
    let values = shown.iter().flat_map(|arm| arm.spectrum.iter().map(|point| point.y));
    let axis = Scale::of_times(values)?;
    let furthest = shown.iter().flat_map(|arm| line(arm)).map(|(nines, _)| nines).fold(1.0, f64::max);
    let across = Scale::exactly(0.0, furthest);
    let depth = HEIGHT - plot::FOOT;
    let ticks = SHARES.iter().map(|(share, text)| (nines(*share), *text)).filter(|(nines, _)| *nines <= furthest);
    let mut ticks: Vec<(f64, &str)> = ticks.map(|(nines, text)| (across.at(nines), text)).collect();
    // In the narrowest picture a letter takes about this share of the axis.
    ticks.dedup_by(|next, tick| next.0 - tick.0 < 0.02 * numbers::float(next.1.len() + tick.1.len()));
    let paths = html! {
        (plot::uprights(ticks.iter().map(|(share, _)| *share), 0.0, depth, "grid"))
        @for arm in &shown {
            @let points = line(arm).map(|(nines, value)| (across.at(nines), plot::upwards(&axis, value, depth)));
            (plot::path(&format!("line {}", arms.look(&arm.name).class()), &plot::line(points)))
        }
    };
    let over = html! {
        (plot::texts_below(ticks.iter().copied(), HEIGHT))
        @for arm in &shown { @for (share, _) in SHARES.iter().take(4) {
            @if let Some((nines, value)) = line(arm).find(|(at, _)| *at >= nines(*share)) {
                (arms.look(&arm.name).mark(across.at(nines), plot::upwards(&axis, value, depth)))
            }
        } }
    };
    let label = format!("quantiles of {} in milliseconds", plot::arms_in_words(shown.len()));
    let remark = format!("; on {}", axis.name());
    Some(Drawn { body: Body::Frame(plot::frame_with_axis(HEIGHT, &label, &axis, &paths, &over)), remark })
}

/// The quantiles as nines and milliseconds. The largest sample has no share above it; half a sample stands for none.
fn line(arm: &ArmFinding) -> impl Iterator<Item = (f64, f64)> + '_ {
    let samples = f64::from(u32::try_from(arm.samples.max(1)).unwrap_or(u32::MAX));
    let furthest = (2.0 * samples).log10();
    let points = arm.spectrum.iter().filter(|point| point.x.is_finite() && point.y.is_finite() && point.y > 0.0);
    points.map(move |point| (nines(point.x).min(furthest), point.y))
}

fn nines(share: f64) -> f64 {
    -(1.0 - share).max(f64::MIN_POSITIVE).log10()
}
