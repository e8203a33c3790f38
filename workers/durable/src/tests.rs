//! Traces: what an outbox and an inbox do with each other, event by event, on the host.

mod alarms;
mod found;
pub(crate) mod host;
mod object;
mod traces;
