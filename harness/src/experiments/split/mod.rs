//! `cargo lab compare`: the compute split against the object with the engine inside and the object's own SQLite.

mod cells;
mod claims;
mod engine;
mod postgres;
pub(in crate::experiments) mod questions;
mod scenario;
mod sqlite;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use shared::engine::EngineName;

use self::{postgres::POSTGRES, sqlite::SQLITE};
use crate::{
    error::Result,
    experiments::{self, Arguments as Measurement, spreads::refuse_elsewhere, study::Study},
    machine::{project::Project, spread, workers::of_the_split},
};

/// The arguments of a comparison.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "comparison")]
pub struct Arguments {
    /// The engine of the architectures that have one; the floor is the object's own SQLite in any case
    #[arg(long, value_parser = engine(), default_value = EngineName::default().as_str())]
    engine: EngineName,
    #[command(flatten)]
    spread: spread::Arguments,
    #[command(flatten)]
    measurement: Measurement,
}

/// Measures and says which is faster.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let spread = arguments.spread.spread();
    refuse_elsewhere(arguments.measurement.target(), spread.as_slice())?;
    experiments::run(project, &Study::split(arguments.engine), spread.as_slice(), &arguments.measurement)
}

impl Study {
    /// The compute split with an engine, against the object with the engine inside and the object's own SQLite.
    pub fn split(engine: EngineName) -> Self {
        let whole = scenario::scenario(match engine {
            EngineName::Sqlite => &SQLITE,
            EngineName::Postgres => &POSTGRES,
        });
        Self {
            scenario: whole,
            quick_cells: &scenario::QUICK,
            quick_sizes: scenario::QUICK_SIZES,
            workers: of_the_split(&[engine]),
        }
    }
}

fn engine() -> impl TypedValueParser<Value = EngineName> {
    let names = PossibleValuesParser::new(EngineName::ALL.map(EngineName::as_str));
    names.try_map(|name| EngineName::parse(&name).map_err(|failure| failure.message))
}
