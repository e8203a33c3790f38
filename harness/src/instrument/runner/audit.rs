//! Batches of calls while things go wrong, whose effects are then held against what was asked for.
//!
//! ```text
//! clients ── batches ──> … ─┬─ done, or the runtime is killed and started again on the same data, or the objects are left alone
//!                           │  until they are evicted, and batches follow once more
//!                           └─> nobody asks for a while ──> what is pending? ──> nothing more, or time is over ──> ledgers
//! ```

mod lane;

use std::{
    cell::Cell as Flag,
    collections::BTreeSet,
    time::{Duration, Instant},
};

use futures::future::join_all;
use load::{Answer, Attempt};
use statistics::median;
use tokio::time::sleep;

use self::lane::Lane;
use super::{
    Runner,
    asking::{Place, milliseconds, nanoseconds, outcome, wrong},
};
use crate::{
    error::{Error, Result},
    instrument::{
        runner::ladder::is_refusal,
        samples::{Outcome, Phase, Sample, SeriesId, Tally, Times},
        scenario::{Arm, Audit, Cell, Role},
        target::Process,
        view::{Block, Event},
    },
};

/// How often it is asked whether something is still pending.
const POLL: Duration = Duration::from_millis(20);

impl Runner<'_> {
    /// Looks at every arm as often as a round is to do, in random order.
    pub(super) async fn audit(
        &mut self,
        process: &mut Process,
        (name, cell): (&str, &Cell),
        audit: &Audit,
        round: u32,
    ) -> Result<()> {
        for look in 0..audit.looks {
            let mut order = self.present(name, cell);
            self.random.shuffle(&mut order);
            let mut blocks = Vec::new();
            for (position, (arm_name, arm)) in (0..).zip(order) {
                self.stop.check()?;
                let series = self.samples.series(name, arm_name);
                let place = Self::measured(round, look, position);
                let begun = self.samples.len();
                self.look(process, (name, cell, arm), audit, (series, place)).await?;
                blocks.push(self.block_of((arm_name, arm), begun));
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

    /// Sends the batches of all clients of an arm, lets them come to rest, and looks at what they left.
    async fn look(
        &mut self,
        process: &mut Process,
        (name, cell, arm): (&str, &Cell, &Arm),
        audit: &Audit,
        (series, place): (SeriesId, Place),
    ) -> Result<()> {
        let deadline = self.deadline();
        let operations = cell.operations(arm).first().copied().unwrap_or(1);
        let first = place.pair * audit.clients;
        let lanes = (first..first + audit.clients)
            .map(|client| Lane::new(process, (name, arm), (audit, operations), client, deadline));
        let mut lanes = lanes.collect::<Result<Vec<_>>>()?;
        self.send_batches(process, &mut lanes, audit).await?;
        if let Some(rest) = audit.rest() {
            self.rest(&mut lanes, audit, rest).await?;
        }
        for lane in &mut lanes {
            for attempt in lane.take_attempts() {
                self.keep(lane, &attempt, (series, operations, audit.clients), place)?;
            }
        }
        if audit.kill_ms.is_none() && process.is_gone() {
            return Err(Self::silence(process, "it ended among batches").await);
        }
        let rested = Instant::now();
        sleep(audit.quiet()).await;
        for lane in &mut lanes {
            lane.reconnect(process, deadline)?;
        }
        let waiting = pending(&mut lanes).await?;
        let mut left = waiting;
        while left > 0 && rested.elapsed() < audit.quiet() + audit.settle() {
            sleep(POLL).await;
            left = pending(&mut lanes).await?;
        }
        let mut tally = Tally { waiting, left, ..Tally::default() };
        let mut asked = 0;
        for lane in &mut lanes {
            asked += lane.asked();
            lane.read_ledger(&mut tally).await?;
        }
        let last_byte = nanoseconds(rested.elapsed());
        let times = Times { sent: self.since(rested), first_byte: last_byte, last_byte, ..Times::default() };
        let place = Place { phase: Phase::Afterwards, ..place };
        let sample = Self::not_sent(series, asked, audit.clients, place, times, Outcome::Right);
        self.samples.push(Sample { status: 200, tally: Some(Box::new(tally)), ..sample });
        Ok(())
    }

    /// Sends batches by all clients, up to the moment at which the runtime is killed, where it is; it runs again afterwards.
    async fn send_batches(&mut self, process: &mut Process, lanes: &mut [Lane], audit: &Audit) -> Result<()> {
        let is_killed = Flag::new(false);
        let sending = join_all(lanes.iter_mut().map(|lane| lane.send(audit.batches, &is_killed)));
        let Some([earliest, latest]) = audit.kill_ms else {
            sending.await;
            return Ok(());
        };
        let span = usize::try_from(latest.saturating_sub(earliest)).unwrap_or_default();
        let moment = u64::from(earliest) + self.random.below(span + 1) as u64;
        let killing = async {
            sleep(Duration::from_millis(moment)).await;
            is_killed.set(true);
            process.kill()
        };
        let (_, state) = futures::join!(sending, killing);
        *process = self.target.on(&state?)?;
        Ok(())
    }

    /// Nobody asks until the platform has evicted the objects, and then as many batches follow once more.
    async fn rest(&mut self, lanes: &mut [Lane], audit: &Audit, rest: Duration) -> Result<()> {
        let mut earlier = BTreeSet::new();
        for lane in lanes.iter_mut() {
            earlier.extend(lane.lives().await?);
        }
        sleep(rest).await;
        let is_killed = Flag::new(false);
        join_all(lanes.iter_mut().map(|lane| lane.send(2 * audit.batches, &is_killed))).await;
        for lane in lanes {
            if lane.lives().await?.iter().any(|life| earlier.contains(life)) {
                let seconds = rest.as_secs_f64();
                return Err(Error::environment(format!("an object is still in its life after {seconds} s of rest")));
            }
        }
        Ok(())
    }

    /// Keeps the sample of a batch; an answer that is neither right nor a refusal ends the run.
    fn keep(
        &mut self,
        lane: &mut Lane,
        attempt: &Attempt,
        (series, operations, clients): (SeriesId, u32, u32),
        place: Place,
    ) -> Result<()> {
        let objection = attempt.result.as_ref().ok().and_then(|answer| lane.objection(answer));
        let is_refused = objection.is_some() && attempt.result.as_ref().is_ok_and(is_refusal);
        let outcome = if is_refused { Outcome::Refused } else { outcome(attempt, objection.is_none()) };
        let sample = self.sample(series, operations, clients, place, attempt, None, outcome);
        let told: Option<&Answer> = attempt.result.as_ref().ok().filter(|_| outcome == Outcome::Right);
        let tally = told.map(|answer| lane.take_report(answer)).transpose()?;
        self.samples.push(Sample { tally: tally.map(Box::new), ..sample });
        match objection.filter(|_| outcome == Outcome::Wrong) {
            Some(objection) => Err(wrong(&lane.request(), &objection)),
            None => Ok(()),
        }
    }

    /// What the view shows of a look.
    fn block_of(&self, (name, arm): (&str, &Arm), begun: usize) -> Block {
        let rows = || self.samples.rows().iter().skip(begun).filter(|sample| sample.phase == Phase::Measured);
        let right = rows().filter(|sample| sample.outcome == Outcome::Right);
        let times: Vec<f64> = right.map(|sample| milliseconds(Duration::from_nanos(sample.elapsed()))).collect();
        let errors = rows().count() - times.len();
        Block {
            arm: name.to_owned(),
            control: arm.role == Role::Control,
            median_ms: median(&times).unwrap_or_default(),
            errors: u32::try_from(errors).unwrap_or(u32::MAX),
        }
    }
}

/// How many calls of all clients are pending.
async fn pending(lanes: &mut [Lane]) -> Result<u64, Error> {
    let mut pending = 0;
    for lane in lanes {
        pending += lane.pending().await?;
    }
    Ok(pending)
}
