//! One client of an audit, with data of its own: its batches, what was told of them, and what is found of their effects.

use std::{cell::Cell as Flag, collections::BTreeSet, time::Duration};

use load::{Answer, Attempt, Client, Failure};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use shared::{
    durable::{BatchReport, LedgerReport, SourceReport},
    ids::ObjectLifeId,
    limits,
    timing::Place,
    workflow::TrialReport,
};

use super::super::{
    asking::{unanswered, wrong},
    ready::{Cycle, client_values},
};
use crate::{
    error::{Error, Result},
    instrument::{
        samples::Tally,
        scenario::{Arm, Audit, Audited},
        target::{Process, ROUTER},
    },
};

/// One client, with data of its own.
pub(super) struct Lane {
    client: Client,
    door: String,
    batch: Cycle,
    status: Cycle,
    ledger: Cycle,
    operations: u32,
    attempts: Vec<Attempt>,
    sent: u32,
    of: Audited,
    told: Vec<BatchReport>,
    /// Instances of which it was told that they are stored.
    accepted: u64,
}

impl Lane {
    /// The client of that number.
    pub(super) fn new(
        process: &Process,
        (name, arm): (&str, &Arm),
        (audit, operations): (&Audit, u32),
        number: u32,
        deadline: Duration,
    ) -> Result<Self> {
        let mut values = client_values(name, arm, &process.fresh, number)?;
        values.insert("operations".to_owned(), json!(operations));
        let question =
            arm.question.as_ref().ok_or_else(|| Error::usage(format!("an arm of {name} has no question")))?;
        let door = arm.door.clone().unwrap_or_else(|| ROUTER.to_owned());
        Ok(Self {
            client: Client::new(process.door(&door)?.clone(), deadline),
            door,
            batch: Cycle::new(question, &values)?,
            status: Cycle::new(&audit.status, &values)?,
            ledger: Cycle::new(&audit.ledger, &values)?,
            operations,
            attempts: Vec::new(),
            sent: 0,
            of: audit.of,
            told: Vec::new(),
            accepted: 0,
        })
    }

    /// Sends batches one after the other, until there were so many or the runtime is gone.
    pub(super) async fn send(&mut self, batches: u32, is_killed: &Flag<bool>) {
        while self.sent < batches && !is_killed.get() {
            let Some(request) = self.batch.request(0) else { return };
            let attempt = self.client.attempt(request).await;
            let is_broken = matches!(attempt.result, Err(Failure::Connection(_)));
            self.attempts.push(attempt);
            self.sent += 1;
            if is_broken {
                return;
            }
        }
    }

    /// What came of its batches.
    pub(super) fn take_attempts(&mut self) -> Vec<Attempt> {
        std::mem::take(&mut self.attempts)
    }

    /// How many calls it asked for.
    pub(super) fn asked(&self) -> u32 {
        self.sent.saturating_mul(self.operations)
    }

    /// The request of its batches, for a sentence.
    pub(super) fn request(&self) -> String {
        self.batch.request(0).map(ToString::to_string).unwrap_or_default()
    }

    /// What is wrong with the answer to a batch, if anything.
    pub(super) fn objection(&self, answer: &Answer) -> Option<String> {
        self.batch.objection(0, answer)
    }

    /// Takes in what was told of a batch.
    pub(super) fn take_report(&mut self, answer: &Answer) -> Result<Tally> {
        if self.of == Audited::Instances {
            let report: TrialReport = read(answer, &self.request())?;
            let answered = u64::from(report.accepted);
            self.accepted += answered;
            return Ok(Tally { answered, ..Tally::default() });
        }
        let report: BatchReport = read(answer, &self.request())?;
        let tally = Tally {
            answered: report.answered.into(),
            dead: report.dead.into(),
            messages: report.messages,
            rows_written: report.rows_written,
            redelivered: report.redelivered,
            waiting: report.pending.iter().map(|pending| pending.calls).sum(),
            ..Tally::default()
        };
        self.told.push(report);
        Ok(tally)
    }

    /// Goes to the process that runs now.
    pub(super) fn reconnect(&mut self, process: &Process, deadline: Duration) -> Result<()> {
        self.client = Client::new(process.door(&self.door)?.clone(), deadline);
        Ok(())
    }

    /// How many of its calls are pending, or of its instances have not ended.
    pub(super) async fn pending(&mut self) -> Result<u64> {
        match self.of {
            Audited::Calls => Ok(ask::<SourceReport>(&mut self.client, &self.status).await?.pending),
            Audited::Instances => {
                let Listed { instances } = ask(&mut self.client, &self.status).await?;
                Ok(instances.len() as u64)
            }
        }
    }

    /// The lives of its objects, as they are told now.
    pub(super) async fn lives(&mut self) -> Result<BTreeSet<ObjectLifeId>> {
        let mut lives = BTreeSet::new();
        for cycle in [&self.status, &self.ledger] {
            let Placed { timing } = ask(&mut self.client, cycle).await?;
            lives.extend(timing.places.into_iter().filter_map(|place| place.object));
        }
        Ok(lives)
    }

    /// Adds what the ledger says of its calls.
    pub(super) async fn read_ledger(&mut self, tally: &mut Tally) -> Result<()> {
        let ledger: LedgerReport = ask(&mut self.client, &self.ledger).await?;
        if ledger.spans.len() >= limits::LEDGER_SPANS {
            return Err(Error::internal("too many batches before a look: not all of the ledger can be told"));
        }
        let effects = ledger.spans.iter().map(|span| span.count).sum::<u64>();
        tally.effects += effects;
        tally.ledger_rows += ledger.rows;
        tally.doubled += ledger.doubled;
        // Instances have no order among each other.
        tally.reordered += if self.of == Audited::Calls { ledger.reordered } else { 0 };
        tally.lost += match self.of {
            Audited::Calls => self.told.iter().map(|report| lost(report, &ledger)).sum::<u64>(),
            Audited::Instances => self.accepted.saturating_sub(effects),
        };
        Ok(())
    }
}

/// How many calls of a batch were answered and have no effect.
fn lost(report: &BatchReport, ledger: &LedgerReport) -> u64 {
    let (first, end) = (report.first, report.first + u64::from(report.plan.operations));
    let within = ledger.spans.iter().map(|span| {
        let (from, to) = (span.first.max(first), (span.first + span.count).min(end));
        to.saturating_sub(from)
    });
    u64::from(report.answered).saturating_sub(within.sum())
}

/// What is listed.
#[derive(Deserialize)]
struct Listed {
    instances: Vec<String>,
}

/// What every answer tells of where it comes from.
#[derive(Deserialize)]
struct Placed {
    timing: Seen,
}

/// The part of its timing that is looked at.
#[derive(Deserialize)]
struct Seen {
    places: Vec<Place>,
}

async fn ask<T: DeserializeOwned>(client: &mut Client, cycle: &Cycle) -> Result<T> {
    let Some(request) = cycle.request(0) else { return Err(Error::internal("nothing is asked")) };
    let named = request.to_string();
    let answer = client.send(request).await.map_err(|failure| unanswered(&failure, &named))?;
    cycle.objection(0, &answer).map_or(Ok(()), |objection| Err(wrong(&named, &objection)))?;
    read(&answer, &named)
}

fn read<T: DeserializeOwned>(answer: &Answer, request: &str) -> Result<T> {
    serde_json::from_slice(&answer.body).map_err(|error| wrong(request, &error.to_string()))
}

#[cfg(test)]
mod tests;
