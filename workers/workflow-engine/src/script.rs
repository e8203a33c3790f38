//! The running script of an instance: what its code makes is held against the journal, and what comes from outside reaches it in the
//! order of the journal.
//!
//! ```text
//!            begin ──> in the journal? ── yes ──> the same operation? ── no ──> stuck
//!  code ────────┤             └── no ──> written, and a command for the engine
//!            await <── outcome <── deliver: one at a time, and the code runs until it waits again
//! ```
//!
//! The code runs only while the engine polls it, and one delivery at a time is let in between two polls. So the code sees the same
//! order in every life, and the winner of a race is whoever was delivered first.

mod again;
mod code;
mod first_poll;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod mocks;
mod operation;
mod told;

use std::{
    collections::{BTreeMap, VecDeque},
    mem,
};

use shared::{random::Random, timing::UnixMillis};

pub use self::operation::Attempt;
pub(crate) use self::{
    first_poll::poll_once,
    operation::{Beats, Command, Maker, Operation, Outgoing, Trying},
};
use crate::entry::{Entry, Mark, Origin, Outcome, hash};

/// A replay that went another way than the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// What an operation is when it is begun.
pub(crate) enum Begun {
    /// Its outcome is known already.
    Known(Outcome),
    /// It is to be waited for; the engine of an earlier life began it.
    Before(u32),
    /// It is new.
    New(Mark),
    /// The instance is stuck, and nothing goes on.
    Never,
}

/// The script of one instance.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all of them combine")]
pub(crate) struct Script {
    instance: String,
    replay: VecDeque<Entry>,
    /// What came while nothing may be told, in order.
    held: VecDeque<(u32, Outcome)>,
    /// Whether it is to be cancelled when its journal is at its end.
    pub(crate) cancel_asked: bool,
    /// Where its journal comes from.
    origin: Origin,
    /// What has come and is neither told nor written yet: it is written when it is told, so that a replay tells it at the same place.
    arrived: VecDeque<(u32, Outcome)>,
    next_operation: u32,
    operations: BTreeMap<u32, Operation>,
    written: Vec<Entry>,
    written_at: u64,
    written_in: Option<u32>,
    /// The scope of what is being begun.
    making_in: Option<u32>,
    commands: Vec<Command>,
    mismatch: Option<Mismatch>,
    now: u64,
    random: Random,
    /// Bits that are others each time.
    fresh: Box<dyn Fn() -> u64>,
    /// The input with which the instance goes on.
    continued: Option<Vec<u8>>,
    pub(crate) cancelled: bool,
    pub(crate) paused: bool,
    paused_at: u64,
    polled: bool,
    in_step: bool,
}

impl Script {
    /// A script that has this journal behind it.
    pub(crate) fn new(instance: &str, run: u64, replay: VecDeque<Entry>, fresh: Box<dyn Fn() -> u64>) -> Self {
        // Objects number their runs alike, so the name belongs to it.
        let origin = Origin::of(replay.iter());
        let seed = hash(format!("{} {instance}", origin.again.as_ref().map_or(run, |again| again.of)).as_bytes());
        let mut script = Self {
            instance: instance.to_owned(),
            replay,
            held: VecDeque::new(),
            cancel_asked: false,
            origin,
            arrived: VecDeque::new(),
            next_operation: 0,
            operations: BTreeMap::new(),
            written: Vec::new(),
            written_at: 0,
            written_in: None,
            making_in: None,
            commands: Vec::new(),
            mismatch: None,
            now: 0,
            random: Random::seeded(seed),
            fresh,
            continued: None,
            cancelled: false,
            paused: false,
            paused_at: 0,
            polled: false,
            in_step: false,
        };
        // Code that asks for the time before it is told anything is told that of its beginning.
        script.tell_time();
        script
    }

