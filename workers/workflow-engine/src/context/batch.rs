//! Many scopes at once: the branches of a `parallel`, or one for each item of a `map`; and what came of them.
//!
//! ```text
//! waiting ──> running, at most so many ──> ended ──> enough succeeded? too many failed? ── yes ──> the rest is given up
//! ```
//!
//! All that run are asked in the order of their places each time that something is told to the instance: the order in which they go on is
//! the journal's, and the same in every life.

use std::{
    collections::VecDeque,
    future::poll_fn,
    task::{Context as Waking, Poll},
};

use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::{
    Context,
    scope::{Body, Compose, Composed, Scoped, Telling, run},
};
use crate::{
    codec::{Codec, Json, Written},
    entry::Kind,
    error::Error,
};

/// Branches or items that begin by being awaited.
pub type Many<T> = Composed<Branches<T>>;

/// Why nothing more of a batch is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// All have ended.
    AllEnded,
    /// As many succeeded as were asked for.
    EnoughSucceeded,
    /// More failed than may.
    TooManyFailed,
}

/// What came of one branch or item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<T> {
    /// Its name.
    pub name: String,
    /// What it came to; none where it was not begun, or given up.
    pub result: Option<Result<T, Error>>,
}

/// What came of all, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch<T> {
    /// Why nothing more was begun.
    pub reason: Reason,
    /// All of them.
    pub parts: Vec<Part<T>>,
}

impl<T> Batch<T> {
    /// A batch all of which succeeded, for a codec that keeps only values.
    pub fn of(values: impl IntoIterator<Item = T>) -> Self {
        let part = |(place, value): (usize, T)| Part { name: place.to_string(), result: Some(Ok(value)) };
        Self { reason: Reason::AllEnded, parts: values.into_iter().enumerate().map(part).collect() }
    }

    /// The values of those that succeeded.
    pub fn succeeded(&self) -> impl Iterator<Item = &T> {
        self.parts.iter().filter_map(|part| part.result.as_ref()?.as_ref().ok())
    }

    /// Why the others failed.
    pub fn failed(&self) -> impl Iterator<Item = &Error> {
        self.parts.iter().filter_map(|part| part.result.as_ref()?.as_ref().err())
    }

    /// The values of those that succeeded, where none failed; else the first failure.
    pub fn or_fail(self) -> Result<Vec<T>, Error> {
        self.parts.into_iter().filter_map(|part| part.result).collect()
    }

    /// The values of those that succeeded.
    pub fn into_values(self) -> Vec<T> {
        self.parts.into_iter().filter_map(|part| part.result?.ok()).collect()
    }
}

/// What the journal is told of a batch.
#[derive(Serialize)]
struct Summary {
    reason: Reason,
    of: usize,
    succeeded: usize,
    failed: usize,
}

fn summary<T>(batch: &Batch<T>) -> Vec<u8> {
    let summary = Summary {
        reason: batch.reason,
        of: batch.parts.len(),
        succeeded: batch.succeeded().count(),
        failed: batch.failed().count(),
    };
    serde_json::to_vec(&summary).unwrap_or_default()
}

/// When a batch has come to its end, though not all have ended.
#[derive(Clone, Copy, Debug, Default)]
struct Ending {
    least_successes: Option<usize>,
    most_failures: Option<usize>,
    most_failed_percent: Option<u32>,
}

impl Ending {
    fn reason(self, of: usize, succeeded: usize, failed: usize) -> Option<Reason> {
        let too_many = self.most_failures.is_some_and(|most| failed > most)
            || self
                .most_failed_percent
                .is_some_and(|most| failed * 100 > of.saturating_mul(usize::try_from(most).unwrap_or(usize::MAX)));
        if too_many {
            return Some(Reason::TooManyFailed);
        }
        self.least_successes.is_some_and(|least| succeeded >= least).then_some(Reason::EnoughSucceeded)
    }
}

/// What is to run, and how.
pub struct Branches<T> {
    kind: Kind,
    name: String,
    waiting: VecDeque<(String, Body<T>)>,
    at_once: Option<usize>,
    ending: Ending,
    /// Whether each has a scope of its own.
    nested: bool,
    written: Written<T>,
    telling: Telling<Batch<T>>,
}

impl<T: 'static> Branches<T> {
    pub(super) fn of(kind: Kind, name: &str, waiting: VecDeque<(String, Body<T>)>) -> Self
    where
        Json: Codec<T>,
    {
        Self {
            kind,
            name: name.to_owned(),
            waiting,
            at_once: None,
            ending: Ending::default(),
            nested: true,
            written: Written::by::<Json>(),
            telling: Telling::Summary(summary),
        }
    }
}

