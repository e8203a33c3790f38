//! What a run says to a hypothesis that was written down before it: a value, a comparison and a bound.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

use crate::estimate::Estimate;

/// How a value is held against a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, Serialize, Deserialize)]
pub enum Comparison {
    /// Below the bound.
    #[serde(rename = "<")]
    #[strum(serialize = "<")]
    Less,
    /// Below the bound or on it.
    #[serde(rename = "<=")]
    #[strum(serialize = "<=")]
    AtMost,
    /// Above the bound.
    #[serde(rename = ">")]
    #[strum(serialize = ">")]
    Greater,
    /// Above the bound or on it.
    #[serde(rename = ">=")]
    #[strum(serialize = ">=")]
    AtLeast,
}

impl Comparison {
    /// The comparison of a symbol, `None` for any other text.
    pub fn parse(symbol: &str) -> Option<Self> {
        symbol.parse().ok()
    }

    /// The symbol, as written, printed and stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether the value stands so to the bound.
    pub fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Less => value < bound,
            Self::AtMost => value <= bound,
            Self::Greater => value > bound,
            Self::AtLeast => value >= bound,
        }
    }
}

/// The answer to a hypothesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Answer {
    /// The whole interval satisfies it.
    Supported,
    /// No part of the interval satisfies it.
    Refuted,
    /// The run does not tell.
    Undecided,
}

impl Answer {
    /// Holds the interval of an estimate against a bound.
    pub fn of(estimate: &Estimate, comparison: Comparison, bound: f64) -> Self {
        let interval = estimate.interval;
        if interval.low.is_nan() || interval.high.is_nan() || bound.is_nan() {
            return Self::Undecided;
        }
        // What holds at both ends holds in between, and so does what holds at neither.
        match (comparison.holds(interval.low, bound), comparison.holds(interval.high, bound)) {
            (true, true) => Self::Supported,
            (false, false) => Self::Refuted,
            (true, false) | (false, true) => Self::Undecided,
        }
    }

    /// The word, as printed and stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The word where the hypothesis is a bound that is to be met, as printed and stored.
    pub fn bound_word(self) -> &'static str {
        match self {
            Self::Supported => "met",
            Self::Refuted => "not met",
            Self::Undecided => self.as_str(),
        }
    }
}
