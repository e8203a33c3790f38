//! The arguments of a fuzz.

use std::time::Duration;

use super::{database::Database, hunt::Plan};
use crate::machine::{engines::Engines, spread};

/// Lines to try.
pub const EXAMPLES: &str = "\
Examples:
  cargo lab fuzz
  cargo lab fuzz --requests 20000 --seed 7
  cargo lab fuzz --engine postgres --compute-isolates 3 --routing random
  cargo lab fuzz --requests 1000000 --seconds 600";

/// The arguments of a fuzz.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// How many requests are sent
    #[arg(long, value_name = "NUMBER", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    requests: u32,
    /// What every request follows from; the same seed sends the same again
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,
    /// The engine of the databases
    #[arg(long, value_enum, default_value = "both")]
    engine: Engines,
    /// How many clients send at the same time
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    clients: u16,
    /// Send no more after so many seconds
    #[arg(long, value_name = "MOST")]
    seconds: Option<u32>,
    #[command(flatten)]
    pub(super) spread: spread::Arguments,
}

impl Arguments {
    /// What is sent.
    pub(super) fn plan(&self) -> Plan {
        let engines = self.engine.names();
        Plan {
            seed: self.seed,
            requests: usize::try_from(self.requests).unwrap_or(usize::MAX),
            clients: usize::from(self.clients),
            databases: Database::all(engines, self.seed),
            most: self.seconds.map(|seconds| Duration::from_secs(seconds.into())),
        }
    }
}
