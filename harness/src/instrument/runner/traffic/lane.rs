//! A lane: the requests to one arm in a round, ready to be sent.

use load::Endpoint;
use statistics::Random;

use super::{
    Round,
    workload::{self, Ask},
};
use crate::{
    error::{Error, Result},
    instrument::{
        runner::{
            Runner,
            ready::{Cycle, tenant_values},
        },
        samples::{Purpose, SeriesId},
        scenario::{Arm, Values},
        target::{Process, ROUTER},
    },
};

/// The requests to one arm in a round, ready to be sent.
pub(super) struct Lane {
    pub series: SeriesId,
    /// Where the arm stands in the order of the round.
    pub position: u32,
    pub asks: Vec<Ask>,
    /// One for each ask.
    pub cycle: Cycle,
    pub endpoint: Endpoint,
}

impl Runner<'_> {
    pub(super) fn lane(
        &mut self,
        round: &Round<'_>,
        (position, (name, arm)): (u32, (&str, &Arm)),
        process: &Process,
    ) -> Result<Lane> {
        let signal = arm.serving.as_ref().and_then(|serving| serving.signal.as_ref());
        let random = &mut Random::seeded(round.seed);
        let asks = workload::asks(round.traffic, signal.is_some(), round.time_scale, random);
        let mut cycle = Cycle::default();
        for ask in &asks {
            let question = match ask.purpose {
                Purpose::Signal => signal,
                Purpose::Measured | Purpose::Opening => arm.question.as_ref().or(round.cell.question.as_ref()),
            };
            let question = question
                .ok_or_else(|| Error::usage(format!("cells.{}.arms.{name} has no question to ask", round.name)))?;
            cycle.append(Cycle::new(question, &values(round, arm, ask.tenant, process)?)?);
        }
        Ok(Lane { series: self.samples.series(round.name, name), position, asks, cycle, endpoint: door(arm, process)? })
    }
}

/// Where an arm is asked.
pub(super) fn door(arm: &Arm, process: &Process) -> Result<Endpoint> {
    process.door(arm.door.as_deref().unwrap_or(ROUTER)).cloned()
}

/// What fills the templates of an arm for a tenant of a round.
pub(super) fn values(round: &Round<'_>, arm: &Arm, tenant: u32, process: &Process) -> Result<Values> {
    tenant_values(round.name, arm, &process.fresh, (round.number, number(tenant)))
}

/// What a tenant asks for: far from what an empty or another database would answer.
const fn number(tenant: u32) -> u32 {
    tenant.wrapping_mul(7) % 1_000_000 + 1_000
}
