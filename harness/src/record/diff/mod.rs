//! Compares two runs: what takes longer or shorter than before, as far as the runs can be compared at all.
//!
//! Times of two runs are set side by side, but judged is only the ratio to the base of the same run: a slower machine slows
//! both, and cancels. Arms that got traffic of tenants are judged by the share of requests that they served warm.

mod circumstances;
mod render;

use serde::Serialize;
use statistics::{Estimate, Interval, MARGIN, Verdict};

pub use self::{
    circumstances::{Changed, Group},
    render::render,
};
use crate::{
    ranged::Ranged,
    record::{ArmFinding, CellFinding, PairFinding, Run, Share},
};

/// What changed from one run to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// When the two runs began, the baseline first.
    pub began: [String; 2],
    /// Whether both runs measured the same kind of target; different kinds do not compare.
    pub comparable: bool,
    /// Whether both runs are whole and valid; else the numbers stand side by side without a word.
    pub sound: bool,
    /// What a reader should know before believing any of it.
    pub warnings: Vec<String>,
    /// Everything about place and extent that differs.
    pub changed: Vec<Changed>,
    /// The cells that both have.
    pub cells: Vec<CellDifference>,
    /// Cells that only the baseline has samples of.
    pub only_before: Vec<String>,
    /// Cells that only the newer run has samples of.
    pub only_after: Vec<String>,
}

/// What changed in a cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellDifference {
    /// Its name.
    pub name: String,
    /// What was asked, for a reader.
    pub title: String,
    /// The arm that ratios refer to, where it is the same in both.
    pub base: Option<String>,
    /// The arms that both have, then the comparisons among those of which neither is the base, such as `new/traditional`.
    pub arms: Vec<ArmDifference>,
    /// Arms that only the baseline has samples of.
    pub only_before: Vec<String>,
    /// Arms that only the newer run has samples of.
    pub only_after: Vec<String>,
}

/// What changed for an arm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArmDifference {
    /// Its name.
    pub name: String,
    /// Whether it is the A/A control of either run, and so not judged.
    pub control: bool,
    /// The median or the cost of one operation in the baseline, in milliseconds.
    pub before_ms: Option<Ranged>,
    /// The same in the newer run.
    pub after_ms: Option<Ranged>,
    /// How many times the baseline's time the newer run's is.
    pub times: Option<Ranged>,
    /// The ratio to the base, or to the arm after the stroke, in the baseline.
    pub ratio_before: Option<Ranged>,
    /// The same in the newer run.
    pub ratio_after: Option<Ranged>,
    /// How many times the baseline's ratio the newer run's is.
    pub change: Option<Ranged>,
    /// How the share of warm answers changed, in traffic of tenants.
    pub warm: Option<WarmDifference>,
    /// The word for that change by the margin; none where nothing is judged. In traffic fewer warm answers are slower.
    pub word: Option<Verdict>,
}

/// How the share of warm answers changed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WarmDifference {
    /// The share in the baseline.
    pub before: Share,
    /// The same in the newer run.
    pub after: Share,
    /// By how much it grew.
    pub gain: Ranged,
}

/// Compares a newer run with a baseline.
pub fn diff(baseline: &Run, newer: &Run) -> Difference {
    let comparable = baseline.card.target == newer.card.target;
    let sound = [baseline, newer].iter().all(|run| run.card.complete && run.findings.trust.invalid.is_empty());
    let (before, after) = (&baseline.findings, &newer.findings);
    let both = before.cells.iter().filter_map(|cell| Some((cell, measured(after.cell(&cell.name)?)?)));
    let both = both.filter(|(before, _)| measured(before).is_some());
    Difference {
        began: [baseline, newer].map(|run| run.card.began.clone()),
        comparable,
        sound,
        warnings: circumstances::warnings(baseline, newer),
        changed: circumstances::changed(baseline, newer),
        cells: both.map(|(before, after)| cell(before, after, comparable, sound)).collect(),
        only_before: only(measured_names(&before.cells), &measured_names(&after.cells)),
        only_after: only(measured_names(&after.cells), &measured_names(&before.cells)),
    }
}

impl Difference {
    /// Whether any arm was judged at all; without a word nothing regressed and nothing held.
    pub fn judged(&self) -> bool {
        self.cells.iter().flat_map(|cell| &cell.arms).any(|arm| arm.word.is_some())
    }

    /// Whether any arm takes longer in relation to its base than before, or serves fewer requests warm, beyond the margin.
    pub fn regressed(&self) -> bool {
        self.cells.iter().flat_map(|cell| &cell.arms).any(|arm| arm.word == Some(Verdict::Slower))
    }
}

