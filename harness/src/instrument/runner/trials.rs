//! What is tried once, each in a process of its own, and told as it was found.

use std::time::Duration;

use futures::{StreamExt as _, stream::FuturesUnordered};
use indexmap::IndexMap;
use load::{Attempt, Client};
use serde_json::Value;
use tokio::time::sleep;

use super::{
    Runner,
    asking::{Clients, unanswered, wrong},
    meter::{Meter, used},
    ready::Cycle,
};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        scenario::{Crowd, Question, Step, Then, Tried, Values},
        target::{Process, ROUTER},
        trial::{TrialFinding, TrialRow},
        view::Event,
    },
};

/// How often it is asked whether all is there, and for how long.
const LOOK: Duration = Duration::from_millis(50);
const LOOKS: u32 = 400;
/// How long it takes until all are there, where nobody tells.
const UNTOLD: Duration = Duration::from_secs(1);
/// How long those are watched who wait.
const WATCHED: Duration = Duration::from_secs(1);

impl Runner<'_> {
    /// Tries everything, where the target lets a look into its process.
    pub(super) async fn trials(&mut self) -> Result<()> {
        if self.scenario.trials.is_empty() {
            return Ok(());
        }
        if let Some(reason) = self.target.untriable() {
            self.view.tell(&Event::Told { what: format!("nothing is tried that is not timed: {reason}") });
            return Ok(());
        }
        let scenario = self.scenario;
        for (name, trial) in &scenario.trials {
            let mut rows = Vec::new();
            for (row, tried) in &trial.rows {
                self.stop.check()?;
                self.view.tell(&Event::Prepared { what: format!("trying {name}: {row}") });
                let process = self.target.fresh().await?;
                let values = self.tried(&process, tried).await.map_err(|error| {
                    Error::new(error.exit(), format!("{name}, {row}: {error}{}", process.last_words()))
                })?;
                let state = process.stop()?;
                state.map_or(Ok(()), |state| self.target.forget(&state))?;
                rows.push(TrialRow { name: row.clone(), values });
            }
            self.trials.push(TrialFinding { name: name.clone(), title: trial.title.clone(), rows });
        }
        Ok(())
    }

    async fn tried(&self, process: &Process, Tried { first, then }: &Tried) -> Result<IndexMap<String, f64>> {
        let mut clients = self.clients();
        for step in first {
            take(process, &mut clients, step).await?;
        }
        match then {
            Then::Words { question, pointer } => {
                let answer = ask(process, &mut clients, question).await?;
                let words = answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
                let numbers: Option<IndexMap<String, f64>> = words.split_whitespace().map(number).collect();
                let numbers = numbers.filter(|numbers| !numbers.is_empty());
                numbers.ok_or_else(|| {
                    Error::new(Exit::WrongResponse, format!("no words with numbers at {pointer} of {answer}"))
                })
            }
            Then::Growth { steps, until, of } => {
                let before = still(process).await?;
                for step in steps {
                    take(process, &mut clients, step).await?;
                }
                if let Some(until) = until {
                    wait(process, &mut clients, until).await?;
                }
                Ok([each(before, still(process).await?, *of)].into())
            }
            Then::Held { question, few, many } => self.held(process, &mut clients, question, [&**few, &**many]).await,
        }
    }

    /// What those take who wait: the first among the last.
    async fn held(
        &self,
        process: &Process,
        clients: &mut Clients,
        question: &Question,
        [few, many]: [&Crowd; 2],
    ) -> Result<IndexMap<String, f64>> {
        let cycle = Cycle::new(question, &Values::new())?;
        let request = cycle.request(0).ok_or_else(|| Error::internal("a question makes a request"))?;
        let mut waiting = FuturesUnordered::new();
        let mut taken = Vec::new();
        for crowd in [few, many] {
            for _ in waiting.len()..usize::try_from(crowd.clients).unwrap_or_default() {
                let mut client = self.client(process)?;
                waiting.push(async move { client.attempt(request).await });
            }
            let is_there = async {
                match &crowd.until {
                    Some(until) => wait(process, clients, until).await?,
                    // Nobody but the runtime itself knows that it has heard all of them.
                    None => sleep(UNTOLD).await,
                }
                still(process).await
            };
            taken.push(unanswered_for(is_there, &mut waiting).await?);
        }
        let watched = async {
            let begun = used(process)?;
            sleep(WATCHED).await;
            Ok(used(process)?.saturating_sub(begun).as_secs_f64() * 1e3)
        };
        let processor = unanswered_for(watched, &mut waiting).await?;
        let [before, after] = taken[..] else { return Err(Error::internal("two crowds were held")) };
        let more = many.clients.saturating_sub(few.clients);
        Ok([each(before, after, more), ("processor_ms".to_owned(), processor)].into())
    }

    fn client(&self, process: &Process) -> Result<Client> {
        let deadline = Duration::from_millis(self.scenario.size.deadline_ms);
        Ok(Client::new(process.door(ROUTER)?.clone(), deadline))
    }
}

