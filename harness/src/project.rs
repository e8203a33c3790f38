//! Where the files of the project are, and which Workers it deploys.

use std::{
    env, fmt,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use shared::engine::EngineName;

use crate::error::{Error, Result};

/// A deployable of the project; its name is that of its wrangler file. A package with an engine is built once for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Worker {
    /// The stateless engine.
    Compute,
    /// The same with Postgres.
    ComputePostgres,
    /// The object that owns the data of the compute split.
    State,
    /// The object with the engine inside.
    Traditional,
    /// The same with Postgres.
    TraditionalPostgres,
    /// The object that asks compute until its own engine is loaded.
    Hybrid,
    /// The same with Postgres.
    HybridPostgres,
    /// The object that uses its own SQLite.
    Native,
    /// The runtime of measured calls.
    RpcRuntime,
    /// The Worker that makes measured calls.
    RpcCaller,
    /// The public entry.
    Router,
    /// Stands before several isolates of a compute Worker.
    Spreader,
}

impl Worker {
    /// Every Worker that is deployed with the others, callees before their callers: the order in which they can be.
    pub const ALL: [Worker; 11] = [
        Worker::Compute,
        Worker::ComputePostgres,
        Worker::State,
        Worker::Traditional,
        Worker::TraditionalPostgres,
        Worker::Hybrid,
        Worker::HybridPostgres,
        Worker::Native,
        Worker::RpcRuntime,
        Worker::RpcCaller,
        Worker::Router,
    ];

    /// Workers that are served only where somebody asks for it, and deployed by hand: experiments.
    pub const EXPERIMENTS: [Worker; 1] = [Worker::Spreader];

    /// The stateless engines, of which a spreader can serve several isolates.
    pub const COMPUTE: [Worker; 2] = [Worker::Compute, Worker::ComputePostgres];

    /// Every Worker that there is.
    pub const EVERY: [Worker; Self::ALL.len() + Self::EXPERIMENTS.len()] = {
        let mut every = [Worker::Router; Self::ALL.len() + Self::EXPERIMENTS.len()];
        let (deployed, experiments) = every.split_at_mut(Self::ALL.len());
        deployed.copy_from_slice(&Self::ALL);
        experiments.copy_from_slice(&Self::EXPERIMENTS);
        every
    };

    /// The name of the deployable.
    pub const fn name(self) -> &'static str {
        match self {
            Worker::Compute => "compute",
            Worker::ComputePostgres => "compute-postgres",
            Worker::State => "state",
            Worker::Traditional => "traditional",
            Worker::TraditionalPostgres => "traditional-postgres",
            Worker::Hybrid => "hybrid",
            Worker::HybridPostgres => "hybrid-postgres",
            Worker::Native => "native",
            Worker::RpcRuntime => "rpc-runtime",
            Worker::RpcCaller => "rpc-caller",
            Worker::Router => "router",
            Worker::Spreader => "spreader",
        }
    }

    /// The name of its package, which is that of the package's folder.
    pub const fn package(self) -> &'static str {
        match self {
            Worker::Compute | Worker::ComputePostgres => "compute",
            Worker::Traditional | Worker::TraditionalPostgres => "traditional",
            Worker::Hybrid | Worker::HybridPostgres => "hybrid",
            Worker::State
            | Worker::Native
            | Worker::RpcRuntime
            | Worker::RpcCaller
            | Worker::Router
            | Worker::Spreader => self.name(),
        }
    }

    /// The engine that it brings, so that nobody needs it who does not ask for that one.
    pub const fn engine(self) -> Option<EngineName> {
        match self {
            Worker::Compute | Worker::Traditional | Worker::Hybrid => Some(EngineName::Sqlite),
            Worker::ComputePostgres | Worker::TraditionalPostgres | Worker::HybridPostgres => {
                Some(EngineName::Postgres)
            }
            Worker::State
            | Worker::Native
            | Worker::RpcRuntime
            | Worker::RpcCaller
            | Worker::Router
            | Worker::Spreader => None,
        }
    }

    /// The Workers of a deployment that has these engines, callees before their callers.
    pub fn with_engines(engines: &[EngineName]) -> Vec<Worker> {
        let is_needed = |worker: &Worker| worker.engine().is_none_or(|engine| engines.contains(&engine));
        Self::ALL.into_iter().filter(is_needed).collect()
    }

    /// The feature that is chosen instead of the package's default ones, where there is one.
    pub const fn feature(self) -> Option<&'static str> {
        match self.engine() {
            Some(EngineName::Postgres) => Some("postgres"),
            Some(EngineName::Sqlite) | None => None,
        }
    }
}

impl fmt::Display for Worker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The project's folder.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the project in the current folder or the nearest one above that holds it.
    pub fn find() -> Result<Self> {
        let current = env::current_dir()?;
        current
            .ancestors()
            .find(|folder| folder.join("wrangler/package.json").is_file() && folder.join("Cargo.toml").is_file())
            .map(|root| Self { root: root.to_owned() })
            .ok_or_else(|| Error::usage(format!("{} is not inside the project", current.display())))
    }

    /// A project in a folder of a test's own.
    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The folder of the workspace's manifest.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the wrangler files and of the npm packages.
    pub fn wrangler(&self) -> PathBuf {
        self.root.join("wrangler")
    }

    /// The wrangler file of a Worker.
    pub fn wrangler_file(&self, worker: Worker) -> PathBuf {
        self.wrangler().join(format!("{worker}.toml"))
    }

    /// The package folder of a Worker.
    pub fn package(&self, worker: Worker) -> PathBuf {
        self.root.join("workers").join(worker.package())
    }

    /// The folder of a Worker's bundle.
    pub fn bundle(&self, worker: Worker) -> PathBuf {
        let name = worker.feature().map_or_else(|| "build".to_owned(), |feature| format!("build-{feature}"));
        self.package(worker).join(name)
    }

    /// The folder for what the harness makes and may make again.
    pub fn scratch(&self) -> PathBuf {
        self.root.join("target/isolab")
    }

    /// A program that an npm package brought.
    pub fn npm_program(&self, name: &str) -> PathBuf {
        self.wrangler().join("node_modules/.bin").join(name)
    }
}
