//! One object calling another so that no call is lost and none is applied twice: what travels, what is asked of the two Workers
//! that compare it with plain calls, and what they tell.
//!
//! ```text
//! router ── Plan ──> call-source ─┬─ rpc, rpc_durable, rpc_both_durable ── Debit ────> call-target
//!                                 ├─ queued, queued_list ── Enqueue ─────────────────> call-target
//!                                 │        └───────────────────────── TakeResult <────────┘
//!                                 └─ durable, durable_single, one_way ── Delivery ───> call-target
//!                                            └── two_one_way ────────── Delivery <────────┘
//! ```
//!
//! The targets hold accounts. Every debit has a number of its own, so an effect that was lost, made twice or made out of order
//! shows in the ledger.

mod answers;
mod choice;
mod delivery;
mod plan;
mod report;
mod task;

pub use self::{
    answers::{CancelReport, Cancellation, DeadLetter, LedgerQuestion, LedgerReport, SourceReport, Span},
    choice::{Acknowledgement, Grouping, Mode, Replies, Rows, Watchdog, Way},
    delivery::{Answer, Call, Delivered, Delivery, Epoch, Stop},
    plan::{Design, Faults, Plan, target_name, usual_source},
    report::{BatchReport, Pending, Progress},
    task::{Debit, Debited, Effect, Enqueued, QueuedResult, debited},
};

#[cfg(test)]
mod tests;
