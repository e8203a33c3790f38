//! Durable calls between objects: none is lost, none has its effect twice, and many cost less than plain calls.

pub mod inbox;
mod note;
pub mod outbox;
mod pieces;
pub mod platform;
pub mod receive;
pub mod resume;
mod rows;
mod schema;
pub mod target;
pub mod ticket;
pub mod timers;

#[cfg(test)]
mod tests;
