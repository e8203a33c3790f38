//! Traces: what an outbox and an inbox do with each other, event by event, on the host; and a model that makes all of them.

mod alarms;
mod found;
pub(crate) mod host;
mod intents;
mod model;
mod object;
mod traces;
mod world;
