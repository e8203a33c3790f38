//! Ever more clients, or calls in a request: throughput and latency over their number, with the first number that failed.

use maud::html;

use super::{
    plot::{self, Frame},
    scale::Scale,
};
use crate::{
    numbers::{count, float},
    record::{ArmFinding, CellFinding, Rung},
    report::{
        html::{
            arms::{Arms, plain},
            attributes::along,
        },
        words,
    },
};

const HEIGHT: f64 = 230.0;

/// Reads one number of a rung.
type Read = fn(&Rung) -> Option<f64>;

const THROUGHPUT: [Read; 1] = [|rung| Some(rung.per_second)];

/// The first is drawn solid, the second dashed.
const LATENCY: [Read; 2] = [|rung| rung.p50_ms, |rung| rung.p99_ms];

/// What was answered in a second, or nothing where the cell is no ladder.
pub(super) fn throughput(cell: &CellFinding, arms: &Arms) -> Option<Frame> {
    let shown = climbers(cell);
    let up = Scale::linear(rungs_of(&shown).map(|rung| rung.per_second).chain([0.0]));
    chart("throughput", cell, up, arms, &shown, &THROUGHPUT)
}

/// How long it took.
pub(super) fn latency(cell: &CellFinding, arms: &Arms) -> Option<Frame> {
    let shown = climbers(cell);
    let times = rungs_of(&shown).flat_map(|rung| [rung.p50_ms, rung.p99_ms].into_iter().flatten());
    chart("latency", cell, Scale::logarithmic(times), arms, &shown, &LATENCY)
}

fn chart(
    what: &str,
    cell: &CellFinding,
    axis: Option<Scale>,
    arms: &Arms,
    shown: &[&ArmFinding],
    series: &[Read],
) -> Option<Frame> {
    let across = &Scale::logarithmic(rungs_of(shown).map(|rung| f64::from(rung.number)))?;
    let axis = &axis?;
    let label = format!("{what} of {} over {}", plot::arms_in_words(shown.len()), words::rungs(cell));
    let depth = HEIGHT - plot::FOOT;
    let points = |arm: &ArmFinding, read: Read| -> Vec<(f64, f64)> {
        let place = |rung: &Rung| Some((across.at(f64::from(rung.number)), plot::upwards(axis, read(rung)?, depth)));
        arm.rungs.iter().filter_map(place).collect()
    };
    let ticks = tried(across, shown);
    let failing = shown.iter().filter_map(|arm| Some((arm, across.at(f64::from(arm.first_failing?)))));
    let paths = html! {
        (plot::uprights(ticks.iter().map(|(share, _)| *share), 0.0, depth, "grid"))
        (plot::uprights(failing.clone().map(|(_, place)| place), 0.0, depth, "failing"))
        @for (second, read) in series.iter().enumerate() { @for arm in shown {
            @let class = format!("line {}{}", arms.look(&arm.name).class(), if second > 0 { " second" } else { "" });
            (plot::path(&class, &plot::line(points(arm, *read).into_iter())))
        } }
    };
    let over = html! {
        (plot::texts_below(ticks.iter().map(|(share, text)| (*share, text.as_str())), HEIGHT))
        @for (number, (arm, place)) in failing.enumerate() {
            text.failing x=(along(place)) dx="-4" y=(depth - 10.0 - 15.0 * float(number)) text-anchor="end" {
                "✗ " (plain(&arm.name))
            }
        }
        @for read in series.iter().take(1) { @for arm in shown { @for (place, down) in points(arm, *read) {
            (arms.look(&arm.name).mark(place, down))
        } } }
    };
    Some(plot::frame_with_axis(HEIGHT, &label, axis, &paths, &over))
}

/// The numbers that were tried, those that have room.
fn tried(across: &Scale, shown: &[&ArmFinding]) -> Vec<(f64, String)> {
    let mut tried: Vec<u32> = rungs_of(shown).map(|rung| rung.number).collect();
    tried.sort_unstable();
    let mut ticks: Vec<(f64, String)> =
        tried.into_iter().map(|number| (across.at(f64::from(number)), count(number.into()))).collect();
    ticks.dedup_by(|next, tick| next.0 - tick.0 < 0.1);
    ticks
}

fn climbers(cell: &CellFinding) -> Vec<&ArmFinding> {
    cell.arms.iter().filter(|arm| !arm.rungs.is_empty()).collect()
}

fn rungs_of<'a>(arms: &'a [&ArmFinding]) -> impl Iterator<Item = &'a Rung> {
    arms.iter().flat_map(|arm| &arm.rungs)
}
