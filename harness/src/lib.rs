//! The native side of Isolab: sets the machine up, builds the Workers, runs them locally, measures, tests and deploys them.
//!
//! | module | answers |
//! |---|---|
//! | [`command`] | what can be typed |
//! | [`workers`] | which Workers there are, who calls whom |
//! | [`tools`], [`build`] | what the machine needs, and how bundles are made |
//! | [`workerd`] | how the bundles are served on this machine |
//! | [`spread`] | over how many isolates compute is spread, and how |
//! | [`scenario`], [`configuration`] | what is measured, as data |
//! | [`target`], [`client`], [`load`], [`runner`] | how it is measured |
//! | [`samples`], [`analysis`], [`quantity`], [`gate`] | what the numbers say |
//! | [`record`], [`report`], [`view`] | where it is kept, and how it is told |
//! | [`compare`], [`rpc`], [`tenants`], [`experiment`], [`reading`], [`verify`], [`diff`], [`selfcheck`] | the commands of the instrument |
//! | [`fuzz`] | what nobody would ask, asked |
//! | [`doctor`], [`up`], [`checks`], [`dev`], [`deploy`], [`manual`] | one command each |
//! | [`process`], `group`, [`leash`], `signals`, `together` | other programs, side by side too, and the end of them and us |
//! | [`project`], [`lock`], `whole`, `port`, `timestamp`, [`terminal`], [`error`] | files, turns, addresses, times, talk, failure |

pub mod analysis;
pub mod build;
pub mod checks;
pub mod client;
pub mod command;
pub mod configuration;
pub mod deploy;
pub mod dev;
pub mod diff;
pub mod doctor;
mod engines;
pub mod error;
#[doc(hidden)]
pub mod example;
pub mod experiments;
pub mod fuzz;
pub mod gate;
mod group;
pub mod leash;
pub mod load;
pub mod lock;
pub mod manual;
mod numbers;
mod port;
pub mod process;
pub mod project;
pub mod quantity;
pub mod ranged;
pub mod reading;
pub mod record;
pub mod report;
pub mod runner;
pub mod samples;
pub mod scenario;
pub mod selfcheck;
mod signals;
pub mod spread;
pub mod target;
pub mod terminal;
mod timestamp;
mod together;
pub mod tools;
pub mod up;
pub mod verify;
pub mod view;
mod whole;
pub mod workerd;
pub mod workers;
pub mod wrangler;
