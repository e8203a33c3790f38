//! The split between an object that owns a tenant and whoever computes: the object keeps order, versions and durability,
//! and needs no engine to do so.
//!
//! ```text
//! Query ──> Tenant ── turn, idempotency key ──> Transport ── Execute ──> compute, or an engine close by
//!              └───── one atomic write ──> Store
//! ```
//!
//! Any object that keeps the durable state of [`crate::store`] can be one; what it asks is a [`Transport`].

mod answer;
mod tenant;
mod transport;
mod turn;

pub use self::{
    tenant::{State, Tenant},
    transport::{ComputeBinding, Transport},
};
