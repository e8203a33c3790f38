//! Every timed request of a run, in the order in which it was made; nothing is ever dropped.

mod file;
mod tally;
mod told;

use indexmap::IndexSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    file::{COLUMNS, TALLY_COLUMNS, TOLD_COLUMNS, read, write},
    tally::Tally,
    told::{Place, Places, Purpose, Told},
};

/// All samples of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    series: IndexSet<Name>,
    rows: Vec<Sample>,
}

/// The cell and the arm of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The question.
    pub cell: String,
    /// Who answered it.
    pub arm: String,
}

/// Stands for a [`Name`] within one [`Samples`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(usize);

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The question and who answered it.
    pub series: SeriesId,
    /// Operations in the request; 1 where it is not a batch.
    pub operations: u32,
    /// Clients that were at work at the same time.
    pub clients: u32,
    /// Whether it counts.
    pub phase: Phase,
    /// The process of the runtime, counted from zero; for first requests always zero, since each has its own.
    pub round: u32,
    /// The pair, the rung or the segment within the round, or the window of the warm-up.
    pub pair: u32,
    /// Where in the pair's order the block of this sample stood.
    pub position: u32,
    /// When and for how long.
    pub times: Times,
    /// What came of it.
    pub outcome: Outcome,
    /// The HTTP status, zero where there is no answer.
    pub status: u16,
    /// The header `cf-ray`, which a deployment sends: an id and the colo.
    pub ray: Option<Box<str>>,
    /// What it was for and what its answer told of where it was served; only where traffic of tenants was sent.
    pub told: Option<Box<Told>>,
    /// What became of the calls of a batch; only where effects are held against what was asked for.
    pub tally: Option<Box<Tally>>,
}

/// Whether a sample counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Kept, but not counted.
    WarmUp,
    /// Counted.
    Measured,
    /// The second request of a process whose first one counted.
    Again,
    /// A look at what those that count have left behind.
    Afterwards,
}

/// When a request was made, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When it should have been sent, from the begin of the run; only on a schedule.
    pub scheduled: Option<u64>,
    /// When it was sent, from the begin of the run.
    pub sent: u64,
    /// How long connecting took, where a connection was made for it. Not part of what follows.
    pub connect: Option<u64>,
    /// From sending to the head of the answer; zero where there is none.
    pub first_byte: u64,
    /// From sending to the last byte, or to the moment of giving up.
    pub last_byte: u64,
    /// How long it took by a clock inside, as the answer told, or what it took of the runtime's processors, where that counts.
    pub inside: Option<u64>,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What was expected.
    Right,
    /// An answer, but not what was expected.
    Wrong,
    /// The answer is an error that may pass by itself, which is what an operations ladder climbs for, what traffic of tenants
    /// may meet, and what comes of it where things go wrong on purpose; only there.
    Refused,
    /// No answer in time.
    Deadline,
    /// The connection could not be made, or broke.
    Broken,
    /// Not sent, because all connections were taken; only on a schedule.
    Dropped,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::WarmUp, Self::Measured, Self::Again, Self::Afterwards];

    /// The word, as stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WarmUp => "warm_up",
            Self::Measured => "measured",
            Self::Again => "again",
            Self::Afterwards => "afterwards",
        }
    }

    /// The phase of a word, `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word)
    }
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Right, Self::Wrong, Self::Refused, Self::Deadline, Self::Broken, Self::Dropped];

    /// The word, as stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Refused => "refused",
            Self::Deadline => "deadline",
            Self::Broken => "broken",
            Self::Dropped => "dropped",
        }
    }

    /// The outcome of a word, `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

impl Samples {
    /// The id of a series, new or known.
    pub fn series(&mut self, cell: &str, arm: &str) -> SeriesId {
        let name = Name { cell: cell.to_owned(), arm: arm.to_owned() };
        SeriesId(self.series.insert_full(name).0)
    }

    /// The name behind an id; `None` for an id of another collection.
    pub fn name(&self, series: SeriesId) -> Option<&Name> {
        self.series.get_index(series.0)
    }

    /// The id of a series that has samples.
    pub fn find(&self, cell: &str, arm: &str) -> Option<SeriesId> {
        let name = Name { cell: cell.to_owned(), arm: arm.to_owned() };
        self.series.get_index_of(&name).map(SeriesId)
    }

    /// Adds the newest.
    pub fn push(&mut self, sample: Sample) {
        self.rows.push(sample);
    }

    /// All of them, oldest first.
    pub fn rows(&self) -> &[Sample] {
        &self.rows
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Sample {
    /// What counts as its time: by another clock, where there is one, else what the client saw.
    pub fn elapsed(&self) -> u64 {
        self.times.inside.unwrap_or_else(|| self.seen())
    }

    /// What the client saw: from sending to the last byte, and in open loop from when it should have been sent.
    pub fn seen(&self) -> u64 {
        let late = self.times.scheduled.map_or(0, |scheduled| self.times.sent.saturating_sub(scheduled));
        late + self.times.last_byte
    }

    /// The colo that answered, where a deployment told: the last part of the ray.
    pub fn colo(&self) -> Option<&str> {
        self.ray.as_deref()?.rsplit_once('-').map(|(_, colo)| colo)
    }
}
