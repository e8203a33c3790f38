//! What can be said about a run of tenants.

use shared::{engine::EngineName, routing::Routing};

use super::{
    contender::Contender,
    plan::{self, DEADLINE_MS, ERROR_LIMIT, Placement, Plan},
    traffic::ScenarioName,
};
use crate::{
    engines::Engines,
    error::{Error, Result},
    experiment::RunArguments,
    spread::{self, Spread},
    target::TargetKind,
};

/// What can be said about a run of tenants.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Measure for about three minutes, six with both engines: fewer tenants, shorter traffic
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
    #[command(flatten)]
    pub(super) spreads: spread::Several,
    #[command(flatten)]
    pub(super) run: RunArguments,
}

impl Arguments {
    /// What the run asks where compute is spread in these ways.
    pub(super) fn plan(&self, spreads: &[Spread]) -> Result<Plan> {
        let mut contenders = Contender::all(&self.engines());
        known("arm", &self.arms, &Contender::arms().collect::<Vec<_>>())?;
        contenders.retain(|contender| self.arms.is_empty() || self.arms.contains(&contender.arm));
        if contenders.is_empty() {
            return Err(Error::usage("none of these arms has this engine"));
        }
        if spreads.len() > 1 {
            let policies: Vec<Routing> = spreads.iter().map(|spread| spread.routing).collect();
            contenders = contenders.into_iter().flat_map(|contender| contender.under(&policies)).collect();
        }
        let mut shapes = if self.quick { plan::quick() } else { plan::full() };
        known("scenario", &self.scenarios, &ScenarioName::ALL.map(ScenarioName::as_str))?;
        shapes
            .retain(|shape| self.scenarios.is_empty() || self.scenarios.iter().any(|name| name == shape.name.as_str()));
        let placement = match self.run.target.kind() {
            TargetKind::Workerd | TargetKind::WranglerDev => Placement::of(spreads),
            TargetKind::Deployed => Placement::platform(),
        };
        let (deadline_ms, error_limit) = (DEADLINE_MS, ERROR_LIMIT);
        Ok(Plan { contenders, shapes, time_scale: self.time_scale, placement, deadline_ms, error_limit })
    }

    /// The engines of its tenants.
    pub(super) fn engines(&self) -> Vec<EngineName> {
        self.engine.names().to_vec()
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

#[cfg(test)]
mod tests;
