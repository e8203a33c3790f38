//! Requests on a schedule, in segments whose arms alternate.

use std::time::Duration;

use load::{Lane, Open, Sent};
use statistics::{median, mirrored};

use super::{
    Runner,
    asking::{milliseconds, outcome},
    ready::{Cycle, ReadyArm, Variant},
};
use crate::{
    error::{Error, Result},
    instrument::{
        samples::{Outcome, Sample, Times},
        scenario::{Arrivals, Cell, Procedure},
        schedule::schedule,
        target::Process,
        view::{Block, Event},
    },
};

/// The load of a segment.
#[derive(Clone, Copy)]
struct Load {
    per_second: f64,
    arrivals: Arrivals,
    segment: u32,
    connections: u32,
}

/// Refuses answers to what was asked beside an arm that are not as they should be: another load was measured then.
fn all_right(cycle: &Cycle, sent: &[Sent]) -> Result<()> {
    for sent in sent {
        let Some(attempt) = &sent.attempt else {
            return Err(Error::internal(
                "what was to be asked beside an arm was not sent: its connections were all taken",
            ));
        };
        // The judge is the arm's own, so that the bodies are there.
        let objection = match &attempt.result {
            Ok(answer) => cycle.objection(sent.ordinal, answer),
            Err(failure) => Some(failure.to_string()),
        };
        if let Some(objection) = objection {
            return Err(Error::internal(format!("what was asked beside an arm was answered wrong: {objection}")));
        }
    }
    Ok(())
}

impl Runner<'_> {
    /// Measures all segments of a round.
    pub(super) async fn open_loop(
        &mut self,
        process: &mut Process,
        (name, cell): (&str, &Cell),
        arms: &[ReadyArm],
        round: u32,
    ) -> Result<()> {
        let Procedure::Open { per_second, arrivals, segment, segments, connections } = cell.procedure else {
            return Ok(());
        };
        // Each arm comes twice in the mirrored order of a segment.
        let load = Load { per_second, arrivals, segment: segment.div_ceil(2), connections };
        for pair in 0..segments {
            let mut taken: Vec<(&ReadyArm, Vec<f64>, u32)> = arms.iter().map(|arm| (arm, Vec::new(), 0)).collect();
            let indices: Vec<usize> = (0..arms.len()).collect();
            for (position, index) in (0..).zip(mirrored(&indices, &mut self.random)) {
                let Some((arm, times, errors)) = taken.get_mut(index) else { continue };
                let Some(variant) = arm.variants.first() else { continue };
                self.stop.check()?;
                let sent = self.segment(process, arm, variant, load).await?;
                for sample in self.samples_of(arm, variant, (round, pair, position), load, &sent) {
                    match sample.outcome {
                        Outcome::Right => times.push(milliseconds(Duration::from_nanos(sample.elapsed()))),
                        _ => *errors += 1,
                    }
                    self.samples.push(sample);
                }
                self.judge_load(process, variant, &sent).await?;
            }
            let blocks = taken.into_iter().map(|(arm, times, errors)| Block {
                arm: arm.name.clone(),
                control: arm.control,
                median_ms: median(&times).unwrap_or_default(),
                errors,
            });
            self.view.tell(&Event::Measured {
                cell: name.to_owned(),
                base: cell.base.clone(),
                round: round + 1,
                rounds: self.scenario.size.rounds,
                blocks: blocks.collect(),
            });
        }
        Ok(())
    }

    /// One segment of one arm, on a thread of its own, beside whatever else is asked.
    async fn segment(&mut self, process: &Process, arm: &ReadyArm, variant: &Variant, load: Load) -> Result<Vec<Sent>> {
        let endpoint = process.door(&arm.door)?.clone();
        let cycle = variant.cycle.clone();
        let plan = Open {
            schedule: schedule(load.arrivals, load.per_second, load.segment, &mut self.random),
            connections: load.connections,
            ahead: load.connections,
            deadline: self.deadline(),
        };
        let beside = arm.beside.clone().map(|(cycle, per_second)| {
            let lasts = plan.schedule.last().copied().unwrap_or_default();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far fewer than 2^32 requests")]
            let count = (lasts.as_secs_f64() * per_second).ceil() as u32;
            let half = Duration::from_secs_f64(0.5 / per_second);
            let even = schedule(Arrivals::Even, per_second, count, &mut self.random);
            let schedule = even.into_iter().map(|at| at.saturating_sub(half)).collect();
            (cycle, Open { schedule, ..plan.clone() })
        });
        let send = move || {
            let right = |ordinal: usize, answer: &_| cycle.objection(ordinal, answer).is_none();
            let own = Lane { endpoint: &endpoint, requests: &cycle.requests, plan: &plan };
            let other =
                beside.as_ref().map(|(cycle, plan)| Lane { endpoint: &endpoint, requests: &cycle.requests, plan });
            let lanes: Vec<Lane<'_>> = [Some(own), other].into_iter().flatten().collect();
            let mut sent = load::open_side_by_side(&lanes, &right, &|| false);
            let others = if sent.len() > 1 { sent.pop() } else { None };
            if let (Some((cycle, _)), Some(others)) = (&beside, others) {
                all_right(cycle, &others)?;
            }
            Ok(sent.pop().unwrap_or_default())
        };
        tokio::task::spawn_blocking(send).await.map_err(|error| Error::internal(format!("the load ended: {error}")))?
    }

    fn samples_of(
        &self,
        arm: &ReadyArm,
        variant: &Variant,
        (round, pair, position): (u32, u32, u32),
        load: Load,
        sent: &[Sent],
    ) -> Vec<Sample> {
        let place = Self::measured(round, pair, position);
        let mut samples = Vec::with_capacity(sent.len());
        for sent in sent {
            let scheduled = sent.scheduled.map(|scheduled| self.since(scheduled));
            let Some(attempt) = &sent.attempt else {
                let times = Times { scheduled, sent: scheduled.unwrap_or_default(), ..Times::default() };
                samples.push(Self::not_sent(
                    arm.series,
                    variant.operations,
                    load.connections,
                    place,
                    times,
                    Outcome::Dropped,
                ));
                continue;
            };
            let outcome = outcome(attempt, sent.right);
            let operations = variant.operations;
            samples.push(self.sample(
                arm.series,
                operations,
                load.connections,
                place,
                attempt,
                sent.scheduled,
                outcome,
            ));
        }
        samples
    }
}
