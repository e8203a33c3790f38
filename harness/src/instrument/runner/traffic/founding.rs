//! The data of tenants, there before anything of a round counts.

use load::{Closed, LONGEST};

use super::{
    Round,
    lane::{door, values},
};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        runner::{Runner, ready::Cycle},
        scenario::Arm,
        target::Process,
        view::Event,
    },
};

/// Tenants that are given their data at the same time.
const CLIENTS: u32 = 8;

impl Runner<'_> {
    /// A process of the arm alone, on data that another one has left, where the cell has data.
    pub(super) async fn own_process(&mut self, round: &Round<'_>, (name, arm): (&str, &Arm)) -> Result<Process> {
        let routing = arm.serving.as_ref().and_then(|serving| serving.routing);
        let process = self.target.routed(routing, None)?;
        if round.cell.preparation.is_empty() {
            return Ok(process);
        }
        self.found(round, (name, arm), &process).await?;
        let state = process.stop()?.ok_or_else(|| Error::internal("the local runtime keeps no data"))?;
        self.target.routed(routing, Some(&state))
    }

    /// Gives every tenant of an arm its data.
    pub(super) async fn found(
        &mut self,
        round: &Round<'_>,
        (name, arm): (&str, &Arm),
        process: &Process,
    ) -> Result<()> {
        let concerns = |arms: &[String]| arms.is_empty() || arms.iter().any(|arm| arm == name);
        for step in round.cell.preparation.iter().filter(|step| concerns(&step.arms)) {
            self.view.tell(&Event::Prepared { what: format!("{}, data of {name}", round.name) });
            let mut cycle = Cycle::default();
            for tenant in 0..round.traffic.tenants() {
                cycle.append(Cycle::new(&step.question, &values(round, arm, tenant, process)?)?);
            }
            let requests = u32::try_from(cycle.requests.len()).unwrap_or(u32::MAX);
            let plan = Closed { clients: CLIENTS, requests, deadline: self.deadline(), whole: LONGEST };
            let judge = |ordinal: usize, answer: &_| cycle.objection(ordinal, answer).is_none();
            let (sent, _) = load::closed(&door(arm, process)?, &cycle.requests, plan, &judge).await;
            if let Some(failed) = sent.iter().find(|sent| !sent.right) {
                let request = cycle.request(failed.ordinal).map(ToString::to_string).unwrap_or_default();
                let result = failed.attempt.as_ref().map(|attempt| &attempt.result);
                let why = match result {
                    Some(Ok(answer)) => cycle.objection(failed.ordinal, answer).unwrap_or_default(),
                    Some(Err(failure)) => failure.to_string(),
                    None => "it was never sent".to_owned(),
                };
                return Err(Error::new(Exit::InvalidRun, format!("a tenant got no data: {request}: {why}")));
            }
            self.stop.check()?;
        }
        Ok(())
    }
}
