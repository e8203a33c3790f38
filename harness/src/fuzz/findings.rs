//! What came of all requests: how many there were of which kind, and those that went wrong, each with what sends it again.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, time::Duration};

use super::{judge::Kind, message::Message};
use crate::{
    error::{Error, Result},
    terminal,
};

/// Failures of one kind that are written out; of the others there is only the number.
const SHOWN: usize = 12;

/// What was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// How many requests were answered or given up.
    pub tried: usize,
    /// How many there were of each status and code; a status of zero means that there was no answer.
    pub outcomes: BTreeMap<(u16, String), usize>,
    /// What went wrong.
    pub failures: Vec<Failure>,
    /// How long it took.
    pub elapsed: Duration,
}

/// A request that went wrong.
#[derive(Debug)]
pub struct Failure {
    /// In which way.
    pub kind: Kind,
    /// What was found instead.
    pub found: String,
    /// Which request of which client it was, and for which database.
    pub place: String,
    pub(super) message: Message,
}

impl Findings {
    /// Counts one outcome.
    pub(super) fn count(&mut self, outcome: (u16, String)) {
        self.tried += 1;
        *self.outcomes.entry(outcome).or_default() += 1;
    }

    /// Adds what another client found.
    pub(super) fn append(&mut self, other: Self) {
        self.tried += other.tried;
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    /// The summary: what was tried, by status and code, and what went wrong.
    pub fn summary(&self, seed: u64, url: &str) -> String {
        let mut text = format!("{} requests in {}, seed {seed}\n\n", self.tried, terminal::seconds(self.elapsed));
        for ((status, code), count) in &self.outcomes {
            // Writing to memory never fails.
            let _ = writeln!(text, "{count:>7}  {status}  {code}");
        }
        let mut kinds: BTreeMap<Kind, Vec<&Failure>> = BTreeMap::new();
        for failure in &self.failures {
            kinds.entry(failure.kind).or_default().push(failure);
        }
        for (kind, failures) in kinds {
            let _ = writeln!(text, "\n{kind}: {}", failures.len());
            for failure in failures.iter().take(SHOWN) {
                let command = failure.message.command(url).unwrap_or_else(|| "its bytes are in a file".to_owned());
                let _ = writeln!(text, "\n  {}\n  {}\n  {command}", failure.place, failure.found);
            }
        }
        let _ = writeln!(text, "\n{} failed", self.failures.len());
        text
    }

    /// Writes each request that went wrong into a file as it went over the wire, and hands back how many there are.
    pub(super) fn write(&self, folder: &Path) -> Result<usize> {
        fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
        for (number, failure) in self.failures.iter().enumerate() {
            let path = folder.join(format!("{number}-{}.http", failure.kind.to_string().replace(' ', "-")));
            fs::write(&path, failure.message.bytes()).map_err(|error| Error::file(&path, &error))?;
        }
        Ok(self.failures.len())
    }
}
