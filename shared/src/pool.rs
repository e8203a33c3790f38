//! Which isolate runs which request, as a pure machine: events in, commands out.
//!
//! ```text
//! arrive opened build_failed answered closed vanished tick resize drain warm
//!                    │
//!               ┌────▼─────┐   now and randomness are arguments
//!               │  Engine  │   the same one in an object of the platform and in the simulator
//!               └────┬─────┘
//!  Run Open Retire Dispose Check Refuse, into a buffer that the caller lends
//! ```
//!
//! An isolate's place is a *slot*, which outlives the isolates that come and go in it:
//!
//! ```text
//! empty ──Open──> opening ──opened──> ready ──Retire──> retiring ──closed──> empty
//!                    └─build_failed─> empty, next generation   (leaving: retired once its last answer came)
//! ```
//!
//! What holds whatever is configured: a request is run, refused or waiting, and each once; an isolate serves one owner in its
//! life; no bound is passed, not even by one; what waits in order of arrival is not overtaken for ever. A caller does what a command
//! says and tells what came of it. It may be late: what it tells of an earlier isolate of a slot changes nothing.
//!
//! Memory is flat arrays with indices of 32 bits. An isolate takes 32 bytes, an owner 4; what only some configurations ask for
//! (ages, sizes, histograms) lies beside and is there only where it is asked for.

mod command;
mod configuration;
mod counters;
mod details;
mod engine;
mod heap;
mod histogram;
mod idle;
mod loads;
mod moment;
mod owners;
mod slot;
mod variables;
mod waiting;
mod words;

pub use command::{Command, Life, Start};
pub use configuration::Configuration;
pub use counters::{Counters, Gauges};
pub use engine::{Answer, Arrival, Engine, Outcome, SlotReport};
pub use moment::{Moment, Span};
pub use slot::State;
pub use words::{Discipline, Keeping, Placement, Refusal};

#[cfg(test)]
mod tests;
