//! What is tried, each in processes of its own, and told as it was found.

mod rush;

use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _, future::LocalBoxFuture, stream::FuturesUnordered};
use indexmap::IndexMap;
use load::{Attempt, Client};
use serde_json::Value;
use statistics::median;
use tokio::time::sleep;

use super::{
    Runner, Stop,
    asking::Clients,
    ready::Cycle,
    usage::{Usage, used},
};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        scenario::{Crowd, Question, Step, Then, Tried, Values},
        target::{Process, ROUTER},
        trial::{TrialFinding, TrialRow},
        view::Event,
    },
    ranged::Ranged,
};

/// How often it is asked whether all is there, and for how long.
const LOOK: Duration = Duration::from_millis(50);
const LOOKS: u32 = 400;
/// How long it takes until all are there, where nobody tells.
const UNTOLD: Duration = Duration::from_secs(1);
/// How long those are watched who wait.
const WATCHED: Duration = Duration::from_secs(1);

/// Those who have asked.
type Waiting<'request> = FuturesUnordered<LocalBoxFuture<'request, Attempt>>;

impl Runner<'_> {
    /// Tries everything, where the target lets a look into its process.
    pub(super) async fn trials(&mut self) -> Result<()> {
        if self.scenario.trials.is_empty() {
            return Ok(());
        }
        if let Some(reason) = self.target.untriable() {
            self.unavailable.extend(self.scenario.trials.keys().map(|name| (name.clone(), reason.clone())));
            return Ok(());
        }
        let scenario = self.scenario;
        for (name, trial) in &scenario.trials {
            // What was found before the run ended stands.
            let finding = TrialFinding { name: name.clone(), title: trial.title.clone(), rows: Vec::new() };
            self.trials.push(finding);
            for (row, tried) in &trial.rows {
                let mut found: IndexMap<String, Vec<f64>> = IndexMap::new();
                for process in 1..=trial.processes {
                    self.stop.check()?;
                    let what = format!("trying {name}: {row}, process {process} of {}", trial.processes);
                    self.view.tell(&Event::Prepared { what });
                    for (value, number) in self.in_a_process((name, row), tried).await? {
                        found.entry(value).or_default().push(number);
                    }
                }
                let values = found.into_iter().filter_map(|(value, found)| Some((value, over_processes(&found)?)));
                let found = TrialRow { name: row.clone(), values: values.collect() };
                if let Some(finding) = self.trials.last_mut() {
                    finding.rows.push(found);
                }
            }
        }
        Ok(())
    }

    async fn in_a_process(&mut self, (name, row): (&str, &str), tried: &Tried) -> Result<IndexMap<String, f64>> {
        let process = self.target.fresh().await?;
        let found = self.tried(&process, tried).await;
        let found = found
            .map_err(|error| Error::new(error.exit(), format!("{name}, {row}: {error}{}", process.last_words())))?;
        let state = process.stop()?;
        state.map_or(Ok(()), |state| self.target.forget(&state))?;
        Ok(found)
    }

    async fn tried(&self, process: &Process, Tried { door, first, then }: &Tried) -> Result<IndexMap<String, f64>> {
        let door = door.as_deref().unwrap_or(ROUTER);
        let mut asker = Asker { process, door, clients: self.clients(), stop: self.stop.clone() };
        for step in first {
            asker.take(step).await?;
        }
        match then {
            Then::Words { question, pointer } => {
                let answer = asker.ask(question).await?;
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
                    asker.take(step).await?;
                }
                if let Some(until) = until {
                    asker.wait(until).await?;
                }
                Ok([each(before, still(process).await?, *of)].into())
            }
            Then::Held { question, few, many } => self.held(&mut asker, question, [&**few, &**many]).await,
            Then::Rush(rush) => self.rush(&mut asker, rush).await,
        }
    }

    /// Has further clients ask, until they are so many.
    fn gather<'request>(
        &self,
        asker: &Asker<'_>,
        cycle: &'request Cycle,
        clients: u32,
        waiting: &mut Waiting<'request>,
    ) -> Result<()> {
        let endpoint = asker.process.door(asker.door)?;
        let request = cycle.request(0).ok_or_else(|| Error::internal("a question makes a request"))?;
        for _ in waiting.len()..usize::try_from(clients).unwrap_or_default() {
            let mut client = Client::new(endpoint.clone(), self.deadline());
            waiting.push(async move { client.attempt(request).await }.boxed_local());
        }
        Ok(())
    }

    /// What those take who wait: the first among the last.
    async fn held(
        &self,
        asker: &mut Asker<'_>,
        question: &Question,
        [few, many]: [&Crowd; 2],
    ) -> Result<IndexMap<String, f64>> {
        let process = asker.process;
        let cycle = Cycle::new(question, &Values::new())?;
        let mut waiting = Waiting::new();
        let mut taken = Vec::new();
        for crowd in [few, many] {
            self.gather(asker, &cycle, crowd.clients, &mut waiting)?;
            let are_there = async {
                asker.are_there(crowd).await?;
                still(process).await
            };
            taken.push(unanswered_for(are_there, &mut waiting).await?);
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
}

/// Whoever asks in a trial, at the door of its row.
struct Asker<'process> {
    process: &'process Process,
    door: &'process str,
    clients: Clients,
    stop: Stop,
}

