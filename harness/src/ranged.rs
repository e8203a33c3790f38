//! A value with its interval, as the record keeps it and every report tells it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statistics::{Estimate, Interval};

/// A value with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranged {
    /// The best single value.
    pub value: f64,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl From<Estimate> for Ranged {
    fn from(Estimate { value, interval }: Estimate) -> Self {
        Self { value, lower: interval.low, upper: interval.high }
    }
}

impl From<Ranged> for Estimate {
    fn from(Ranged { value, lower, upper }: Ranged) -> Self {
        Self { value, interval: Interval { low: lower, high: upper } }
    }
}
