//! The arguments of a measurement, whatever the scenario.

use std::path::PathBuf;

use super::RunArguments;
use crate::{
    error::{Error, Result},
    experiments::{
        configuration::{self, Configured, Handicap, Layer},
        study::Study,
    },
    instrument::target::Choice,
};

/// The arguments of a measurement.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Measure a small part, which takes one to three minutes: fewer processes, pairs and cells
    #[arg(long)]
    quick: bool,
    /// Measure everything at full size, as without --quick
    #[arg(long = "full", conflicts_with = "quick")]
    _full: bool,
    /// Measure only these cells, also those that --quick leaves out
    #[arg(long, alias = "scenarios", value_name = "NAME,…", value_delimiter = ',')]
    cells: Vec<String>,
    /// Compare only these arms, the first being the base; the same one twice compares it with itself; of those that serve tenants,
    /// the name of an architecture means every arm of it
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    arms: Vec<String>,
    /// Hold the answers of an arm back by a share of their time, to see what is found: `new_2=0.05`
    #[arg(long, value_name = "ARM=SHARE")]
    handicap: Vec<Handicap>,
    /// A TOML file that changes sizes and procedures; --print-config shows what can be set
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print what can be set as it would be measured, with the origin of every changed value, and measure nothing
    #[arg(long)]
    pub(super) print_config: bool,
    /// Fresh processes of the runtime, at least 2
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(2..=1000))]
    rounds: Option<u32>,
    /// Leave out what no verdict needs, so that measuring ends about then; --quick of most has a limit of its own
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    time_limit: Option<u32>,
    /// Fail with exit code 10 unless this holds, such as `split.hot_read.ratio.upper < 2.0`; may be given several times
    #[arg(long, value_name = "CONDITION")]
    pub(super) gate: Vec<String>,
    /// Fail with exit code 11 when an arm is slower than in this earlier run
    #[arg(long, value_name = "RUN")]
    pub(super) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(super) run: RunArguments,
}

impl Arguments {
    /// What is measured.
    pub(crate) const fn target(&self) -> &Choice {
        &self.run.target
    }

    /// The scenario with everything that the command line and a file change.
    pub(crate) fn configure(&self, study: &Study) -> Result<Configured> {
        let mut layers = Vec::new();
        if self.quick {
            layers.push(Layer::parse("--quick", study.quick_sizes)?);
        }
        if let Some(path) = &self.config {
            layers.push(Layer::read(path)?);
        }
        if let Some(rounds) = self.rounds {
            layers.push(Layer::flag("--rounds", "size.rounds", i64::from(rounds)));
        }
        if let Some(seconds) = self.time_limit {
            layers.push(Layer::flag("--time-limit", "size.most_ms", i64::from(seconds) * 1000));
        }
        let mut configured = configuration::configure(&study.scenario, layers)?;
        let quick: Vec<String> = study.quick_cells.iter().map(|name| (*name).to_owned()).collect();
        if !self.cells.is_empty() {
            configured.choose("--cells", |scenario| configuration::keep_cells(scenario, &self.cells))?;
        } else if self.quick {
            configured.choose("--quick", |scenario| configuration::keep_cells(scenario, &quick))?;
        }
        if !self.arms.is_empty() {
            configured.choose("--arms", |scenario| configuration::keep_arms(scenario, &self.arms))?;
        }
        for handicap in &self.handicap {
            configured.choose("--handicap", |scenario| handicap.apply(scenario))?;
        }
        if configured.scenario.cells.is_empty() && configured.scenario.trials.is_empty() {
            return Err(Error::usage("nothing is left to measure: no cell has these arms"));
        }
        Ok(configured)
    }
}

#[cfg(test)]
mod tests;