    /// The time of what is being told, in milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    pub(crate) fn random(&mut self) -> u64 {
        self.random.next_bits()
    }

    /// Bits that nobody can guess, and others in every life: whatever becomes of them has to be stored.
    pub(crate) fn fresh_bits(&self) -> u64 {
        (self.fresh)()
    }

    pub(crate) fn continue_with(&mut self, input: Vec<u8>) {
        self.continued = Some(input);
    }

    /// The input with which the instance goes on, where its code says so.
    pub(crate) fn continued(&mut self) -> Option<Vec<u8>> {
        self.continued.take()
    }

    /// Whether everything of earlier lives has been told.
    pub(crate) fn is_live(&self) -> bool {
        self.replay.is_empty()
    }

    pub(crate) fn log(&mut self, line: String) {
        if self.is_live() {
            self.commands.push(Command::Log(line));
        }
    }

    /// What names an operation to whoever is asked for its effect.
    pub(crate) fn key(&self, operation: u32) -> String {
        match self.origin.lap_of(operation) {
            0 => format!("{}/{operation}", self.instance),
            // No name has that character.
            lap => format!("{}@{lap}/{operation}", self.instance),
        }
    }

    /// The name of the instance that an operation begins.
    pub(crate) fn child(&self, operation: u32) -> String {
        child_of(&self.instance, self.origin.lap_of(operation), operation)
    }

    /// How many runs of its name went before it.
    pub(crate) fn lap(&self) -> u32 {
        self.origin.lap
    }

    pub(crate) fn set_lap(&mut self, lap: u32) {
        self.origin.lap = lap;
    }

    /// The time of what comes from here on.
    pub(crate) fn at(&mut self, now: UnixMillis) {
        self.now = now.0;
    }

    /// Writes an entry.
    pub(crate) fn write(&mut self, entry: Entry) {
        if self.written_at != self.now {
            self.written_at = self.now;
            self.written.push(Entry::At(self.now));
        }
        if entry.is_made() && self.written_in != self.making_in {
            self.written_in = self.making_in;
            self.written.push(Entry::In(self.making_in));
        }
        self.written.push(entry);
    }

    /// What was written since the last time; each row says anew when and where its entries were made.
    pub(crate) fn take_written(&mut self) -> Vec<Entry> {
        (self.written_at, self.written_in) = (0, None);
        mem::take(&mut self.written)
    }

    pub(crate) fn take_commands(&mut self) -> Vec<Command> {
        mem::take(&mut self.commands)
    }

    pub(crate) fn polling(&mut self, polled: bool) {
        self.polled = polled;
    }

    /// What has gone another way, where something has.
    pub(crate) fn mismatch(&self) -> Option<&Mismatch> {
        self.mismatch.as_ref()
    }

    /// The operations that have a time at which they end by themselves, or go on.
    pub(crate) fn due_operations(&self) -> Vec<(u32, UnixMillis)> {
        let due = |known: &Operation| known.due.map(|due| (known.mark.operation, UnixMillis(due)));
        self.open_operations().filter_map(due).collect()
    }

    /// The operations that have no outcome, told or on its way.
    pub(crate) fn open_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.values().filter(|known| self.has_no_outcome(known))
    }

    /// The same without scopes, which wait for what is inside of them.
    pub(crate) fn waits(&self) -> impl Iterator<Item = &Operation> {
        self.open_operations().filter(|known| !known.mark.kind.is_scope())
    }

    /// When a callback ends by itself.
    pub(crate) fn beats(&self, operation: u32) -> Option<Beats> {
        self.operations.get(&operation).map(|known| known.beats)
    }

    /// Whether something is under way that only this life knows of.
    pub(crate) fn is_busy(&self) -> bool {
        let running = |known: &Operation| known.mark.kind.is_tried() && known.due.is_none();
        self.open_operations().any(running)
    }
}

/// The name of the instance that an operation of another one begins, before whose run there were so many of its name.
pub(crate) fn child_of(instance: &str, lap: u32, operation: u32) -> String {
    match lap {
        0 => format!("{instance}~{operation}"),
        lap => format!("{instance}~{operation}.{lap}"),
    }
}
