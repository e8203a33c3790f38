//! The machine and what runs on it: everything but numbers.
//!
//! | module | answers |
//! |---|---|
//! | [`tools`], [`doctor`] | what the machine needs, and what is missing |
//! | [`build`], [`workerd`] | how bundles are made, and served here |
//! | [`workers`], [`spread`] | which Workers there are, who calls whom, and over how many isolates compute is spread |
//! | [`wrangler`], [`up`], [`dev`], [`deploy`] | the commands that serve and deploy them |
//! | [`checks`] | every test of the project |
//! | [`process`], `group`, [`leash`], `signals`, `together` | other programs, and the end of them and us |
//! | [`project`], [`lock`], `whole`, `port`, `timestamp`, `memory` | files, turns, addresses, times |

pub mod build;
pub mod checks;
pub mod deploy;
pub mod dev;
pub mod doctor;
pub(crate) mod engines;
pub(crate) mod group;
pub mod leash;
pub mod lock;
pub(crate) mod memory;
pub(crate) mod port;
pub mod process;
pub mod project;
pub(crate) mod signals;
pub mod spread;
pub(crate) mod timestamp;
pub(crate) mod together;
pub mod tools;
pub mod up;
pub(crate) mod whole;
pub mod workerd;
pub mod workers;
pub mod wrangler;
