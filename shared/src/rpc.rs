//! One call between two Workers, in every way in which it can travel: what is asked for, what is carried, what comes back.
//!
//! ```text
//! router ── Plan | Batch ──> rpc-caller ─┬─ direct ──────────────────────────────> the function, inline
//!                                        ├─ binding_rpc, binding_fetch, capnweb ─> rpc-runtime ─┐ depth > 1
//!                                        ├─ raw_fetch, over HTTP ────────────────> rpc-runtime <┘
//!                                        ├─ loader ──────────────────────────────> rpc-runtime's code in an isolate of its own
//!                                        └─ object_rpc, object_fetch ────────────> an object of rpc-runtime
//! ```
//!
//! The functions are pure and stand here once, so that the same code runs inline for `direct` and in the runtime for the
//! rest; the caller works out the right answer before the clock runs and holds every reply against it.

mod choice;
mod function;
mod plan;
mod records;
mod report;
mod task;

pub use choice::{Codec, Function, Mode, Transport};
pub use function::run;
pub use plan::{Batch, Plan};
pub use records::{Payload, Record};
pub use report::{BatchReport, BorderReport, CallReport, CallerReport, Crossings, MethodReport, RuntimeReport, Wire};
pub use task::{Task, Value};

#[cfg(test)]
mod tests;
