//! Runs a scenario against a target: the one way in which anything is measured here.
//!
//! ```text
//! first look, trials: what is not timed, in processes of its own
//!            ──► kept data ──► first requests ──► rounds ─┬─ fresh process
//! arms are there one process   a process a sample         ├─ agreement once more
//! and agree      prepares it   arms interleaved           ├─ preparation of every cell
//!                                                         └─ cells in random order: warm-up, then pairs, rungs or segments
//!                                            ──► traffic: cell after cell, its own rounds, a process for every arm
//! ```
//!
//! Everything that is random comes from the seed. A request that got no answer is a sample like any other; a wrong answer
//! ends the run, and so do several requests in a row without any. A request to stop is heard between pairs and between processes.

mod absent;
mod agreement;
mod asking;
mod audit;
mod budget;
mod first_request;
mod ladder;
mod open;
mod pairs;
mod plan;
mod prepare;
mod processor;
mod ready;
mod rounds;
mod stop;
pub(crate) mod traffic;
mod trials;
mod usage;
mod wave;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::{Duration, Instant},
};

use load::Failure;
use statistics::Random;
use tokio::time::sleep;

pub use self::stop::Stop;
use self::{
    budget::{Budget, Cells},
    processor::Shares,
    ready::same,
};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        samples::Samples,
        scenario::{Cell, Scenario},
        target::{Process, Target},
        trial::TrialFinding,
        view::{Event, View},
    },
};

/// Requests in a row without an answer after which a target is given up.
const GIVE_UP: u32 = 3;

/// Longest wait for the end of a process whose connections broke: they do so a moment before it is gone.
const ENDING: Duration = Duration::from_millis(500);

/// A run under way.
pub struct Runner<'run> {
    scenario: &'run Scenario,
    target: Target,
    seed: u64,
    random: Random,
    view: &'run mut dyn View,
    stop: Stop,
    began: Instant,
    samples: Samples,
    unavailable: BTreeMap<String, String>,
    absent: BTreeMap<String, BTreeMap<String, String>>,
    trials: Vec<TrialFinding>,
    shares: Shares,
    budget: Budget,
    unanswered: u32,
    kept: Option<PathBuf>,
}

/// What a run left behind, whole or partial.
pub struct Measured {
    /// Every request.
    pub samples: Samples,
    /// Why cells were not measured.
    pub unavailable: BTreeMap<String, String>,
    /// Why arms were not measured, by cell and arm.
    pub absent: BTreeMap<String, BTreeMap<String, String>>,
    /// What was found by trying.
    pub trials: Vec<TrialFinding>,
    /// What the bound on the time left out, as a sentence, where it left out something.
    pub shortened: Option<String>,
    /// The largest share of a processor that the client needed in a cell.
    pub client_processor: Option<f64>,
    /// Processes that were started.
    pub processes: u32,
}

impl<'run> Runner<'run> {
    /// A run that begins now.
    pub fn new(scenario: &'run Scenario, target: Target, seed: u64, view: &'run mut dyn View, stop: Stop) -> Self {
        let unavailable =
            scenario.cells.iter().filter_map(|(name, cell)| Some((name.clone(), target.refusal(cell)?))).collect();
        Self {
            scenario,
            target,
            seed,
            random: Random::seeded(seed),
            view,
            stop,
            began: Instant::now(),
            samples: Samples::default(),
            unavailable,
            absent: BTreeMap::new(),
            trials: Vec::new(),
            shares: Shares::default(),
            budget: Budget::new(&scenario.size, Cells::default()),
            unanswered: 0,
            kept: None,
        }
    }

    /// Measures everything that the target can answer. What was measured before an error stays.
    pub async fn measure(&mut self) -> Result<()> {
        self.look_first().await?;
        // First, so that the rest of the time is what rounds have.
        self.trials().await?;
        self.share_time();
        self.tell_plan();
        for (cell, reason) in self.unavailable.clone() {
            self.view.tell(&Event::Told { what: format!("{cell} is not measured: {reason}") });
        }
        for (cell, arms) in &self.absent {
            for (arm, reason) in arms {
                self.view.tell(&Event::Told { what: format!("{cell}: {arm} is not available here: {reason}") });
            }
        }
        self.prepare_kept().await?;
        self.first_requests().await?;
        self.rounds().await?;
        self.traffic().await?;
        if let Some(what) = self.budget.shortened() {
            self.view.tell(&Event::Told { what });
        }
        Ok(())
    }

    /// What was measured, whether or not the run reached its end.
    pub fn end(self) -> Measured {
        Measured {
            samples: self.samples,
            unavailable: self.unavailable,
            absent: self.absent,
            trials: self.trials,
            shortened: self.budget.shortened(),
            client_processor: self.shares.largest(),
            processes: self.target.processes(),
        }
    }

    /// How long an answer is waited for.
    fn deadline(&self) -> Duration {
        Duration::from_millis(self.scenario.size.deadline_ms)
    }

    /// The cells that this target can answer, in the scenario's order.
    fn available(&self) -> Vec<(&'run str, &'run Cell)> {
        let cells = self.scenario.cells.iter().map(|(name, cell)| (name.as_str(), cell));
        cells.filter(|(name, _)| !self.unavailable.contains_key(*name)).collect()
    }

    /// Ends the run when the target no longer answers.
    async fn judge_silence(&mut self, process: &mut Process, failure: Option<&Failure>) -> Result<()> {
        let Some(failure) = failure else {
            self.unanswered = 0;
            return Ok(());
        };
        self.unanswered += 1;
        if self.unanswered < GIVE_UP {
            return Ok(());
        }
        Err(Self::silence(process, &failure.to_string()).await)
    }

    /// The error of a target that ended, or no longer answers.
    async fn silence(process: &mut Process, failure: &str) -> Error {
        let begun = Instant::now();
        while !process.is_gone() && begun.elapsed() < ENDING {
            sleep(Duration::from_millis(5)).await;
        }
        let what = if process.is_gone() { "the target ended by itself" } else { "the target no longer answers" };
        Error::new(Exit::InvalidRun, format!("{what}: {failure}{}", process.last_words()))
    }
}

/// Names that were done once and need not be done again.
type Done = BTreeSet<String>;

#[cfg(test)]
mod tests;
