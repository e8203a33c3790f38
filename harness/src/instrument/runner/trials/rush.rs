//! Many who ask, all of whom are counted.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use futures::{
    StreamExt as _,
    future::{join, join_all},
};
use indexmap::IndexMap;
use load::{Answer, Attempt, Client};
use serde_json::Value;
use tokio::time::sleep;

use super::{Asker, LOOK, LOOKS, Waiting, unanswered_for};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        runner::{
            Runner,
            asking::{received, right, wrong},
            ready::Cycle,
        },
        scenario::{Question, Reading, Rush, Served, Values},
    },
};

/// Between two who begin to ask, so that they arrive in that order.
const GAP: Duration = Duration::from_millis(2);
/// How many times in a row a number that is read afterwards has to be the same.
const ALIKE: u32 = 10;

impl Runner<'_> {
    /// What becomes of all who ask, and what is read afterwards.
    pub(super) async fn rush(&self, asker: &mut Asker<'_>, rush: &Rush) -> Result<IndexMap<String, f64>> {
        let holders = rush.holders.as_ref();
        let held = holders.map(|holders| Cycle::new(&holders.question, &Values::new())).transpose()?;
        let mut waiting = Waiting::new();
        if let (Some(holders), Some(held)) = (holders, &held) {
            self.gather(asker, held, holders.crowd.clients, &mut waiting)?;
            unanswered_for(asker.are_there(&holders.crowd), &mut waiting).await?;
        }
        let cycle = Cycle::new(&rush.question, &Values::new())?;
        let (attempts, holding) = join(self.ask_all(asker, rush, &cycle), waiting.collect::<Vec<_>>()).await;
        let attempts = attempts?;
        let mut late = None;
        if let Some(held) = &held {
            let first_done = holding.iter().map(end).min();
            let is_late = |(_, attempt): &&(usize, Attempt)| first_done.is_some_and(|done| attempt.sent >= done);
            late = Some(attempts.iter().filter(is_late).count());
            for attempt in holding {
                right(held, 0, attempt.result)?;
            }
        }
        let mut found = counted(rush, &cycle, attempts)?;
        found.extend(late.map(|late| ("late".to_owned(), count(late))));
        if let Some(after) = &rush.after {
            found.extend(read_at_rest(asker, after).await?);
        }
        Ok(found)
    }

    /// All attempts with their ordinals, in the order in which they were begun.
    async fn ask_all(&self, asker: &Asker<'_>, rush: &Rush, cycle: &Cycle) -> Result<Vec<(usize, Attempt)>> {
        let (endpoint, deadline) = (asker.process.door(asker.door)?, self.deadline());
        let size = |number: u32| usize::try_from(number).unwrap_or_default();
        let client = |number: u32| async move {
            sleep(GAP * number).await;
            let mut client = Client::new(endpoint.clone(), deadline);
            let mut attempts = Vec::new();
            for ordinal in (size(number)..size(rush.times)).step_by(size(rush.clients)) {
                asker.stop.check()?;
                let request = cycle.request(ordinal).ok_or_else(|| Error::internal("a question makes a request"))?;
                attempts.push((ordinal, client.attempt(request).await));
            }
            Ok(attempts)
        };
        let attempts: Result<Vec<_>> = join_all((0..rush.clients).map(client)).await.into_iter().collect();
        let mut attempts: Vec<_> = attempts?.into_iter().flatten().collect();
        attempts.sort_by_key(|(_, attempt)| attempt.sent);
        Ok(attempts)
    }
}

fn end(attempt: &Attempt) -> Instant {
    attempt.sent + attempt.last_byte
}

/// How all attempts ended; one that is neither answered as expected nor refused as it may be is an error.
fn counted(rush: &Rush, cycle: &Cycle, attempts: Vec<(usize, Attempt)>) -> Result<IndexMap<String, f64>> {
    let refused = rush.refusal.as_ref().map(|expect| Question { expect: expect.clone(), ..rush.question.clone() });
    let refused = refused.map(|question| Cycle::new(&question, &Values::new())).transpose()?;
    let (mut answers, mut refusals) = (Vec::new(), 0);
    for (ordinal, attempt) in attempts {
        let (request, answer) = received(cycle, ordinal, attempt.result)?;
        match cycle.objection(ordinal, &answer) {
            None => answers.push(answer),
            Some(_) if refused.as_ref().is_some_and(|refused| refused.objection(ordinal, &answer).is_none()) => {
                refusals += 1;
            }
            Some(objection) => return Err(wrong(&request.to_string(), &objection)),
        }
    }
    let mut found = IndexMap::from([("answered".to_owned(), count(answers.len()))]);
    if refused.is_some() {
        found.insert("refused".to_owned(), count(refusals));
    }
    if let Some(served) = &rush.served {
        let served: Option<Vec<_>> = answers.iter().map(|answer| read(served, answer)).collect();
        let untold = || Error::new(Exit::WrongResponse, "an answer does not say where it was served");
        found.insert("overtaken".to_owned(), count(overtaken(&served.ok_or_else(untold)?)));
    }
    Ok(found)
}

/// Numbers that are read again and again until they stay the same: work goes on behind answers.
async fn read_at_rest(asker: &mut Asker<'_>, Reading { question, numbers }: &Reading) -> Result<Vec<(String, f64)>> {
    let (mut before, mut alike) = (Vec::new(), 0);
    for _ in 0..LOOKS {
        let answer = asker.ask(question).await?;
        let number = |(name, pointer): (&String, &String)| {
            let number = answer.pointer(pointer).and_then(Value::as_f64);
            let untold = || Error::new(Exit::WrongResponse, format!("no number at {pointer} of {answer}"));
            Ok((name.clone(), number.ok_or_else(untold)?))
        };
        let read = numbers.iter().map(number).collect::<Result<Vec<_>>>()?;
        alike = if read == before { alike + 1 } else { 0 };
        before = read;
        if alike >= ALIKE {
            break;
        }
        sleep(LOOK).await;
    }
    Ok(before)
}

/// Where an answer was served, and its number there.
fn read(Served { place, number }: &Served, answer: &Answer) -> Option<(String, u64)> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    Some((body.pointer(place)?.to_string(), body.pointer(number)?.as_u64()?))
}

/// How many were served after somebody who asked later and was served at the same place.
fn overtaken(served: &[(String, u64)]) -> usize {
    let mut first_of_later = HashMap::new();
    let mut overtaken = 0;
    for (place, number) in served.iter().rev() {
        let first = first_of_later.entry(place).or_insert(number);
        overtaken += usize::from(*first < number);
        *first = (*first).min(number);
    }
    overtaken
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52, where this is exact")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests;
