//! The entries of a journal: what the code of a workflow made, and what came to it from outside, in the order in which it did.

use serde::{Deserialize, Serialize};
use shared::workflow::State;

use crate::error::Error;

/// What an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Step,
    StepOnce,
    Sleep,
    Wait,
    Call,
    /// The others stand behind these, whose numbers are stored.
    Scope,
    Parallel,
    Branch,
    Map,
    Item,
    Secret,
    Callback,
    CallbackScope,
    Condition,
    Child,
    Version,
    Compensation,
}

impl Kind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::StepOnce => "step at most once",
            Self::Sleep => "sleep",
            Self::Wait => "wait for event",
            Self::Call => "call",
            Self::Scope => "scope",
            Self::Parallel => "parallel",
            Self::Branch => "branch",
            Self::Map => "map",
            Self::Item => "item",
            Self::Secret => "secret",
            Self::Callback => "callback",
            Self::CallbackScope => "wait for callback",
            Self::Condition => "wait for condition",
            Self::Child => "child",
            Self::Version => "version",
            Self::Compensation => "compensation",
        }
    }

    /// Whether it is a part of the code, which only its own end ends.
    pub(crate) fn is_scope(self) -> bool {
        matches!(
            self,
            Self::Scope
                | Self::Parallel
                | Self::Branch
                | Self::Map
                | Self::Item
                | Self::CallbackScope
                | Self::Compensation
        )
    }

    /// Whether an attempt that is under way is known to this life alone.
    pub(crate) fn is_tried(self) -> bool {
        matches!(self, Self::Step | Self::StepOnce | Self::Condition)
    }
}

/// What an operation came to: JSON, or for a call what its method answered; or why there is nothing.
pub(crate) type Outcome = Result<Bytes, Error>;

/// Bytes that are stored as such.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Bytes(#[serde(with = "serde_bytes")] pub(crate) Vec<u8>);

/// Which operation it is: the same code makes the same ones in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) operation: u32,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Of what it was given; zero where it was given nothing.
    pub(crate) hash: u64,
}

/// A number for some bytes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Who began an instance, and for which of its operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parent {
    pub(crate) run: u64,
    pub(crate) operation: u32,
}

/// What stands at the beginning of a journal, before anything that the code did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Who began the instance, where that was another one.
    pub(crate) parent: Option<Parent>,
    /// How many runs of its name went before it.
    pub(crate) lap: u32,
    /// The run from whose journal its own was taken over.
    pub(crate) again: Option<Again>,
}

/// Which run an instance goes on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Again {
    /// The first one of them, whose number its random numbers follow from.
    pub(crate) of: u64,
    /// The first of its operations that was not taken over.
    pub(crate) from: u32,
    /// Up to which operations others were taken over, ascending, and how many runs of its name went before the one that made them:
    /// their keys and children are named after that one.
    pub(crate) laps: Vec<(u32, u32)>,
}

impl Origin {
    /// Of the instance whose journal this is.
    pub(crate) fn of<'a>(journal: impl Iterator<Item = &'a Entry>) -> Self {
        let mut origin = Self::default();
        for entry in journal {
            match entry {
                Entry::ChildOf(parent) => origin.parent = Some(*parent),
                Entry::Lap(lap) => origin.lap = *lap,
                Entry::Again(again) => origin.again = Some(again.clone()),
                Entry::At(_) | Entry::Accepted => {}
                _ => break,
            }
        }
        origin
    }

    /// How many runs of its name went before the one that made this operation.
    pub(crate) fn lap_of(&self, operation: u32) -> u32 {
        let mut laps = self.again.iter().flat_map(|again| &again.laps);
        laps.find(|(below, _)| operation < *below).map_or(self.lap, |(_, lap)| *lap)
    }

    /// As it is written, but for what it goes on from.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> + use<> {
        let lap = (self.lap > 0).then_some(Entry::Lap(self.lap));
        self.parent.map(Entry::ChildOf).into_iter().chain(lap)
    }
}

