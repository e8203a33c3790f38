//! `cargo lab tenants`: many tenants on few isolates. Who is served cold, on which isolate, and what that costs.

mod claims;
mod scenario;
use shared::{engine::EngineName, routing::Routing};

use crate::{
    error::Result,
    experiments::{self, Arguments as Measurement, spreads::refuse_elsewhere, study::Study},
    machine::{
        engines::Engines,
        project::Project,
        spread::{self, Spread},
        workers::of_the_split,
    },
};

/// The arguments of a run of tenants.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "tenants")]
pub struct Arguments {
    /// The engine of the tenants
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engines,
    /// Divide all waiting times by this; what the platform does by its own clock stays as it is
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0, value_parser = scale)]
    time_scale: f64,
    #[command(flatten)]
    spreads: spread::Several,
    #[command(flatten)]
    measurement: Measurement,
}

/// Measures who is warm.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let spreads = arguments.spreads()?;
    experiments::run(project, &arguments.study(&spreads), &spreads, &arguments.measurement)
}

impl Arguments {
    /// How compute is spread on the target that was chosen.
    fn spreads(&self) -> Result<Vec<Spread>> {
        let spreads = self.spreads.spreads()?;
        refuse_elsewhere(self.measurement.target(), &spreads)?;
        Ok(spreads)
    }

    /// What is asked where compute is spread in these ways.
    fn study(&self, spreads: &[Spread]) -> Study {
        let policies: Vec<Routing> = spreads.iter().map(|spread| spread.routing).collect();
        Study::tenants(self.engine.names(), &policies, self.time_scale)
    }
}

impl Study {
    /// Many tenants on few isolates, with each arm that asks compute under each policy where there are several.
    pub fn tenants(engines: &[EngineName], policies: &[Routing], time_scale: f64) -> Self {
        Self {
            scenario: scenario::scenario(engines, policies, time_scale),
            quick_cells: &scenario::QUICK,
            quick_sizes: scenario::QUICK_SIZES,
            workers: of_the_split(engines),
        }
    }
}

fn scale(text: &str) -> Result<f64, String> {
    let scale: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    if (0.01..=1000.0).contains(&scale) { Ok(scale) } else { Err("a time scale lies between 0.01 and 1000".to_owned()) }
}

#[cfg(test)]
mod tests;
