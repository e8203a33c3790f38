//! The same request by several clients at the same time, as one sample: the time until all of them are answered, or
//! what all of them took of processors.

use std::time::{Duration, Instant};

use futures::future::join_all;
use load::Attempt;
use tokio::task::unconstrained;

use super::{
    Runner,
    asking::{Clients, Place, milliseconds, nanoseconds, outcome, wrong},
    ready::{ReadyArm, Variant},
};
use crate::{
    error::Result,
    instrument::{samples::Outcome, target::Process},
};

impl Runner<'_> {
    /// Asks once by each of so many clients and keeps the sample; hands back the time where all answers are right, and
    /// nothing where one was not given.
    pub(super) async fn wave(
        &mut self,
        (process, clients): (&mut Process, &mut Clients),
        (arm, variant): (&ReadyArm, &Variant),
        (ordinal, number): (usize, u32),
        place: Place,
    ) -> Result<Option<f64>> {
        let Some(request) = variant.cycle.request(ordinal) else { return Ok(None) };
        let crowd = clients.crowd(process, &arm.door, number).await?;
        let usage = arm.usage(process)?;
        let begun = Instant::now();
        // All of them are one task: its share of the runtime would be used up before each had been polled.
        let attempts = unconstrained(join_all(crowd.iter_mut().map(|client| client.attempt(request)))).await;
        let objection = attempts.iter().find_map(|attempt| {
            let answer = attempt.result.as_ref().ok()?;
            variant.cycle.objection(ordinal, answer)
        });
        let Some(attempt) = together(begun, attempts) else { return Ok(None) };
        let outcome = outcome(&attempt, objection.is_none());
        let mut sample = self.sample(arm.series, variant.operations, number, place, &attempt, None, outcome);
        if let Some(usage) = usage {
            sample.times.inside = Some(nanoseconds(usage.end(process).await?));
        }
        let elapsed = Duration::from_nanos(sample.elapsed());
        self.samples.push(sample);
        objection.map_or(Ok(()), |objection| Err(wrong(&request.to_string(), &objection)))?;
        self.judge_silence(process, attempt.result.as_ref().err()).await?;
        Ok((outcome == Outcome::Right).then(|| milliseconds(elapsed)))
    }
}

/// All attempts as one: from the begin of the first to the end of the last, and a failure where one failed.
fn together(begun: Instant, attempts: Vec<Attempt>) -> Option<Attempt> {
    let since = |attempt: &Attempt| attempt.sent.saturating_duration_since(begun);
    let first_byte = attempts.iter().map(|attempt| since(attempt) + attempt.first_byte).min()?;
    let last_byte = attempts.iter().map(|attempt| since(attempt) + attempt.last_byte).max()?;
    let connect = attempts.iter().filter_map(|attempt| attempt.connect).max();
    let failed = attempts.iter().position(|attempt| attempt.result.is_err()).unwrap_or_default();
    let result = attempts.into_iter().nth(failed)?.result;
    Some(Attempt { connect, sent: begun, first_byte, last_byte, result })
}
