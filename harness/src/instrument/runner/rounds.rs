//! The rounds: in each a fresh process, in it every cell in random order.

use std::path::PathBuf;

use serde_json::json;

use super::{
    Done, Runner,
    asking::{Clients, Place},
    processor::Stretch,
    ready::{Cycle, ReadyArm, arm_values},
};
use crate::{
    error::Result,
    instrument::{
        samples::{Outcome, Phase},
        scenario::{Cell, Procedure},
        target::{Process, ROUTER},
        view::Event,
    },
};

impl Runner<'_> {
    /// Measures all cells that are neither first requests nor traffic, which have processes of their own.
    pub(super) async fn rounds(&mut self) -> Result<()> {
        let is_own = |cell: &Cell| cell.procedure.is_first_request() || cell.procedure.traffic().is_some();
        let cells: Vec<_> = self.available().into_iter().filter(|(_, cell)| !is_own(cell)).collect();
        let (kept, fresh): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(_, cell)| cell.is_kept());
        for round in 0.. {
            let before = self.budget.expected();
            let begins = self.budget.another_round(round, self.began.elapsed());
            if self.budget.expected() != before {
                self.tell_plan();
            }
            if !begins {
                break;
            }
            if !fresh.is_empty() {
                let process = self.target.fresh().await?;
                let state = self.round(process, &fresh, round).await?;
                state.map_or(Ok(()), |state| self.target.forget(&state))?;
            }
            if let (Some(state), false) = (self.kept.clone(), kept.is_empty()) {
                let process = self.target.on(&state)?;
                self.round(process, &kept, round).await?;
            }
        }
        Ok(())
    }

    /// One round in a process; what is left is the folder of its data, where it has one.
    async fn round(&mut self, mut process: Process, cells: &[(&str, &Cell)], round: u32) -> Result<Option<PathBuf>> {
        self.stop.check()?;
        let what = format!("preparing round {} of {}", round + 1, self.scenario.size.rounds);
        self.view.tell(&Event::Prepared { what });
        let mut clients = self.clients();
        if cells.iter().any(|(_, cell)| !cell.is_kept()) {
            self.agree(&process, &mut clients).await?;
            let mut done = Done::new();
            for cell in cells {
                self.prepare(&mut process, &mut clients, *cell, &mut done).await?;
            }
        }
        let mut order = cells.to_vec();
        self.random.shuffle(&mut order);
        for (name, cell) in order {
            self.measure_cell(&mut process, &mut clients, (name, cell), round).await?;
        }
        process.stop()
    }

    async fn measure_cell(
        &mut self,
        process: &mut Process,
        clients: &mut Clients,
        (name, cell): (&str, &Cell),
        round: u32,
    ) -> Result<()> {
        if let Procedure::Audit(audit) = &cell.procedure {
            self.audit(process, (name, cell), audit, round).await?;
            // It may be another process by now, so that nobody is connected to it.
            *clients = self.clients();
            return Ok(());
        }
        let mut arms = Vec::new();
        for (arm_name, arm) in self.present(name, cell) {
            arms.push(ReadyArm::new(&mut self.samples, (name, cell), (arm_name, arm), &process.fresh)?);
        }
        clients.ask_before(process, (name, cell)).await?;
        let begun = self.samples.len();
        let stretch = Stretch::begin();
        match &cell.procedure {
            Procedure::Paired { .. } => self.pairs(process, clients, (name, cell), &arms, round).await?,
            Procedure::Ladder { .. } => {
                // Only the lowest rung is sure to be answered.
                let lowest: Vec<_> = arms.iter().map(ReadyArm::lowest).collect();
                self.warm_up(process, clients, (&lowest, None), (round, self.scenario.block(cell))).await?;
                self.ladder(process, (name, cell), &arms, round).await?;
            }
            Procedure::Open { .. } => {
                self.warm_up(process, clients, (&arms, None), (round, self.scenario.block(cell))).await?;
                self.open_loop(process, (name, cell), &arms, round).await?;
            }
            Procedure::FirstRequest { .. } | Procedure::Audit(_) | Procedure::Traffic { .. } => {}
        }
        // In open loop the client spins on purpose, and so it does to hold answers back; on a ladder it has to be busy, and so
        // are several clients.
        let is_alone =
            matches!(cell.procedure, Procedure::Paired { .. }) && cell.clients.is_none() && cell.clock.is_usual();
        if is_alone && arms.iter().all(|arm| arm.handicap.is_none()) {
            self.shares.keep(&stretch);
        }
        self.check_afterwards(process, clients, (name, cell), &arms, begun).await
    }

    /// What must hold after a round, such as that every acknowledged write is in the table, once.
    async fn check_afterwards(
        &mut self,
        process: &Process,
        clients: &mut Clients,
        (name, cell): (&str, &Cell),
        arms: &[ReadyArm],
        begun: usize,
    ) -> Result<()> {
        for ready in arms {
            let Some(arm) = cell.arms.get(&ready.name) else { continue };
            let Some(question) = arm.afterwards.as_ref().or(cell.afterwards.as_ref()) else { continue };
            let of_arm = || self.samples.rows().iter().skip(begun).filter(|sample| sample.series == ready.series);
            if of_arm().any(|sample| sample.outcome != Outcome::Right) {
                let what =
                    format!("{name}, {}: a request without an answer may or may not have had its effect", ready.name);
                self.view.tell(&Event::Told { what });
                continue;
            }
            let mut values = arm_values(name, arm, &process.fresh)?;
            values.insert("requests".to_owned(), json!(of_arm().count()));
            let asked: u64 = of_arm().map(|sample| u64::from(sample.operations)).sum();
            values.insert("asked".to_owned(), json!(asked));
            let door = arm.door.as_deref().unwrap_or(ROUTER);
            clients.demand(process, door, &Cycle::new(question, &values)?, 0).await?;
        }
        Ok(())
    }

    /// The place of a sample that counts.
    pub(super) fn measured(round: u32, pair: u32, position: u32) -> Place {
        Place { phase: Phase::Measured, round, pair, position }
    }
}
