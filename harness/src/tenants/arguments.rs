//! What can be said about a run of tenants.

use std::{fs::File, path::PathBuf};

use clap::ValueEnum;
use shared::engine::EngineName;

use super::{
    contender::Contender,
    plan::{self, DEADLINE_MS, ERROR_LIMIT, Placement, Plan},
    traffic::ScenarioName,
};
use crate::{
    error::{Error, Result},
    experiment::{arguments::another_seed, conclusion},
    record::TargetKind,
    spread,
    target::Choice,
    view::Progress,
};

/// What can be said about a run of tenants.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Measure for under four minutes: fewer tenants, shorter traffic
    #[arg(long)]
    quick: bool,
    /// Send only these scenarios: burst, sustained, sparse, second, `cross_tenant`, gaps
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    scenarios: Vec<String>,
    /// Ask only these architectures: new, traditional, hybrid, native
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    arms: Vec<String>,
    /// The engine of the tenants
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engines,
    /// Divide all waiting times by this; what the platform does by its own clock stays as it is
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0, value_parser = scale)]
    time_scale: f64,
    /// What is measured: workerd, wrangler-dev, or the address of a deployment, whose token is in `LAB_TOKEN`
    #[arg(long, value_name = "TARGET", default_value = "workerd")]
    pub(super) target: Choice,
    #[command(flatten)]
    pub(super) spread: spread::Arguments,
    /// Repeats the requests of an earlier run [default: another every time]
    #[arg(long, value_name = "NUMBER")]
    pub(super) seed: Option<u64>,
    /// The folder for the record, the samples and the reports [default: runs/<time>]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Fail with exit code 12 when a hypothesis stays open
    #[arg(long)]
    pub(super) conclusive: bool,
    /// How progress is shown
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) progress: Progress,
    /// Print the findings as JSON instead of tables
    #[arg(long)]
    pub(super) json: bool,
    /// Append a short report in GitHub's Markdown to this file
    #[arg(long, value_name = "FILE", env = "GITHUB_STEP_SUMMARY")]
    summary: Option<PathBuf>,
}

/// The engines that are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engines {
    /// SQLite.
    Sqlite,
    /// Postgres.
    Postgres,
    /// One after the other.
    Both,
}

impl Arguments {
    /// What the run asks.
    pub(super) fn plan(&self) -> Result<Plan> {
        let mut contenders = Contender::all(&self.engines());
        known("arm", &self.arms, &Contender::arms().collect::<Vec<_>>())?;
        contenders.retain(|contender| self.arms.is_empty() || self.arms.contains(&contender.arm));
        if contenders.is_empty() {
            return Err(Error::usage("none of these arms has this engine"));
        }
        let mut shapes = if self.quick { plan::quick() } else { plan::full() };
        known("scenario", &self.scenarios, &ScenarioName::ALL.map(ScenarioName::as_str))?;
        shapes
            .retain(|shape| self.scenarios.is_empty() || self.scenarios.iter().any(|name| name == shape.name.as_str()));
        let placement = match self.target.kind() {
            TargetKind::Workerd | TargetKind::WranglerDev => Placement::of(self.spread.on(&self.target)?),
            TargetKind::Deployed => Placement::platform(),
        };
        let (deadline_ms, error_limit) = (DEADLINE_MS, ERROR_LIMIT);
        Ok(Plan { contenders, shapes, time_scale: self.time_scale, placement, deadline_ms, error_limit })
    }

    /// The engines of its tenants.
    pub(super) fn engines(&self) -> Vec<EngineName> {
        match self.engine {
            Engines::Sqlite => vec![EngineName::Sqlite],
            Engines::Postgres => vec![EngineName::Postgres],
            Engines::Both => EngineName::ALL.to_vec(),
        }
    }

    /// The seed that was named, or another every time.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(another_seed)
    }

    /// The file of the short report, opened before anything is measured.
    pub(super) fn summary(&self) -> Result<Option<File>> {
        self.summary.as_deref().map(conclusion::summary).transpose()
    }
}

/// Refuses names that nothing has.
fn known(kind: &str, typed: &[String], all: &[&str]) -> Result<()> {
    match typed.iter().find(|name| !all.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Error::usage(format!("there is no {kind} {name:?}; there are {}", all.join(", ")))),
    }
}

fn scale(text: &str) -> Result<f64, String> {
    let scale: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    if (0.01..=1000.0).contains(&scale) { Ok(scale) } else { Err("a time scale lies between 0.01 and 1000".to_owned()) }
}