/// One entry. Their order is stored: a new one comes last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Entry {
    /// What follows happened at this time, in milliseconds since 1970.
    At(u64),
    /// The instance exists.
    Accepted,
    /// The code has begun an operation whose result comes later.
    Began {
        mark: Mark,
        /// When it ends by itself.
        due: Option<u64>,
    },
    /// The code has made a step whose result was there at once.
    Did { mark: Mark, outcome: Outcome },
    /// An attempt of a step failed; the next is due then.
    Failed { operation: u32, attempt: u32, message: String, due: u64 },
    /// An operation has its outcome, and was told so.
    Completed { operation: u32, outcome: Outcome },
    /// The same for a call, whose answer is in the encoding of its method.
    Answered { operation: u32, outcome: Outcome },
    /// From here on it is being cancelled.
    Cancelling,
    /// Nothing is told to it from here on.
    Paused,
    /// It goes on, and everything that was due is due later by that.
    Resumed { shift_ms: u64 },
    /// It has ended; the run holds what it came to.
    Ended(State),
    /// What the code makes from here on in this turn, it makes inside of this scope; inside of none, where none is named.
    In(Option<u32>),
    /// The code has come to the end of a scope. What it came to is left out where it is long: a replay comes to it again.
    Closed { operation: u32, outcome: Result<Option<Bytes>, Error> },
    /// A condition does not hold yet; it is looked at again then, from this state.
    Checked { operation: u32, attempt: u32, state: Bytes, due: u64 },
    /// Another attempt has begun; the first begins with its operation.
    Attempted { operation: u32, attempt: u32 },
    /// Another instance of the object began it, and waits for it.
    ChildOf(Parent),
    /// Whoever is to complete a callback is at it: it ends by itself no sooner than then.
    Beat { operation: u32, due: u64 },
    /// How many runs of its name went before it: begun anew, or gone on from another input.
    Lap(u32),
    /// An operation has its outcome, which came while the code was not in memory: it is told, and then written once more, when the code has
    /// come to the end of its journal.
    Arrived { operation: u32, outcome: Outcome },
    /// It is to be cancelled, when its code has come to the end of its journal.
    CancelAsked,
    /// It goes on from an operation of another run, whose journal up to there is its own.
    Again(Again),
    /// It has waited for its turn, and begins.
    Started,
}

impl Entry {
    /// Whether the code of the workflow made it, rather than being told it.
    pub(crate) fn is_made(&self) -> bool {
        match self {
            Self::Began { .. } | Self::Did { .. } | Self::Closed { .. } => true,
            Self::At(_)
            | Self::In(_)
            | Self::Checked { .. }
            | Self::Attempted { .. }
            | Self::ChildOf(_)
            | Self::Lap(_)
            | Self::Again(_)
            | Self::Arrived { .. }
            | Self::CancelAsked
            | Self::Started
            | Self::Beat { .. }
            | Self::Accepted
            | Self::Failed { .. }
            | Self::Completed { .. }
            | Self::Answered { .. }
            | Self::Cancelling
            | Self::Paused
            | Self::Resumed { .. }
            | Self::Ended(_) => false,
        }
    }

    /// Whether it tells the code nothing at its place.
    pub(crate) fn is_passed(&self) -> bool {
        match self {
            Self::At(_)
            | Self::Accepted
            | Self::ChildOf(_)
            | Self::Lap(_)
            | Self::Again(_)
            | Self::Ended(_)
            | Self::In(_)
            | Self::Arrived { .. }
            | Self::Started
            | Self::CancelAsked => true,
            Self::Began { .. }
            | Self::Did { .. }
            | Self::Closed { .. }
            | Self::Failed { .. }
            | Self::Completed { .. }
            | Self::Answered { .. }
            | Self::Cancelling
            | Self::Paused
            | Self::Resumed { .. }
            | Self::Checked { .. }
            | Self::Attempted { .. }
            | Self::Beat { .. } => false,
        }
    }

    /// What it is, in a few words, for whoever looks at a replay that went another way.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Began { mark, .. } | Self::Did { mark, .. } => mark.words(),
            Self::Completed { operation, .. } | Self::Answered { operation, .. } => {
                format!("the end of operation {operation}")
            }
            Self::Failed { operation, .. } => format!("a failed attempt of operation {operation}"),
            Self::Closed { operation, .. } => format!("the end of scope {operation}"),
            Self::Checked { operation, .. } => format!("a check of operation {operation}"),
            Self::Attempted { operation, .. } => format!("an attempt of operation {operation}"),
            Self::Beat { operation, .. } => format!("a heartbeat of operation {operation}"),
            Self::At(_)
            | Self::Accepted
            | Self::Started
            | Self::In(_)
            | Self::ChildOf(_)
            | Self::Lap(_)
            | Self::Again(_) => "the beginning".to_owned(),
            Self::Arrived { operation, .. } => format!("what came for operation {operation}"),
            Self::CancelAsked => "a wish to cancel".to_owned(),
            Self::Cancelling => "a cancellation".to_owned(),
            Self::Paused | Self::Resumed { .. } => "a pause".to_owned(),
            Self::Ended(_) => "the end".to_owned(),
        }
    }
}

impl Mark {
    pub(crate) fn words(&self) -> String {
        format!("operation {}: {} {:?} ({:016x})", self.operation, self.kind.words(), self.name, self.hash)
    }
}
