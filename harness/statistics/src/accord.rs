//! The word for two ways of measuring the same thing.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr};

use crate::estimate::Estimate;

/// Whether two ways of measuring the same thing say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Accord {
    /// The whole interval of their ratio lies inside the tolerance.
    Agree,
    /// The whole interval lies outside, on one side.
    Differ,
    /// The run does not tell.
    Undecided,
}

impl Accord {
    /// Two ways that are apart by less than this factor say the same: 15 %, the same up and down.
    pub const TOLERANCE: f64 = 1.15;

    /// Judges the ratio of one way to the other.
    pub fn of(ratio: &Estimate) -> Self {
        let (least, most, interval) = (Self::TOLERANCE.recip(), Self::TOLERANCE, ratio.interval);
        if interval.low >= least && interval.high <= most {
            Self::Agree
        } else if interval.high < least || interval.low > most {
            Self::Differ
        } else {
            Self::Undecided
        }
    }

    /// The word, as printed and stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
