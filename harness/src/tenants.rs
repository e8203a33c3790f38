//! `cargo lab tenants`: many tenants on few isolates. Who is served cold, on which isolate, and what that costs.

use shared::routing::Routing;

use crate::{
    engines::Engines,
    error::Result,
    experiment::{self, Arguments as Measurement},
    project::Project,
    scenario::Study,
    spread::{self, Spread},
};

/// What can be said about a run of tenants.
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
    let spreads = arguments.spreads.on(arguments.measurement.target())?;
    experiment::run(project, &arguments.study(&spreads), &spreads, &arguments.measurement)
}

impl Arguments {
    /// What is asked where compute is spread in these ways.
    fn study(&self, spreads: &[Spread]) -> Study {
        let policies: Vec<Routing> = spreads.iter().map(|spread| spread.routing).collect();
        Study::tenants(self.engine.names(), &policies, self.time_scale)
    }
}

fn scale(text: &str) -> Result<f64, String> {
    let scale: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    if (0.01..=1000.0).contains(&scale) { Ok(scale) } else { Err("a time scale lies between 0.01 and 1000".to_owned()) }
}

#[cfg(test)]
mod tests;