impl<T: 'static> Composed<Branches<T>> {
    /// Adds a branch.
    pub fn branch<F>(self, name: &str, body: impl FnOnce(Context) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + 'static,
    {
        self.with(|many| many.waiting.push_back((name.to_owned(), Box::new(|inside| Box::pin(body(inside))))))
    }

    /// How many run at the same time; all where nothing is said.
    pub fn at_once(self, most: usize) -> Self {
        self.with(|many| many.at_once = Some(most))
    }

    /// As soon as so many have succeeded, the others are given up.
    pub fn least_successes(self, least: usize) -> Self {
        self.with(|many| many.ending.least_successes = Some(least))
    }

    /// As soon as more have failed, the others are given up. Where nothing is said, all are run.
    pub fn most_failures(self, most: usize) -> Self {
        self.with(|many| many.ending.most_failures = Some(most))
    }

    /// The same as a share of all, in percent.
    pub fn most_failed_percent(self, most: u32) -> Self {
        self.with(|many| many.ending.most_failed_percent = Some(most))
    }

    /// What each is called, by its place.
    pub fn named(self, name: impl Fn(usize) -> String) -> Self {
        self.with(|many| {
            for (place, (old, _)) in many.waiting.iter_mut().enumerate() {
                *old = name(place);
            }
        })
    }

    /// None has a scope of its own: a shorter journal, which says of operations only that they are the batch's.
    pub fn flat(self) -> Self {
        self.with(|many| many.nested = false)
    }

    /// How the result of each is stored.
    pub fn codec<C: Codec<T>>(self) -> Self {
        self.with(|many| many.written = Written::by::<C>())
    }

    /// How what came of all is stored; the batch is what is read again.
    pub fn batch_codec<C: Codec<Batch<T>>>(self) -> Self {
        self.with(|many| many.telling = Telling::Value(Written::by::<C>()))
    }
}

impl<T: 'static> Compose for Branches<T> {
    type Output = Batch<T>;

    fn compose(self, context: Context) -> LocalBoxFuture<'static, Result<Batch<T>, Error>> {
        let Self { kind, name, waiting, at_once, ending, nested, written, telling } = self;
        if at_once == Some(0) {
            let message = format!("{} {name:?} runs none at once, and would never end; say at least one", kind.words());
            return Box::pin(async { Err(Error::BadValue { message }) });
        }
        let part = if kind == Kind::Map { Kind::Item } else { Kind::Branch };
        let body = move |inside: Context| -> LocalBoxFuture<'static, Result<Batch<T>, Error>> {
            let begin = move |inside: Context, name: String, body: Body<T>| -> Running<T> {
                if nested {
                    Box::pin(run(inside, Scoped { kind: part, name, body, telling: Telling::Value(written) }))
                } else {
                    body(inside)
                }
            };
            let mut running = Crowd::new(waiting, at_once.unwrap_or(usize::MAX), ending, inside.is_cancelled());
            Box::pin(async move {
                let reason = poll_fn(|waking| running.poll(waking, &inside, &begin)).await;
                Ok(Batch { reason, parts: running.parts })
            })
        };
        Box::pin(run(context, Scoped { kind, name, body: Box::new(body), telling }))
    }
}

type Running<T> = LocalBoxFuture<'static, Result<T, Error>>;

/// Those that run and those that wait.
struct Crowd<T> {
    waiting: VecDeque<(String, Body<T>)>,
    at_once: usize,
    ending: Ending,
    running: Vec<(usize, Running<T>)>,
    parts: Vec<Part<T>>,
    begun: usize,
    succeeded: usize,
    failed: usize,
    /// Whether its instance was being cancelled when it began: then it is a part of the cleaning up itself.
    was_cancelled: bool,
}

impl<T> Crowd<T> {
    fn new(waiting: VecDeque<(String, Body<T>)>, at_once: usize, ending: Ending, was_cancelled: bool) -> Self {
        let part = |(name, _): &(String, Body<T>)| Part { name: name.clone(), result: None };
        let parts = waiting.iter().map(part).collect();
        Self { waiting, at_once, ending, running: Vec::new(), parts, begun: 0, succeeded: 0, failed: 0, was_cancelled }
    }

    /// Has everything go on that can, until the batch has come to its end.
    fn poll(
        &mut self,
        waking: &mut Waking<'_>,
        inside: &Context,
        begin: &impl Fn(Context, String, Body<T>) -> Running<T>,
    ) -> Poll<Reason> {
        loop {
            // Where the instance is cancelled meanwhile, those that run clean up, and no others begin.
            let is_cleaning_up = inside.is_cancelled() && !self.was_cancelled;
            let reason = self.ending.reason(self.parts.len(), self.succeeded, self.failed);
            let is_over = reason.is_some() || is_cleaning_up;
            if let Some(reason) = reason
                && (self.running.is_empty() || !is_cleaning_up)
            {
                // Those that run are given up before the batch is told to have ended.
                self.running.clear();
                return Poll::Ready(reason);
            }
            if !is_over
                && self.running.len() < self.at_once
                && let Some((name, body)) = self.waiting.pop_front()
            {
                self.running.push((self.begun, begin(inside.clone(), name, body)));
                self.begun += 1;
                let newest = self.running.len() - 1;
                self.ask(newest, waking);
                continue;
            }
            if self.running.is_empty() {
                return Poll::Ready(Reason::AllEnded);
            }
            let has_ended = (0..self.running.len()).any(|index| self.ask(index, waking));
            if !has_ended {
                return Poll::Pending;
            }
        }
    }

    /// Asks one of those that run; says whether it has ended.
    fn ask(&mut self, index: usize, waking: &mut Waking<'_>) -> bool {
        let Some((place, running)) = self.running.get_mut(index) else { return false };
        let Poll::Ready(result) = running.as_mut().poll(waking) else { return false };
        let place = *place;
        *if result.is_ok() { &mut self.succeeded } else { &mut self.failed } += 1;
        if let Some(part) = self.parts.get_mut(place) {
            part.result = Some(result);
        }
        // Their order is that of their places, and stays so.
        drop(self.running.remove(index));
        true
    }
}
