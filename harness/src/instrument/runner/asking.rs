//! One request and the sample that it leaves.

use std::{
    collections::HashMap,
    hint,
    time::{Duration, Instant},
};

use futures::future::join_all;
use load::{Answer, Attempt, Client, Failure, Request, Sent};
use serde::Deserialize as _;
use serde_json::Value;
use shared::error::ErrorCode;

use super::{
    Runner,
    ready::{Cycle, ReadyArm, Variant},
};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        samples::{Outcome, Phase, Sample, SeriesId, Times},
        target::Process,
    },
};

/// One client per door of a process, and those that ask beside each other.
pub(super) struct Clients {
    alone: HashMap<String, Client>,
    crowds: HashMap<String, Vec<Client>>,
    deadline: Duration,
}

/// Where in the run a request stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub phase: Phase,
    pub round: u32,
    pub pair: u32,
    pub position: u32,
}

impl Clients {
    pub(super) fn new(deadline: Duration) -> Self {
        Self { alone: HashMap::new(), crowds: HashMap::new(), deadline }
    }

    /// The client of a door, connected at its first use.
    pub(super) async fn of(&mut self, process: &Process, door: &str) -> Result<&mut Client> {
        if !self.alone.contains_key(door) {
            let mut client = Client::new(process.door(door)?.clone(), self.deadline);
            // An answer that does not come is found out by the request; here only the time of connecting is taken away.
            drop(client.connect().await);
            self.alone.insert(door.to_owned(), client);
        }
        self.alone.get_mut(door).ok_or_else(|| Error::internal(format!("no client for the door {door:?}")))
    }

    /// So many clients of a door, all connected.
    pub(super) async fn crowd(&mut self, process: &Process, door: &str, number: u32) -> Result<&mut Vec<Client>> {
        let crowd = self.crowds.entry(door.to_owned()).or_default();
        let endpoint = process.door(door)?;
        crowd.resize_with(usize::try_from(number).unwrap_or_default(), || Client::new(endpoint.clone(), self.deadline));
        // A failure shows again, and is counted, at the request.
        join_all(crowd.iter_mut().map(Client::connect)).await;
        Ok(crowd)
    }

    /// Asks for the effect of it: no answer and a wrong answer are errors.
    pub(super) async fn demand(&mut self, process: &Process, door: &str, cycle: &Cycle, ordinal: usize) -> Result<()> {
        self.answer(process, door, cycle, ordinal).await.map(drop)
    }

    /// The answer to a question; none and a wrong one are errors.
    pub(super) async fn answer(
        &mut self,
        process: &Process,
        door: &str,
        cycle: &Cycle,
        ordinal: usize,
    ) -> Result<Answer> {
        let request = cycle.request(ordinal).ok_or_else(|| Error::internal("a question makes a request"))?;
        let result = self.of(process, door).await?.send(request).await;
        right(cycle, ordinal, result)
    }
}

impl Runner<'_> {
    /// Asks once and keeps the sample; hands back the time of a right answer, and nothing where there was none.
    pub(super) async fn ask(
        &mut self,
        (process, clients): (&mut Process, &mut Clients),
        (arm, variant): (&ReadyArm, &Variant),
        ordinal: usize,
        place: Place,
    ) -> Result<Option<f64>> {
        let Some(request) = variant.cycle.request(ordinal) else { return Ok(None) };
        let client = clients.of(process, &arm.door).await?;
        let usage = arm.usage(process)?;
        let mut attempt = client.attempt(request).await;
        if let Some(share) = arm.handicap {
            attempt.last_byte = hold_back(&attempt, share);
        }
        let judged = attempt.result.as_ref().ok().map(|answer| arm.judge(variant, ordinal, answer)).transpose();
        let outcome = outcome(&attempt, judged.is_ok());
        let mut sample = self.sample(arm.series, variant.operations, 1, place, &attempt, None, outcome);
        let inside = match usage {
            Some(usage) => Some(usage.end(process).await?),
            None => judged.as_ref().ok().copied().flatten().flatten(),
        };
        sample.times.inside = inside.map(nanoseconds);
        let elapsed = Duration::from_nanos(sample.elapsed());
        self.samples.push(sample);
        judged.map_err(|objection| wrong(&request.to_string(), &objection))?;
        self.judge_silence(process, attempt.result.as_ref().err()).await?;
        Ok((outcome == Outcome::Right).then(|| milliseconds(elapsed)))
    }

    /// Ends the run when load brought a wrong answer, or not a single right one from a target that is gone or silent.
    ///
    /// That many clients are too many for a target is a finding; that nobody gets an answer any more is the end of it.
    pub(super) async fn judge_load(&mut self, process: &mut Process, variant: &Variant, sent: &[Sent]) -> Result<()> {
        find_wrong(variant, sent, |_| true)?;
        let failure = sent.iter().find_map(|sent| sent.attempt.as_ref()?.result.as_ref().err());
        let silent = !sent.iter().any(|sent| sent.right);
        match failure {
            Some(failure) if silent || process.is_gone() => Err(Self::silence(process, &failure.to_string()).await),
            _ => Ok(()),
        }
    }

    /// The sample of an attempt.
    #[expect(clippy::too_many_arguments, reason = "each is a column of the sample")]
    pub(super) fn sample(
        &self,
        series: SeriesId,
        operations: u32,
        clients: u32,
        place: Place,
        attempt: &Attempt,
        scheduled: Option<Instant>,
        outcome: Outcome,
    ) -> Sample {
        let answer = attempt.result.as_ref().ok();
        Sample {
            series,
            operations,
            clients,
            phase: place.phase,
            round: place.round,
            pair: place.pair,
            position: place.position,
            times: Times {
                scheduled: scheduled.map(|scheduled| self.since(scheduled)),
                sent: self.since(attempt.sent),
                connect: attempt.connect.map(nanoseconds),
                first_byte: nanoseconds(attempt.first_byte),
                last_byte: nanoseconds(attempt.last_byte),
                inside: None,
            },
            outcome,
            status: answer.map_or(0, |answer| answer.status),
            ray: answer.and_then(|answer| answer.ray.clone()),
            told: None,
            tally: None,
        }
    }

    /// The sample of a request that was never sent.
    pub(super) fn not_sent(
        series: SeriesId,
        operations: u32,
        clients: u32,
        place: Place,
        times: Times,
        outcome: Outcome,
    ) -> Sample {
        let Place { phase, round, pair, position } = place;
        let (status, ray, told, tally) = (0, None, None, None);
        Sample { series, operations, clients, phase, round, pair, position, times, outcome, status, ray, told, tally }
    }

    /// A moment as the time since the run began.
    pub(super) fn since(&self, moment: Instant) -> u64 {
        nanoseconds(moment.saturating_duration_since(self.began))
    }
}

