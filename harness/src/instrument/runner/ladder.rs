//! A closed loop with ever more clients, or ever more operations in a request, until one gets no right answer.

use std::{collections::BTreeSet, time::Duration};

use load::{Answer, Attempt, Closed, Failure, Sent};
use shared::error::ErrorCode;
use statistics::median;

use super::{
    Runner,
    asking::{error_code, find_wrong, milliseconds, outcome},
    ready::{ReadyArm, Variant},
};
use crate::{
    error::Result,
    instrument::{
        samples::Outcome,
        scenario::{Cell, Counts, Procedure},
        target::Process,
        view::{Block, Event},
    },
};

/// The statuses of what may pass by itself: too many requests, unavailable, too late.
const PASSING: [u16; 3] = [429, 503, 504];

impl Runner<'_> {
    /// Climbs the ladder with every arm; an arm that failed on a rung climbs no higher in this round.
    pub(super) async fn ladder(
        &mut self,
        process: &mut Process,
        (name, cell): (&str, &Cell),
        arms: &[ReadyArm],
        round: u32,
    ) -> Result<()> {
        let Procedure::Ladder { counts, rungs, requests, deadline_ms } = &cell.procedure else { return Ok(()) };
        let mut failed = BTreeSet::new();
        for (rung, number) in (0..).zip(rungs.iter().copied()) {
            let mut order: Vec<_> = arms.iter().filter(|arm| !failed.contains(&arm.series)).collect();
            self.random.shuffle(&mut order);
            let mut blocks = Vec::new();
            for (position, arm) in (0..).zip(order) {
                let (variant, clients) = match counts {
                    Counts::Clients => (arm.variants.first(), number),
                    Counts::Operations => (arm.variants.iter().find(|variant| variant.operations == number), 1),
                };
                let Some(variant) = variant else { continue };
                let plan = Closed {
                    clients,
                    requests: (*requests).max(clients),
                    deadline: self.deadline(),
                    whole: Duration::from_millis(*deadline_ms),
                };
                let cycle = &variant.cycle;
                let judge = |ordinal: usize, answer: &_| cycle.objection(ordinal, answer).is_none();
                self.stop.check()?;
                let (sent, _) = load::closed(process.door(&arm.door)?, &cycle.requests, plan, &judge).await;
                // What never was asked, since the time for the whole rung was over, is without an answer like the rest.
                let never = Attempt::not_sent(None, Failure::Deadline(plan.whole));
                let (mut times, mut errors) = (Vec::new(), 0);
                for sent in &sent {
                    let attempt = sent.attempt.as_ref().unwrap_or(&never);
                    let outcome = climbed(*counts, attempt, sent.right);
                    let place = Self::measured(round, rung, position);
                    let sample = self.sample(arm.series, variant.operations, clients, place, attempt, None, outcome);
                    self.samples.push(sample);
                    if outcome == Outcome::Right {
                        times.push(milliseconds(attempt.last_byte));
                    } else {
                        errors += 1;
                    }
                }
                match counts {
                    Counts::Clients => self.judge_load(process, variant, &sent).await?,
                    Counts::Operations => self.judge_rung(process, arm, variant, &sent).await?,
                }
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

    /// Ends the run when a rung of operations brought a wrong answer, or silence from a target that does not even answer the
    /// lowest rung any more. That so many operations are too many for it is a finding, see [`is_refusal`].
    async fn judge_rung(
        &mut self,
        process: &mut Process,
        arm: &ReadyArm,
        variant: &Variant,
        sent: &[Sent],
    ) -> Result<()> {
        find_wrong(variant, sent, |answer| !is_refusal(answer))?;
        let answered = |sent: &Sent| sent.attempt.as_ref().is_some_and(|attempt| attempt.result.is_ok());
        let lowest = arm.variants.first().and_then(|lowest| lowest.cycle.request(0));
        let Some(request) = lowest.filter(|_| process.is_gone() || !sent.iter().any(answered)) else { return Ok(()) };
        match self.clients().of(process, &arm.door).await?.send(request).await {
            Ok(_) => Ok(()),
            Err(failure) => Err(Self::silence(process, &failure.to_string()).await),
        }
    }
}

/// What came of an attempt on a ladder of that kind.
fn climbed(counts: Counts, attempt: &Attempt, right: bool) -> Outcome {
    let outcome = outcome(attempt, right);
    let is_refused = outcome == Outcome::Wrong && attempt.result.as_ref().is_ok_and(is_refusal);
    match counts {
        Counts::Operations if is_refused => Outcome::Refused,
        Counts::Operations | Counts::Clients => outcome,
    }
}

/// Whether an answer says that so many operations are too many, for now or by a bound; a wrong reply within and a fault are
/// none of that.
pub(super) fn is_refusal(answer: &Answer) -> bool {
    match error_code(answer) {
        Some(ErrorCode::LimitExceeded | ErrorCode::BadCount) => true,
        Some(ErrorCode::WrongReply) => false,
        _ => PASSING.contains(&answer.status),
    }
}
