//! The data of every arm, before anything is asked in earnest.

use super::{
    Done, Runner,
    asking::Clients,
    ready::{Cycle, arm_values, fill_values},
};
use crate::{
    error::Result,
    instrument::{
        scenario::{Cell, Values},
        target::{Process, ROUTER},
        view::Event,
    },
};

/// Requests between two looks at whether somebody wants the run to end.
const LOOK: u32 = 500;

impl Clients {
    /// Asks what a cell wants asked in every fresh process before the clock runs.
    pub(super) async fn ask_before(&mut self, process: &Process, (name, cell): (&str, &Cell)) -> Result<()> {
        let door = cell.arms.get(&cell.headline).and_then(|arm| arm.door.as_deref()).unwrap_or(ROUTER);
        let values = fill_values(name, &Values::new(), &process.fresh)?;
        for question in &cell.before {
            self.demand(process, door, &Cycle::new(question, &values)?, 0).await?;
        }
        Ok(())
    }
}

impl Runner<'_> {
    /// Prepares in a process of its own what several processes open later.
    pub(super) async fn prepare_kept(&mut self) -> Result<()> {
        let cells: Vec<_> = self.available().into_iter().filter(|(_, cell)| cell.is_kept()).collect();
        if cells.is_empty() {
            return Ok(());
        }
        let mut process = self.target.fresh().await?;
        let mut clients = self.clients();
        let mut done = Done::new();
        for cell in cells {
            self.prepare(&mut process, &mut clients, cell, &mut done).await?;
        }
        self.kept = process.stop()?;
        Ok(())
    }

    /// Prepares every arm of a cell; what two cells share is done once.
    pub(super) async fn prepare(
        &mut self,
        process: &mut Process,
        clients: &mut Clients,
        (name, cell): (&str, &Cell),
        done: &mut Done,
    ) -> Result<()> {
        if cell.preparation.is_empty() {
            return Ok(());
        }
        for (arm_name, arm) in self.present(name, cell) {
            let values = arm_values(name, arm, &process.fresh)?;
            let concerns = |arms: &[String]| arms.is_empty() || arms.iter().any(|arm| arm == arm_name);
            for step in cell.preparation.iter().filter(|step| concerns(&step.arms)) {
                let cycle = Cycle::new(&step.question, &values)?;
                let Some(request) = cycle.request(0) else { continue };
                if !done.insert(format!("{} times {request}", step.times)) {
                    continue;
                }
                for ordinal in 0..step.times {
                    if ordinal % LOOK == LOOK - 1 {
                        self.stop.check()?;
                        let what = format!("{name}, {arm_name}: {} of {} steps", ordinal + 1, step.times);
                        self.view.tell(&Event::Prepared { what });
                    }
                    let ordinal = usize::try_from(ordinal).unwrap_or_default();
                    clients.demand(process, arm.door.as_deref().unwrap_or(ROUTER), &cycle, ordinal).await?;
                }
            }
        }
        Ok(())
    }

    /// One client per door, with the scenario's deadline.
    pub(super) fn clients(&self) -> Clients {
        Clients::new(self.deadline())
    }
}
