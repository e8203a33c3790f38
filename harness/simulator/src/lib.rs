//! Runs the policy of a pool through days of simulated traffic, and says what came of it.
//!
//! ```text
//! Plan ──► arrivals ──► Engine of `shared::pool` ──► commands ──► events: opened, answered ──► Engine …
//!   │        (seed)        the very same that an object runs          │
//!   └─ costs, tenants, machines                                       └──► Findings: waits, cold starts, memory, dollars
//! ```
//!
//! Not one decision is made here: where a request goes, what waits, what is refused and how long an isolate lives is the engine's. What
//! is made here is the world around it: who asks when, how long work and starts take, and how time goes by. It is checked against what
//! queueing theory says ([`checks`]), so that it need not be believed.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "times are whole nanoseconds and statistics doubles; both ways lose nothing that a simulation of days could show"
)]

mod arrivals;
pub mod checks;
mod events;
mod exponential;
mod findings;
mod found;
pub mod plan;
mod price;
mod processor;
mod run;
mod seeds;
pub mod speed;
pub mod sweep;
pub mod theory;
pub mod trace;
mod zipf;

pub use findings::{DAY_COLUMNS, DAY_ROWS, DayCell, Findings};
pub use plan::{Arrivals, Costs, Duration, Plan, Tenants};
pub use price::{Dollars, PRICES, Prices};
pub use run::{TooFewEvents, simulate};
pub use seeds::{Measure, Spread, control, over_seeds};
pub use zipf::Zipf;

#[cfg(test)]
mod tests;