fn cell(before: &CellFinding, after: &CellFinding, comparable: bool, sound: bool) -> CellDifference {
    let base = before.base.clone().filter(|base| after.base.as_ref() == Some(base));
    let ratios = comparable && base.is_some();
    let both = before.arms.iter().filter_map(|arm| Some((arm, after.arm(&arm.name)?)));
    let others = before.others.iter().filter_map(|pair| {
        let same = |other: &&PairFinding| (&other.arm, &other.base) == (&pair.arm, &pair.base);
        Some((pair, after.others.iter().find(same)?))
    });
    let arms = both.map(|(before, after)| match warm(before, after) {
        Some(warm) => in_traffic(before, warm, comparable && sound),
        None => arm(before, after, ratios, sound),
    });
    let names = |cell: &CellFinding| cell.arms.iter().map(|arm| arm.name.clone()).collect::<Vec<_>>();
    CellDifference {
        name: before.name.clone(),
        title: after.title.clone(),
        base,
        arms: arms.chain(others.map(|(before, after)| among_others(before, after, comparable, sound))).collect(),
        only_before: only(names(before), &names(after)),
        only_after: only(names(after), &names(before)),
    }
}

fn arm(before: &ArmFinding, after: &ArmFinding, ratios: bool, sound: bool) -> ArmDifference {
    let control = before.control || after.control;
    let [before_ms, after_ms] = [before, after].map(|arm| arm.cost_ms.or(arm.p50_ms));
    let change = before.ratio.zip(after.ratio).filter(|_| ratios).and_then(|(before, after)| quotient(before, after));
    ArmDifference {
        name: before.name.clone(),
        control,
        before_ms,
        after_ms,
        times: before_ms.zip(after_ms).and_then(|(before, after)| quotient(before, after)),
        ratio_before: before.ratio,
        ratio_after: after.ratio,
        change,
        warm: None,
        word: change.filter(|_| sound && !control).map(word),
    }
}

fn warm(before: &ArmFinding, after: &ArmFinding) -> Option<WarmDifference> {
    let (before, after) = (before.traffic.as_ref()?.warm?, after.traffic.as_ref()?.warm?);
    Some(WarmDifference { before, after, gain: after.gain_over(&before) })
}

/// An arm that got traffic of tenants: what it is judged by is how many of them it served warm.
fn in_traffic(arm: &ArmFinding, warm: WarmDifference, judged: bool) -> ArmDifference {
    ArmDifference {
        name: arm.name.clone(),
        control: false,
        before_ms: None,
        after_ms: None,
        times: None,
        ratio_before: None,
        ratio_after: None,
        change: None,
        warm: Some(warm),
        word: judged.then(|| word_of_gain(warm.gain)),
    }
}

/// The verdict on a share by the margin, which here is one of per cent of all requests.
fn word_of_gain(gain: Ranged) -> Verdict {
    let margin = MARGIN - 1.0;
    match gain {
        Ranged { lower, .. } if lower > margin => Verdict::Faster,
        Ranged { upper, .. } if upper < -margin => Verdict::Slower,
        Ranged { lower, upper, .. } if lower >= -margin && upper <= margin => Verdict::Equivalent,
        Ranged { .. } => Verdict::Inconclusive,
    }
}

/// Two arms of which neither is the base, by the ratio of one to the other; what each takes stands in its own line.
fn among_others(before: &PairFinding, after: &PairFinding, comparable: bool, sound: bool) -> ArmDifference {
    let change = quotient(before.ratio, after.ratio).filter(|_| comparable);
    ArmDifference {
        name: format!("{}/{}", after.arm, after.base),
        control: false,
        before_ms: None,
        after_ms: None,
        times: None,
        ratio_before: Some(before.ratio),
        ratio_after: Some(after.ratio),
        change,
        warm: None,
        word: change.filter(|_| sound).map(word),
    }
}

/// How many times `before` is `after`; `None` where an end is not positive, for then there is no ratio.
///
/// The runs are independent of each other, so that on the logarithmic scale the squares of the reaches add up.
fn quotient(before: Ranged, after: Ranged) -> Option<Ranged> {
    if !(before.lower > 0.0 && after.lower > 0.0) {
        return None;
    }
    let [before, after] = [before, after].map(|side| [side.value.ln(), side.lower.ln(), side.upper.ln()]);
    let ([before, before_low, before_high], [after, after_low, after_high]) = (before, after);
    let value = after - before;
    let lower = value - (after - after_low).hypot(before_high - before);
    let upper = value + (after_high - after).hypot(before - before_low);
    Some(Ranged { value: value.exp(), lower: lower.exp(), upper: upper.exp() })
}

/// The verdict by the margin alone, as if against a control without any noise: both runs' noise is in the interval already.
fn word(change: Ranged) -> Verdict {
    let estimate = |value, low, high| Estimate { value, interval: Interval { low, high } };
    Verdict::of(&estimate(change.value, change.lower, change.upper), &estimate(1.0, 1.0, 1.0))
}

fn measured(cell: &CellFinding) -> Option<&CellFinding> {
    Some(cell).filter(|cell| !cell.arms.is_empty())
}

fn measured_names(cells: &[CellFinding]) -> Vec<String> {
    cells.iter().filter_map(measured).map(|cell| cell.name.clone()).collect()
}

fn only(these: Vec<String>, not_those: &[String]) -> Vec<String> {
    these.into_iter().filter(|name| !not_those.contains(name)).collect()
}

#[cfg(test)]
mod tests;
