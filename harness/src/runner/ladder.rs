//! A closed loop with ever more clients, until one of them gets no answer.

use std::{collections::BTreeSet, time::Duration};

use shared::statistics::median;

use super::{
    Runner,
    asking::{milliseconds, outcome},
    ready::ReadyArm,
};
use crate::{
    error::Result,
    load::{self, Closed},
    samples::Outcome,
    scenario::Cell,
    target::Process,
    view::{Block, Event},
};

impl Runner<'_> {
    /// Climbs the ladder with every arm; an arm that failed on a rung climbs no higher in this round.
    pub(super) async fn ladder(
        &mut self,
        process: &mut Process,
        (name, cell): (&str, &Cell),
        arms: &[ReadyArm],
        round: u32,
        (rungs, requests, deadline_ms): (&[u32], u32, u64),
    ) -> Result<()> {
        let mut failed = BTreeSet::new();
        for (rung, clients) in (0..).zip(rungs.iter().copied()) {
            let mut order: Vec<_> = arms.iter().filter(|arm| !failed.contains(&arm.series)).collect();
            self.random.shuffle(&mut order);
            let mut blocks = Vec::new();
            for (position, arm) in (0..).zip(order) {
                let Some(variant) = arm.variants.first() else { continue };
                let plan = Closed {
                    clients,
                    requests: requests.max(clients),
                    deadline: Duration::from_millis(self.scenario.size.deadline_ms),
                    whole: Duration::from_millis(deadline_ms),
                };
                let turns = &variant.turns;
                let judge = |turn: usize, answer: &_| turns.objection(turn, answer).is_none();
                self.stop.check()?;
                let (sent, _) = load::closed(process.door(&arm.door)?, &turns.requests, plan, judge).await;
                let (mut times, mut errors) = (Vec::new(), 0);
                for sent in &sent {
                    let Some(attempt) = &sent.attempt else {
                        // The time for the whole rung was over before its turn came.
                        errors += 1;
                        continue;
                    };
                    let outcome = outcome(attempt, sent.right);
                    let place = Self::measured(round, rung, position);
                    let sample = self.sample(arm.series, variant.operations, clients, place, attempt, None, outcome);
                    self.samples.push(sample);
                    match outcome {
                        Outcome::Right => times.push(milliseconds(attempt.last_byte)),
                        Outcome::Wrong | Outcome::Deadline | Outcome::Broken | Outcome::Dropped => errors += 1,
                    }
                }
                self.judge_load(process, variant, &sent).await?;
                if errors > 0 {
                    failed.insert(arm.series);
                }
                let median_ms = median(&times).unwrap_or_default();
                blocks.push(Block { arm: arm.name.clone(), control: arm.control, median_ms, errors });
            }
            self.view.tell(&Event::Measured {
                cell: name.to_owned(),
                base: cell.base.clone(),
                round: round + 1,
                rounds: self.scenario.size.rounds,
                blocks,
            });
        }
        Ok(())
    }
}
