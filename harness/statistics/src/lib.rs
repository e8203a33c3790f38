//! Statistics of a comparison: ratios with intervals, and the verdict drawn from them.
//!
//! ```text
//! requests ── median of a block ──► pair ── ln(arm / base) ──► round ── median ──► run: ratio, interval, verdict
//!          └─ blocks as clusters ─► percentiles of an arm                           └─► cells: geometric mean
//! ```
//!
//! Requests are not independent of each other: a burst on the machine touches a whole block. So the unit is the *pair* of
//! blocks that stood side by side, and above it the *round*, one process of the runtime. Everything here is a pure
//! function of its arguments; what is random takes a seed. The Workers build none of it: what they need of a sample, its
//! quantiles and its summary, is in `shared`, together with the seeded generator.

mod accord;
mod answer;
mod bootstrap;
mod cluster;
mod combined;
mod estimate;
mod holm;
mod independent;
mod least_squares;
mod mean;
mod mirrored;
mod normal;
mod order;
mod paired;
mod proportion;
mod repeated;
mod signed_rank;
mod student;
mod verdict;

pub use accord::Accord;
pub use answer::{Answer, Comparison};
pub use cluster::{Block, cluster_differences, cluster_quantiles};
pub use combined::combinations;
pub use estimate::{Estimate, Interval};
pub use holm::holm;
pub use independent::ratio_of_independent;
pub use least_squares::least_squares;
pub use mean::mean_interval;
pub use mirrored::mirrored;
pub use order::{median_interval, quantile_interval};
pub use paired::{Pair, difference, geometric_mean, provisional, ratio, slope};
pub use proportion::wilson;
pub use shared::{
    quantile::{P99_LEAST_SAMPLES, PerMille, least_samples, mean, median, quantile},
    random::Random,
};
pub use signed_rank::signed_rank;
pub use verdict::{MARGIN, Verdict, noise_floor, pairs_to_settle};

#[cfg(test)]
mod tests;