/// Finds the first answer under load that is wrong, among those that could be.
pub(super) fn find_wrong(variant: &Variant, sent: &[Sent], counts: impl Fn(&Answer) -> bool) -> Result<()> {
    for sent in sent.iter().filter(|sent| !sent.right) {
        let answer = sent.attempt.as_ref().and_then(|attempt| attempt.result.as_ref().ok());
        let objection = answer.filter(|answer| counts(answer));
        if let Some(objection) = objection.and_then(|answer| variant.cycle.objection(sent.ordinal, answer)) {
            let request = variant.cycle.request(sent.ordinal).map(ToString::to_string).unwrap_or_default();
            return Err(wrong(&request, &objection));
        }
    }
    Ok(())
}

/// The code of an error, where the body is one of ours.
pub(super) fn error_code(answer: &Answer) -> Option<ErrorCode> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    ErrorCode::deserialize(body.pointer("/error/code")?).ok()
}

/// What came of an attempt.
pub(super) fn outcome(attempt: &Attempt, right: bool) -> Outcome {
    match &attempt.result {
        Ok(_) if right => Outcome::Right,
        Ok(_) => Outcome::Wrong,
        Err(Failure::Deadline(_)) => Outcome::Deadline,
        Err(Failure::Connection(_)) => Outcome::Broken,
    }
}

/// Lets time pass after the answer, as if it had taken that share longer.
fn hold_back(attempt: &Attempt, share: f64) -> Duration {
    let until = attempt.last_byte.mul_f64(1.0 + share);
    while attempt.sent.elapsed() < until {
        hint::spin_loop();
    }
    // The loop may begin late, where the time was over already; the answer then counts as late as it was meant to be.
    until
}

/// The answer to a request that had to be answered, and the request.
pub(super) fn received(cycle: &Cycle, ordinal: usize, result: Result<Answer, Failure>) -> Result<(&Request, Answer)> {
    let request = cycle.request(ordinal).ok_or_else(|| Error::internal("a question makes a request"))?;
    Ok((request, result.map_err(|failure| unanswered(&failure, &request.to_string()))?))
}

/// The same where it had to be answered as expected.
pub(super) fn right(cycle: &Cycle, ordinal: usize, result: Result<Answer, Failure>) -> Result<Answer> {
    let (request, answer) = received(cycle, ordinal, result)?;
    match cycle.objection(ordinal, &answer) {
        None => Ok(answer),
        Some(objection) => Err(wrong(&request.to_string(), &objection)),
    }
}

/// The error of a wrong answer.
pub(super) fn wrong(request: &str, objection: &str) -> Error {
    Error::new(Exit::WrongResponse, format!("{request}: {objection}"))
}

/// The error of a request that had to be answered.
pub(super) fn unanswered(failure: &Failure, request: &str) -> Error {
    Error::new(Exit::InvalidRun, format!("the target no longer answers: {request}: {failure}"))
}

/// A duration as a number to calculate with.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// A duration as a sample stores it.
pub(super) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
