//! A survey as a matrix of arms and cells, for its table and its picture.

use statistics::Verdict;

use super::{badges, coordinate::place};
use crate::{
    ranged::Ranged,
    record::{ArmFinding, Findings, SurveyFinding},
};

/// From this largest difference on, in milliseconds, microseconds would have too many digits.
const LARGE: f64 = 100.0;

/// Arms under each other, cells side by side.
#[derive(Clone, Debug)]
pub(crate) struct Matrix<'a> {
    /// Of what.
    pub survey: &'a SurveyFinding,
    /// Where each cell stands, in words.
    pub heads: Vec<String>,
    /// In what all times are told.
    pub unit: Unit,
    /// What the base itself takes: its median, or the cost of one operation where it asks in batches.
    pub base: Vec<Option<Ranged>>,
    /// The name of that number.
    pub base_measure: &'static str,
    /// The arms in order, with what each takes beyond the base.
    pub rows: Vec<(&'a str, Vec<Option<Entry>>)>,
}

/// What an arm takes beyond the base in one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Entry {
    /// In the unit of the matrix.
    pub difference: Ranged,
    /// The word for the ratio in this cell.
    pub verdict: Option<Verdict>,
}

/// In what times are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Microseconds,
    Milliseconds,
}

impl Unit {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Microseconds => "µs",
            Self::Milliseconds => "ms",
        }
    }

    /// The unit that suits times in milliseconds of that size.
    fn of(largest: f64) -> Self {
        if largest < LARGE { Self::Microseconds } else { Self::Milliseconds }
    }

    /// Milliseconds in this unit.
    fn tell(self, Ranged { value, lower, upper }: Ranged) -> Ranged {
        let times = match self {
            Self::Microseconds => 1e3,
            Self::Milliseconds => 1.0,
        };
        Ranged { value: value * times, lower: lower * times, upper: upper * times }
    }
}

impl<'a> Matrix<'a> {
    pub(crate) fn of(survey: &'a SurveyFinding, findings: &Findings) -> Self {
        let of = |arm: &str| -> Vec<Option<&ArmFinding>> {
            survey.points.iter().map(|point| findings.cell(&point.cell)?.arm(arm)).collect()
        };
        let all = survey.arms.iter().flat_map(|arm| of(arm)).filter_map(|arm| arm?.difference_ms);
        let unit = Unit::of(all.map(|difference| difference.value.abs()).fold(0.0, f64::max));
        let base = of(&survey.base);
        let in_batches = base.iter().flatten().any(|arm| arm.cost_ms.is_some());
        let own = |arm: &ArmFinding| arm.cost_ms.or(arm.p50_ms).map(|time| unit.tell(time));
        let entry = |arm: &ArmFinding| Some(Entry { difference: unit.tell(arm.difference_ms?), verdict: arm.verdict });
        let row = |arm: &'a String| (arm.as_str(), of(arm).into_iter().map(|arm| entry(arm?)).collect());
        Self {
            survey,
            heads: survey.points.iter().map(|point| place(&survey.along, point.at)).collect(),
            unit,
            base: base.into_iter().map(|arm| own(arm?)).collect(),
            base_measure: if in_batches { "cost" } else { "p50" },
            rows: survey.arms.iter().map(row).collect(),
        }
    }

    /// What the first row and the others show, and the signs that stand beside the numbers, as a sentence.
    pub(crate) fn explanation(&self) -> String {
        let all = [Verdict::Slower, Verdict::Faster, Verdict::Equivalent, Verdict::Inconclusive];
        let stands = |verdict: &Verdict| {
            self.rows.iter().flat_map(|(_, row)| row).flatten().any(|entry| entry.verdict == Some(*verdict))
        };
        let told: Vec<String> = all
            .into_iter()
            .filter(stands)
            .map(|verdict| format!("{} {verdict}", badges::verdict(verdict).sign))
            .collect();
        let judged = if told.is_empty() { String::new() } else { format!("; the ratio is {}", told.join(", ")) };
        let (unit, base) = (self.unit.as_str(), &self.survey.base);
        format!("{unit} more than {base}, whose own {} is the first row{judged}", self.base_measure)
    }
}

#[cfg(test)]
mod tests;
