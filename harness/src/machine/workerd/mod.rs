//! The local runtime: a configuration generated from the wrangler files, which are the one source of truth, and the
//! process that serves it.

mod capnp;
mod configuration;
mod from_wrangler;
mod instance;
mod modules;
mod raw_fetch;
mod spread;
mod stack;
pub(crate) mod state;
#[cfg(test)]
mod tests;

pub use configuration::{
    Binding, Configuration, Module, ModuleKind, ObjectClass, Openness, Outbound, Service, Socket, Target,
};
pub use instance::{Group, Instance, Options};
pub(crate) use raw_fetch::free_port;
pub use spread::isolate;
