//! The ratio of every pair in the order of execution: drift, bursts and restarts are seen here.

use maud::html;
use statistics::{MARGIN, median};

use super::{
    plot::{self, Frame},
    track,
};
use crate::{
    numbers::float,
    record::{ArmFinding, CellFinding, Point},
    report::html::{arms::Arms, attributes},
};

const HEIGHT: f64 = 230.0;

/// Most arms whose dots the eye can tell apart; the table and the forest say the same of more.
const ARMS: usize = 8;

/// The picture, with one in so many pairs; nothing where there are none.
pub(super) fn pairs(cell: &CellFinding, arms: &Arms, one_in: usize) -> Option<Frame> {
    let shown: Vec<&ArmFinding> = cell.arms.iter().filter(|arm| !arm.pair_ratios.is_empty()).collect();
    if shown.len() > ARMS {
        return None;
    }
    let longest = shown.iter().map(|arm| arm.pair_ratios.len()).max().unwrap_or_default();
    let values = shown.iter().flat_map(|arm| arm.pair_ratios.iter().map(|point| point.y));
    let axis = track::ratio_axis_over(values)?;
    let depth = HEIGHT - plot::FOOT;
    let up = |value: f64| plot::upwards(&axis, value, depth);
    let along = |pair: f64| (pair + 0.5) / float(longest.max(1));
    // The arms of a cell share their pairs, so the longest list knows all boundaries.
    let boundaries = shown.iter().find(|arm| arm.pair_ratios.len() == longest).map(|arm| rounds(&arm.pair_ratios));
    let boundaries = boundaries.unwrap_or_default();
    let every = boundaries.len().div_ceil(10).max(1);
    let paths = html! {
        (plot::band(0.0, 1.0, up(MARGIN), up(1.0 / MARGIN), "margin"))
        (plot::levels([up(1.0)].into_iter(), "one"))
        (plot::uprights(boundaries.iter().skip(1).map(|round| float(round.first) / float(longest)), 0.0, depth, "round"))
        @for arm in &shown {
            @let points = arm.pair_ratios.iter().enumerate().step_by(one_in).filter(|(_, point)| point.y.is_finite());
            (plot::path(
                &format!("dots {}", arms.look(&arm.name).class()),
                &plot::dots(points.map(|(pair, point)| (along(float(pair)), up(point.y)))),
            ))
        }
        @for arm in &shown {
            @let middles = rounds(&arm.pair_ratios).into_iter().filter_map(|round| middle(&round));
            @let strokes = middles.map(|(from, to, ratio)| [from, to].map(|pair| (pair / float(longest), up(ratio))));
            (plot::path(
                &format!("middle {}", arms.look(&arm.name).class()),
                &strokes.map(|stroke| plot::line(stroke.into_iter())).collect::<String>(),
            ))
        }
    };
    let over = html! {
        @for (number, round) in boundaries.iter().enumerate().step_by(every) {
            @let (from, pairs) = (float(round.first), float(round.pairs.len()));
            text.tick x=(attributes::along((from + pairs / 2.0) / float(longest))) y=(HEIGHT - 5.0) { (number + 1) }
        }
        @for arm in &shown {
            @if let Some((from, to, ratio)) = rounds(&arm.pair_ratios).last().and_then(middle) {
                (arms.look(&arm.name).mark(f64::midpoint(from, to) / float(longest), up(ratio)))
            }
        }
    };
    let label = format!("ratio of every pair of {} over {} rounds", plot::arms_in_words(shown.len()), boundaries.len());
    Some(plot::frame_with_axis(HEIGHT, &label, &axis, &paths, &over))
}

/// The pairs of one round.
struct Round<'a> {
    first: usize,
    pairs: &'a [Point],
}

fn rounds(points: &[Point]) -> Vec<Round<'_>> {
    let mut first = 0;
    points
        .chunk_by(|one, next| one.x.total_cmp(&next.x).is_eq())
        .map(|pairs| {
            let round = Round { first, pairs };
            first += pairs.len();
            round
        })
        .collect()
}

/// Where a round begins and ends, in pairs, and the median of its ratios.
fn middle(round: &Round<'_>) -> Option<(f64, f64, f64)> {
    let values: Vec<f64> = round.pairs.iter().map(|point| point.y).filter(|value| value.is_finite()).collect();
    Some((float(round.first), float(round.first + round.pairs.len()), median(&values)?))
}