impl Asker<'_> {
    /// Asks as often as a step wants it.
    async fn take(&mut self, Step { question, times, .. }: &Step) -> Result<()> {
        let cycle = Cycle::new(question, &Values::new())?;
        for ordinal in 0..*times {
            self.stop.check()?;
            let ordinal = usize::try_from(ordinal).unwrap_or_default();
            self.clients.demand(self.process, self.door, &cycle, ordinal).await?;
        }
        Ok(())
    }

    /// The answer to a question, as JSON.
    async fn ask(&mut self, question: &Question) -> Result<Value> {
        let cycle = Cycle::new(question, &Values::new())?;
        let answer = self.clients.answer(self.process, self.door, &cycle, 0).await?;
        Ok(serde_json::from_slice(&answer.body).unwrap_or_default())
    }

    /// Waits until all of a crowd are there.
    async fn are_there(&mut self, crowd: &Crowd) -> Result<()> {
        if let Some(until) = &crowd.until {
            return self.wait(until).await;
        }
        // Nobody but the runtime itself knows that it has heard all of them.
        sleep(UNTOLD).await;
        Ok(())
    }

    /// Asks until the answer is as expected.
    async fn wait(&mut self, question: &Question) -> Result<()> {
        let cycle = Cycle::new(question, &Values::new())?;
        for _ in 1..LOOKS {
            match self.clients.demand(self.process, self.door, &cycle, 0).await {
                Err(error) if error.exit() == Exit::WrongResponse => sleep(LOOK).await,
                ended => return ended,
            }
            self.stop.check()?;
        }
        self.clients.demand(self.process, self.door, &cycle, 0).await
    }
}

/// What comes of a look at those who wait, and nothing where one of them was answered meanwhile.
async fn unanswered_for<T>(look: impl Future<Output = Result<T>>, waiting: &mut Waiting<'_>) -> Result<T> {
    tokio::select! {
        biased;
        seen = look => seen,
        Some(attempt) = waiting.next() => {
            let how = attempt.result.map_or_else(|failure| failure.to_string(), |answer| format!("status {}", answer.status));
            Err(Error::new(Exit::InvalidRun, format!("one of those who were to wait got an answer: {how}")))
        }
    }
}

/// What the process has in memory, once it stands still.
async fn still(process: &Process) -> Result<u64> {
    Usage::begin(process)?.end(process).await?;
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

/// The median of what was found in several processes, the smallest and the largest.
fn over_processes(found: &[f64]) -> Option<Ranged> {
    let (lower, upper) = (found.iter().copied().reduce(f64::min)?, found.iter().copied().reduce(f64::max)?);
    Some(Ranged { value: median(found)?, lower, upper })
}
