//! The native side of Isolab: sets the machine up, builds the Workers, runs them locally, measures, tests and deploys them.
//!
//! | module | answers |
//! |---|---|
//! | [`command`] | what can be typed |
//! | [`tools`], [`build`] | what the machine needs, and how bundles are made |
//! | [`workerd`] | how the bundles are served on this machine |
//! | [`client`], [`compare`] | how they are measured |
//! | [`doctor`], [`up`], [`checks`], [`deploy`] | one command each |
//! | [`project`], [`lock`], [`process`], `signals`, [`terminal`], [`error`] | files, other processes, their end, talk, failure |

pub mod build;
pub mod checks;
pub mod client;
pub mod command;
pub mod compare;
pub mod deploy;
pub mod doctor;
pub mod error;
pub mod lock;
pub mod process;
pub mod project;
mod signals;
pub mod terminal;
pub mod tools;
pub mod up;
pub mod workerd;
pub mod wrangler;
