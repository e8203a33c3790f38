//! Statistics of a comparison: summaries, ratios with intervals, and the verdict drawn from them.
//!
//! ```text
//! requests ── median of a block ──► pair ── ln(arm / base) ──► round ── median ──► run: ratio, interval, verdict
//! ```
//!
//! Requests are not independent of each other: a burst on the machine touches a whole block. So the unit is the *pair* of
//! blocks that stood side by side, and above it the *round*, one process of the runtime. Everything here is a pure
//! function of its arguments; what is random takes a seed.

mod bootstrap;
mod estimate;
mod order;
mod paired;
mod quantile;
mod random;
mod student;
mod summary;
mod verdict;

pub use estimate::{Estimate, Interval};
pub use order::median_interval;
pub use paired::{Pair, difference, ratio};
pub use quantile::{PerMille, median, quantile};
pub use random::{Random, mirrored};
pub use summary::{P95_LEAST_SAMPLES, P99_LEAST_SAMPLES, Summary};
pub use verdict::{MARGIN, Outcome, Verdict, pairs_to_settle};

#[cfg(test)]
mod tests;
