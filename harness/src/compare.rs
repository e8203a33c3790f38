//! `cargo lab compare`: the compute split against the object with the engine inside and the object's own SQLite.

use clap::ValueEnum;
use shared::engine::EngineName;

use crate::{
    error::Result,
    experiment::{self, Arguments as Measurement},
    project::Project,
    scenario::Study,
};

/// What can be said about a comparison.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "comparison")]
pub struct Arguments {
    /// The engine of the architectures that have one; the floor is the object's own SQLite in any case
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    #[command(flatten)]
    measurement: Measurement,
}

/// The engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// SQLite.
    Sqlite,
    /// Postgres.
    Postgres,
}

/// Measures and says which is faster.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let engine = match arguments.engine {
        Engine::Sqlite => EngineName::Sqlite,
        Engine::Postgres => EngineName::Postgres,
    };
    experiment::run(project, &Study::split(engine), &arguments.measurement)
}
