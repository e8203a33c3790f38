//! The durable call in an object of the platform: its storage and alarm for the library, and the courier that carries messages.
//!
//! ```text
//! logic ── transaction ──> outbox ── take ──> courier ── RPC ──> another object's inbox
//!                            ^ └─ settle ────────┘
//!                            └── ring ── the object's alarm
//! ```
//!
//! `durable` decides everything; here is only what has to be awaited.

mod courier;
mod platform;

pub use self::{
    courier::{Courier, Peers},
    platform::ObjectPlatform,
};