/// What comes of a look at those who wait, and nothing where one of them was answered meanwhile.
async fn unanswered_for<T>(
    look: impl Future<Output = Result<T>>,
    waiting: &mut FuturesUnordered<impl Future<Output = Attempt>>,
) -> Result<T> {
    tokio::select! {
        biased;
        seen = look => seen,
        Some(attempt) = waiting.next() => {
            let how = attempt.result.map_or_else(|failure| failure.to_string(), |answer| format!("status {}", answer.status));
            Err(Error::new(Exit::WrongResponse, format!("one of those who were to wait got an answer: {how}")))
        }
    }
}

/// Asks as often as a step wants it.
async fn take(process: &Process, clients: &mut Clients, Step { question, times, .. }: &Step) -> Result<()> {
    let cycle = Cycle::new(question, &Values::new())?;
    for ordinal in 0..*times {
        clients.demand(process, ROUTER, &cycle, usize::try_from(ordinal).unwrap_or_default()).await?;
    }
    Ok(())
}

/// The answer to a question, as JSON.
async fn ask(process: &Process, clients: &mut Clients, question: &Question) -> Result<Value> {
    let cycle = Cycle::new(question, &Values::new())?;
    let request = cycle.request(0).ok_or_else(|| Error::internal("a question makes a request"))?;
    let answer = clients.of(process, ROUTER).await?.send(request).await;
    let answer = answer.map_err(|failure| unanswered(&failure, &request.to_string()))?;
    match cycle.objection(0, &answer) {
        None => Ok(serde_json::from_slice(&answer.body).unwrap_or_default()),
        Some(objection) => Err(wrong(&request.to_string(), &objection)),
    }
}

/// Asks until the answer is as expected.
async fn wait(process: &Process, clients: &mut Clients, question: &Question) -> Result<()> {
    let cycle = Cycle::new(question, &Values::new())?;
    for _ in 1..LOOKS {
        if clients.demand(process, ROUTER, &cycle, 0).await.is_ok() {
            return Ok(());
        }
        sleep(LOOK).await;
    }
    clients.demand(process, ROUTER, &cycle, 0).await
}

/// What the process has in memory, once it stands still.
async fn still(process: &Process) -> Result<u64> {
    Meter::begin(process)?.end(process).await?;
    process.memory().ok_or_else(|| Error::environment("the runtime's memory cannot be read any more"))
}

/// How much more that is for each of so many.
#[expect(clippy::cast_precision_loss, reason = "bytes of a process stay far below 2^52, where this is exact")]
fn each(before: u64, after: u64, of: u32) -> (String, f64) {
    ("bytes_each".to_owned(), (after as f64 - before as f64) / f64::from(of.max(1)))
}

fn number(word: &str) -> Option<(String, f64)> {
    let (name, number) = word.split_once('=')?;
    Some((name.to_owned(), number.parse().ok()?))
}
