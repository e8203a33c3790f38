//! `cargo lab compare`: the compute split against the object with the engine inside and the object's own SQLite.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use shared::engine::EngineName;

use crate::{
    error::Result,
    experiment::{self, Arguments as Measurement},
    project::Project,
    scenario::Study,
    spread,
};

/// What can be said about a comparison.
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
    let spread = arguments.spread.on(arguments.measurement.target())?;
    experiment::run(project, &Study::split(arguments.engine), spread.as_slice(), &arguments.measurement)
}

fn engine() -> impl TypedValueParser<Value = EngineName> {
    let names = PossibleValuesParser::new(EngineName::ALL.map(EngineName::as_str));
    names.try_map(|name| EngineName::parse(&name).map_err(|failure| failure.message))
}
