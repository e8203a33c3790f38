//! First requests: each sample needs a fresh process, and the arms start one by one.

use std::path::PathBuf;

use super::{Runner, asking::Place, ready::ReadyArm};
use crate::{
    error::Result,
    instrument::{
        samples::Phase,
        scenario::{Arm, Cell, Procedure, Processes},
        target::Process,
        view::{Block, Event},
    },
};

/// A process that is to be started, with the arms that are asked in it.
#[derive(Clone)]
struct Start<'run> {
    cell: (&'run str, &'run Cell),
    arms: Vec<(&'run str, &'run Arm)>,
}

impl Runner<'_> {
    /// Measures all cells of first requests, pair by pair; within a pair the processes start in random order.
    pub(super) async fn first_requests(&mut self) -> Result<()> {
        let cells: Vec<_> =
            self.available().into_iter().filter(|(_, cell)| cell.procedure.is_first_request()).collect();
        let mut orders: Vec<Start<'_>> =
            cells.iter().flat_map(|(name, cell)| starts((name, cell), &self.present(name, cell))).collect();
        for pair in 0.. {
            if !self.budget.another_start(pair, self.began.elapsed()) {
                break;
            }
            for start in &mut orders {
                // Whoever comes first in a shared process warms what the others find, so the next pair goes the way back.
                if pair % 2 == 0 {
                    self.random.shuffle(&mut start.arms);
                } else {
                    start.arms.reverse();
                }
            }
            let mut starts = orders.clone();
            self.random.shuffle(&mut starts);
            let mut blocks: Vec<(&str, Block)> = Vec::new();
            for (position, start) in (0..).zip(starts) {
                self.stop.check()?;
                let name = start.cell.0;
                blocks.extend(self.start(start, (pair, position)).await?.into_iter().map(|block| (name, block)));
            }
            for (name, cell) in &cells {
                let blocks = blocks.iter().filter(|(of, _)| of == name).map(|(_, block)| block.clone()).collect();
                self.view.tell(&Event::Measured {
                    cell: (*name).to_owned(),
                    base: cell.base.clone(),
                    round: pair + 1,
                    rounds: self.scenario.size.starts,
                    blocks,
                });
            }
        }
        if self.budget.expected().starts < self.scenario.size.starts {
            self.tell_plan();
        }
        Ok(())
    }

    async fn start(&mut self, start: Start<'_>, (pair, position): (u32, u32)) -> Result<Vec<Block>> {
        let (name, cell) = start.cell;
        let mut process = self.open(cell).await?;
        let mut clients = self.clients();
        clients.ask_before(&process, start.cell).await?;
        let alone = start.arms.len() == 1;
        let mut blocks = Vec::new();
        for (within, arm) in (0..).zip(start.arms) {
            let arm = ReadyArm::new(&mut self.samples, (name, cell), arm, &process.fresh)?;
            let place = Place { phase: Phase::Measured, round: 0, pair, position: position + within };
            for variant in &arm.variants {
                let time = self.ask((&mut process, &mut clients), (&arm, variant), 0, place).await?;
                if alone {
                    let again = Place { phase: Phase::Again, ..place };
                    self.ask((&mut process, &mut clients), (&arm, variant), 0, again).await?;
                }
                blocks.push(Block {
                    arm: arm.name.clone(),
                    control: arm.control,
                    median_ms: time.unwrap_or_default(),
                    errors: u32::from(time.is_none()),
                });
            }
        }
        process.stop()?;
        Ok(blocks)
    }

    /// A process for a cell, on kept data where it has some.
    pub(super) async fn open(&mut self, cell: &Cell) -> Result<Process> {
        let state: Option<PathBuf> = self.kept.clone().filter(|_| cell.is_kept());
        match state {
            Some(state) => self.target.on(&state),
            None => self.target.fresh().await,
        }
    }
}

fn starts<'run>(cell: (&'run str, &'run Cell), arms: &[(&'run str, &'run Arm)]) -> Vec<Start<'run>> {
    match cell.1.procedure {
        Procedure::FirstRequest { processes: Processes::PerArm } => {
            arms.iter().map(|arm| Start { cell, arms: vec![*arm] }).collect()
        }
        Procedure::FirstRequest { processes: Processes::PerPair } => vec![Start { cell, arms: arms.to_vec() }],
        Procedure::Paired { .. }
        | Procedure::Ladder { .. }
        | Procedure::Open { .. }
        | Procedure::Audit(_)
        | Procedure::Traffic { .. } => Vec::new(),
    }
}
