//! What the self-check found, judged against its goals.

use std::fmt;

use serde_json::{Value, json};
use statistics::{Answer, Comparison, Estimate, Interval, Pair, median, ratio};

/// Seeds the resampling behind the intervals; any number does.
const SEED: u64 = 1;

/// What a value is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
    /// Not more.
    AtMost(f64),
    /// Not less.
    AtLeast(f64),
}

/// One line of the result.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// What was measured.
    pub name: &'static str,
    /// The unit of what was measured.
    pub unit: &'static str,
    /// Our value: the median of all.
    pub ours: f64,
    /// The rival's, where there is one.
    pub theirs: Option<f64>,
    /// The ratio of ours to the rival's, or our value where there is no rival.
    pub estimate: Estimate,
    /// What is to be reached, where something is.
    pub goal: Option<Goal>,
    /// Whether it was reached.
    pub answer: Option<Answer>,
    rounds: Vec<Vec<Pair>>,
}

impl Finding {
    /// Compares with the rival, whose values are no more precise than `step`; none when there is no ratio.
    pub(super) fn ratio(
        name: &'static str,
        unit: &'static str,
        rounds: &[Vec<Pair>],
        step: f64,
        goal: Option<Goal>,
    ) -> Option<Self> {
        let pairs = || rounds.iter().flatten();
        let theirs = median(&pairs().map(|pair| pair.base).collect::<Vec<_>>())?;
        let ours = median(&pairs().map(|pair| pair.arm).collect::<Vec<_>>())?;
        let estimate = ratio(rounds, SEED)?;
        // The true value lies anywhere within half a step around the one that was printed.
        let blur = 1.0 + step / 2.0 / theirs;
        let interval = Interval { low: estimate.interval.low / blur, high: estimate.interval.high * blur };
        let estimate = Estimate { interval, ..estimate };
        let answer = goal.map(|goal| goal.judge(&estimate));
        Some(Self { name, unit, ours, theirs: Some(theirs), estimate, goal, answer, rounds: rounds.to_vec() })
    }

    /// Takes one positive value of each round; none without rounds.
    pub(super) fn value(name: &'static str, unit: &'static str, values: &[f64], goal: Option<Goal>) -> Option<Self> {
        let rounds: Vec<_> = values.iter().map(|&arm| vec![Pair { base: 1.0, arm }]).collect();
        let ours = median(values)?;
        let estimate = ratio(&rounds, SEED)?;
        let answer = goal.map(|goal| goal.judge(&estimate));
        Some(Self { name, unit, ours, theirs: None, estimate, goal, answer, rounds })
    }

    /// The machine form, with the values of every round in the order in which they were taken in pairs.
    pub(super) fn to_json(&self) -> Value {
        let interval = self.estimate.interval;
        let side = |of: fn(&Pair) -> f64| -> Vec<Vec<f64>> {
            self.rounds.iter().map(|round| round.iter().map(of).collect()).collect()
        };
        let goal = self.goal.map(|goal| match goal {
            Goal::AtMost(bound) => json!({ "at_most": bound }),
            Goal::AtLeast(bound) => json!({ "at_least": bound }),
        });
        json!({
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "theirs": self.theirs,
            "estimate": {
                "of": if self.theirs.is_some() { "ratio" } else { "value" },
                "value": self.estimate.value,
                "low": interval.low,
                "high": interval.high,
            },
            "goal": goal,
            "outcome": self.answer.map(Answer::bound_word),
            "rounds": {
                "ours": side(|pair| pair.arm),
                "theirs": self.theirs.map(|_| side(|pair| pair.base)),
            },
        })
    }
}

impl Goal {
    fn judge(self, estimate: &Estimate) -> Answer {
        match self {
            Self::AtMost(bound) => Answer::of(estimate, Comparison::AtMost, bound),
            Self::AtLeast(bound) => Answer::of(estimate, Comparison::AtLeast, bound),
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(formatter, "at most {bound}"),
            Self::AtLeast(bound) => write!(formatter, "at least {bound}"),
        }
    }
}
