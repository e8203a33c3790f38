//! Traffic of tenants, round after round.
//!
//! ```text
//! cell ──► round ──► founding ──► lane of each arm ─┬─ flood: one arm after the other
//!                                                   ├─ alternating: request by request
//!                                                   └─ schedule: arms side by side
//! ```
//!
//! On the local runtime every arm of a round has a process of its own, which was never asked anything, so that no arm finds warm
//! what another one used; where there is data, it was put there by a process that has ended. A process spreads compute as its arm
//! wants. Elsewhere all arms share what there is, each with tenants of its own.

mod founding;
mod keeping;
mod lane;
mod said;
mod sending;
#[cfg(test)]
mod tests;
pub(crate) mod workload;

use std::slice;

use statistics::Random;

use self::lane::Lane;
use super::{Runner, processor::Stretch};
use crate::{
    error::Result,
    instrument::{
        scenario::{Arm, Cell, Pace, Procedure, Traffic},
        target::{Process, TargetKind},
        view::Event,
    },
};

/// One round of a cell.
struct Round<'run> {
    name: &'run str,
    cell: &'run Cell,
    traffic: &'run Traffic,
    time_scale: f64,
    number: u32,
    /// Names the requests, which are the same for every arm.
    seed: u64,
}

impl<'run> Runner<'run> {
    /// Measures all cells of traffic.
    pub(super) async fn traffic(&mut self) -> Result<()> {
        for (name, cell) in self.available() {
            let Procedure::Traffic { rounds, time_scale, traffic } = &cell.procedure else { continue };
            // A cell has the same requests whatever else is measured.
            let mut seeds = Random::seeded(self.seed ^ u64::from(u32::from(traffic.letter())) << 40);
            let mut order: Vec<(&str, &Arm)> = self.present(name, cell);
            for number in 0..*rounds {
                self.stop.check()?;
                // Whoever was first comes last in the next round.
                if number % 2 == 0 {
                    self.random.shuffle(&mut order);
                } else {
                    order.reverse();
                }
                let seed = seeds.next_bits();
                let round = Round { name, cell, traffic, time_scale: *time_scale, number, seed };
                let begun = self.samples.len();
                let ended = self.round_of_traffic(&round, &order).await;
                let blocks = self.blocks_since(begun, &round);
                let (cell, base) = (name.to_owned(), None);
                self.view.tell(&Event::Measured { cell, base, round: number + 1, rounds: *rounds, blocks });
                ended?;
            }
        }
        Ok(())
    }

    async fn round_of_traffic(&mut self, round: &Round<'run>, order: &[(&'run str, &'run Arm)]) -> Result<()> {
        if self.target.kind() != TargetKind::Workerd {
            return self.on_shared(round, order).await;
        }
        let (mut processes, mut lanes) = (Vec::new(), Vec::new());
        for (position, arm) in (0..).zip(order) {
            self.stop.check()?;
            let mut process = self.own_process(round, *arm).await?;
            let lane = self.lane(round, (position, *arm), &process)?;
            if matches!(round.traffic.pace(), Pace::Flood { .. }) {
                // Nobody else is to be there while an arm is flooded.
                self.send(round, &[lane], slice::from_mut(&mut process)).await?;
                process.stop()?;
            } else {
                lanes.push(lane);
                processes.push(process);
            }
        }
        self.send(round, &lanes, &mut processes).await?;
        processes.into_iter().try_for_each(|process| process.stop().map(drop))
    }

    /// All arms of a round on a target that cannot be started anew for each.
    async fn on_shared(&mut self, round: &Round<'run>, order: &[(&'run str, &'run Arm)]) -> Result<()> {
        let mut process = self.target.fresh().await?;
        let mut lanes = Vec::new();
        for (position, arm) in (0..).zip(order) {
            self.found(round, *arm, &process).await?;
            lanes.push(self.lane(round, (position, *arm), &process)?);
        }
        self.send(round, &lanes, slice::from_mut(&mut process)).await?;
        process.stop().map(drop)
    }

    /// Sends the requests of the lanes and keeps what came of them, whatever ends it.
    async fn send(&mut self, round: &Round<'_>, lanes: &[Lane], processes: &mut [Process]) -> Result<()> {
        let stretch = Stretch::begin();
        let sent = self.sent(round, lanes).await?;
        // On a schedule the client spins on purpose, and in a flood it has to be busy.
        if round.traffic.pace() == Pace::Alternating {
            self.shares.keep(&stretch);
        }
        let mut ended = Ok(());
        for (place, (lane, sent)) in lanes.iter().zip(sent).enumerate() {
            let kept = self.keep_lane(round, lane, &sent);
            let process = processes.get_mut(place.min(processes.len().saturating_sub(1)));
            let kept = match (kept, process) {
                (Ok(()), Some(process)) => Self::judge_lane(process, &sent).await,
                (kept, _) => kept,
            };
            ended = ended.and(kept);
        }
        ended.and_then(|()| self.stop.check())
    }
}
