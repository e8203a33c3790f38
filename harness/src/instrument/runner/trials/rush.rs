//! Many who ask, all of whom are counted.

use std::{cell::Cell, collections::HashMap, time::Duration};

use futures::{
    StreamExt as _,
    future::{join, join_all},
};
use indexmap::IndexMap;
use load::{Answer, Attempt, Client};
use serde_json::Value;
use tokio::time::sleep;

use super::{Asker, Waiting, unanswered_for};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        runner::{
            Runner,
            asking::{unanswered, wrong},
            ready::Cycle,
        },
        scenario::{Question, Reading, Rush, Served, Values},
    },
};

/// Between two who begin to ask, so that they arrive in that order.
const GAP: Duration = Duration::from_millis(2);
/// How long what goes on behind answers is given to end.
const BEHIND: Duration = Duration::from_secs(1);

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
        let (attempts, answered_later) = join(self.ask_all(asker, rush), waiting.collect::<Vec<_>>()).await;
        if let Some(held) = &held {
            for attempt in answered_later {
                let answer = answer_of(held, attempt)?;
                held.objection(0, &answer).map_or(Ok(()), |objection| Err(wrong("who holds it", &objection)))?;
            }
        }
        let mut found = counted(rush, attempts?)?;
        if let Some(Reading { question, numbers }) = &rush.after {
            sleep(BEHIND).await;
            let answer = asker.ask(question).await?;
            for (name, pointer) in numbers {
                let number = answer.pointer(pointer).and_then(Value::as_f64);
                let untold = || Error::new(Exit::WrongResponse, format!("no number at {pointer} of {answer}"));
                found.insert(name.clone(), number.ok_or_else(untold)?);
            }
        }
        Ok(found)
    }

    /// All attempts, in the order in which they were begun.
    async fn ask_all(&self, asker: &Asker<'_>, rush: &Rush) -> Result<Vec<Attempt>> {
        let (endpoint, deadline) = (asker.process.door(asker.door)?, self.deadline());
        let cycle = Cycle::new(&rush.question, &Values::new())?;
        let (times, next) = (usize::try_from(rush.times).unwrap_or_default(), Cell::new(0));
        let client = |number: u32| {
            let (next, cycle) = (&next, &cycle);
            async move {
                sleep(GAP * number).await;
                let mut client = Client::new(endpoint.clone(), deadline);
                let mut attempts = Vec::new();
                while next.get() < times {
                    asker.stop.check()?;
                    let ordinal = next.replace(next.get() + 1);
                    let request =
                        cycle.request(ordinal).ok_or_else(|| Error::internal("a question makes a request"))?;
                    attempts.push((ordinal, client.attempt(request).await));
                }
                Ok(attempts)
            }
        };
        let attempts: Result<Vec<_>> = join_all((0..rush.clients).map(client)).await.into_iter().collect();
        let mut attempts: Vec<_> = attempts?.into_iter().flatten().collect();
        attempts.sort_by_key(|(ordinal, _)| *ordinal);
        Ok(attempts.into_iter().map(|(_, attempt)| attempt).collect())
    }
}

/// How all attempts ended; one that is neither answered as expected nor refused as it may be is an error.
fn counted(rush: &Rush, attempts: Vec<Attempt>) -> Result<IndexMap<String, f64>> {
    let cycle = Cycle::new(&rush.question, &Values::new())?;
    let refused = rush.refusal.as_ref().map(|expect| Question { expect: expect.clone(), ..rush.question.clone() });
    let refused = refused.map(|question| Cycle::new(&question, &Values::new())).transpose()?;
    let (mut answers, mut refusals) = (Vec::new(), 0);
    for (ordinal, attempt) in attempts.into_iter().enumerate() {
        let answer = answer_of(&cycle, attempt)?;
        match cycle.objection(ordinal, &answer) {
            None => answers.push(answer),
            Some(_) if refused.as_ref().is_some_and(|refused| refused.objection(ordinal, &answer).is_none()) => {
                refusals += 1;
            }
            Some(objection) => return Err(wrong("one of many", &objection)),
        }
    }
    let mut found = IndexMap::from([("answered".to_owned(), count(answers.len()))]);
    if refused.is_some() {
        found.insert("refused".to_owned(), count(refusals));
    }
    if let Some(served) = &rush.served {
        let served: Option<Vec<_>> = answers.iter().map(|answer| read(served, answer)).collect();
        let served =
            served.ok_or_else(|| Error::new(Exit::WrongResponse, "an answer does not say where it was served"))?;
        found.insert("overtaken".to_owned(), count(overtaken(&served)));
    }
    Ok(found)
}

fn answer_of(cycle: &Cycle, attempt: Attempt) -> Result<Answer> {
    let request = || cycle.request(0).map(ToString::to_string).unwrap_or_default();
    attempt.result.map_err(|failure| unanswered(&failure, &request()))
}

/// Where an answer was served, and as the how many-th there.
fn read(Served { place, number }: &Served, answer: &Answer) -> Option<(String, u64)> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    Some((body.pointer(place)?.to_string(), body.pointer(number)?.as_u64()?))
}

/// How many were served after somebody who asked later of the same place.
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
mod tests {
    use super::*;

    fn served(all: &[(&str, u64)]) -> usize {
        overtaken(&all.iter().map(|(place, number)| ((*place).to_owned(), *number)).collect::<Vec<_>>())
    }

    #[test]
    fn whoever_is_served_after_a_later_one_of_the_same_place_was_overtaken() {
        assert_eq!(served(&[("0", 1), ("1", 1), ("0", 2), ("1", 2)]), 0);
        // One of another place may come first.
        assert_eq!(served(&[("0", 5), ("1", 1), ("0", 6)]), 0);
        assert_eq!(served(&[("0", 3), ("0", 1), ("0", 2)]), 1);
        assert_eq!(served(&[("0", 3), ("0", 2), ("0", 1), ("1", 1)]), 2);
    }
}
