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

use std::{
    collections::{BTreeMap, VecDeque},
    mem,
    task::{Context as Waking, Poll, Waker},
    time::Duration,
};

use durable::target::Target;
use futures::{future::LocalBoxFuture, stream::AbortHandle, task::noop_waker};
use shared::{limits, random::Random, timing::UnixMillis};

use crate::{
    entry::{Entry, Kind, Mark, Outcome},
    error::{Error, StepError},
    retry::Retry,
};

/// One attempt of a step on its way.
pub(crate) type Trying = LocalBoxFuture<'static, Result<Vec<u8>, StepError>>;

/// Which attempt of a step this is, for a closure that does something elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counted from one.
    pub number: u32,
    /// The same for all attempts of the step, in every life, and of no other step: for the receiver of an effect to know what it
    /// has seen.
    pub key: String,
}

/// How a step is made.
pub(crate) struct Maker {
    pub(crate) retry: Retry,
    pub(crate) attempt: Box<dyn FnMut(Attempt) -> Trying>,
}

/// What the engine is to do for an operation, once the code waits.
pub(crate) enum Command {
    /// Wait for an attempt that is under way.
    Await { operation: u32, attempt: u32, trying: Trying },
    /// Begin an attempt.
    Try { operation: u32 },
    /// Set a timer.
    Timer { operation: u32, due: UnixMillis },
    /// An attempt failed as it was made.
    Failed { operation: u32, error: StepError },
    /// See whether the event is there.
    Look { operation: u32 },
    /// Make a durable call.
    Call { operation: u32, call: Outgoing },
    /// Nobody waits any more for an operation that has a timer.
    Forget { operation: u32 },
    /// Tell whoever reads the log.
    Log(String),
}

/// A durable call without its types.
pub(crate) struct Outgoing {
    pub(crate) target: Target,
    pub(crate) method: &'static str,
    pub(crate) input: Vec<u8>,
    pub(crate) deadline: Option<Duration>,
}

/// An operation that the code waits for.
pub(crate) struct Operation {
    pub(crate) mark: Mark,
    waker: Option<Waker>,
    outcome: Option<Outcome>,
    pub(crate) due: Option<u64>,
    /// Attempts that failed.
    pub(crate) failed: u32,
    began: u64,
    maker: Option<Maker>,
    abort: Option<AbortHandle>,
    /// Whether the engine of this life has done what the operation needs.
    pub(crate) taken_up: bool,
}

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
    next_operation: u32,
    operations: BTreeMap<u32, Operation>,
    written: Vec<Entry>,
    written_at: u64,
    commands: Vec<Command>,
    mismatch: Option<Mismatch>,
    now: u64,
    random: Random,
    pub(crate) cancelled: bool,
    pub(crate) paused: bool,
    paused_at: u64,
    polled: bool,
    in_step: bool,
}

impl Script {
    /// A script that has this journal behind it.
    pub(crate) fn new(instance: &str, seed: u64, replay: VecDeque<Entry>) -> Self {
        Self {
            instance: instance.to_owned(),
            replay,
            held: VecDeque::new(),
            next_operation: 0,
            operations: BTreeMap::new(),
            written: Vec::new(),
            written_at: 0,
            commands: Vec::new(),
            mismatch: None,
            now: 0,
            random: Random::seeded(seed),
            cancelled: false,
            paused: false,
            paused_at: 0,
            polled: false,
            in_step: false,
        }
    }

    /// The time of what is being told, in milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    pub(crate) fn random(&mut self) -> u64 {
        self.random.next_bits()
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
        format!("{}/{operation}", self.instance)
    }

    // ---- the code's side

    /// Begins an operation.
    pub(crate) fn begin(&mut self, kind: Kind, name: &str, hash: u64) -> Begun {
        if self.mismatch.is_some() {
            return Begun::Never;
        }
        if !self.polled || self.in_step {
            let message = format!("{} {name:?} was begun inside of a step; make it beside the step", kind.words());
            return Begun::Known(Err(Error::BadValue { message }));
        }
        if self.next_operation >= limits::workflow::OPERATIONS {
            return Begun::Known(Err(Error::TooManyOperations));
        }
        let mark = Mark { operation: self.next_operation, kind, name: name.to_owned(), hash };
        self.next_operation += 1;
        self.tell_time();
        match self.replay.front() {
            None => Begun::New(mark),
            Some(Entry::Did { mark: stored, .. }) if *stored == mark => {
                let Some(Entry::Did { outcome, .. }) = self.replay.pop_front() else { return Begun::Never };
                Begun::Known(outcome)
            }
            Some(Entry::Began { mark: stored, due }) if *stored == mark => {
                let (due, operation) = (*due, mark.operation);
                self.replay.pop_front();
                self.insert(mark, due, None);
                Begun::Before(operation)
            }
            Some(other) => {
                self.mismatch = Some(Mismatch { expected: other.words(), found: mark.words() });
                Begun::Never
            }
        }
    }

    /// An operation that the code waits for from here on.
    pub(crate) fn open(&mut self, mark: Mark, due: Option<u64>, maker: Option<Maker>) -> u32 {
        let operation = mark.operation;
        self.write(Entry::Began { mark: mark.clone(), due });
        self.insert(mark, due, maker);
        if let Some(inserted) = self.operations.get_mut(&operation) {
            inserted.taken_up = true;
        }
        operation
    }

    /// How a step is made that an earlier life began.
    pub(crate) fn equip(&mut self, operation: u32, maker: Maker) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.maker = Some(maker);
        }
    }

    fn insert(&mut self, mark: Mark, due: Option<u64>, maker: Option<Maker>) {
        let operation = Operation {
            waker: None,
            outcome: None,
            due,
            failed: 0,
            began: self.now,
            maker,
            abort: None,
            taken_up: false,
            mark,
        };
        self.operations.insert(operation.mark.operation, operation);
    }

    /// A step whose result is there at once.
    pub(crate) fn did(&mut self, mark: Mark, outcome: Outcome) {
        self.write(Entry::Did { mark, outcome });
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Marks that the closure of a step runs, and not the workflow's code.
    pub(crate) fn in_step(&mut self, in_step: bool) {
        self.in_step = in_step;
    }

    /// The outcome of an operation, where it has one.
    pub(crate) fn poll(&mut self, operation: u32, waking: &Waking<'_>) -> Poll<Outcome> {
        let Some(known) = self.operations.get_mut(&operation) else { return Poll::Pending };
        if let Some(outcome) = known.outcome.take() {
            self.operations.remove(&operation);
            return Poll::Ready(outcome);
        }
        known.waker = Some(waking.waker().clone());
        Poll::Pending
    }

    /// The code waits for an operation no longer.
    pub(crate) fn abandon(&mut self, operation: u32) {
        if let Some(abandoned) = self.operations.remove(&operation) {
            if let Some(abort) = abandoned.abort {
                abort.abort();
            }
            if abandoned.due.is_some() {
                self.commands.push(Command::Forget { operation });
            }
        }
    }

    // ---- the engine's side

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
        self.written.push(entry);
    }

    pub(crate) fn take_written(&mut self) -> Vec<Entry> {
        self.written_at = 0;
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

    /// Tells the code the next thing that it was told in an earlier life, or that waited for the end of a pause; says whether there
    /// was one.
    pub(crate) fn tell_next(&mut self) -> bool {
        if !self.paused
            && let Some((operation, outcome)) = self.held.pop_front()
        {
            self.deliver(operation, outcome);
            return true;
        }
        self.tell_time();
        let Some(entry) = self.replay.front() else { return false };
        if entry.is_made() {
            let found = if self.operations.is_empty() { "the end of the code" } else { "waiting" };
            self.mismatch = Some(Mismatch { expected: entry.words(), found: found.to_owned() });
            return false;
        }
        let Some(entry) = self.replay.pop_front() else { return false };
        self.apply(entry);
        true
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Completed { operation, outcome } | Entry::Answered { operation, outcome } => {
                self.deliver(operation, outcome);
            }
            Entry::Failed { operation, attempt, due, .. } => self.attempt_failed(operation, attempt, due),
            Entry::Cancelling => self.cancel(),
            Entry::Paused => self.pause(),
            Entry::Resumed { shift_ms } => self.resume(shift_ms),
            Entry::At(_) | Entry::Accepted | Entry::Began { .. } | Entry::Did { .. } | Entry::Ended(_) => {}
        }
    }

    /// Takes the time of the entries that follow, and passes marks that tell the code nothing.
    fn tell_time(&mut self) {
        while let Some(Entry::At(_) | Entry::Accepted | Entry::Ended(_)) = self.replay.front() {
            if let Some(Entry::At(now)) = self.replay.pop_front() {
                self.now = now;
            }
        }
    }

    /// What kind of operation it is.
    pub(crate) fn kind(&self, operation: u32) -> Option<Kind> {
        self.operations.get(&operation).map(|known| known.mark.kind)
    }

    /// The operations that have a time at which they end by themselves, or go on.
    pub(crate) fn due_operations(&self) -> Vec<(u32, UnixMillis)> {
        let due = |known: &Operation| known.due.map(|due| (known.mark.operation, UnixMillis(due)));
        self.open_operations().filter_map(due).collect()
    }

    /// Whether the code waits for this operation, and has not been told its outcome.
    pub(crate) fn is_open(&self, operation: u32) -> bool {
        self.operations.get(&operation).is_some_and(|known| known.outcome.is_none())
            && self.held.iter().all(|(held, _)| *held != operation)
    }

    /// Gives an operation its outcome; while paused, when the pause ends. What nobody waits for is dropped.
    pub(crate) fn deliver(&mut self, operation: u32, outcome: Outcome) {
        if self.paused {
            self.held.push_back((operation, outcome));
            return;
        }
        if let Some(known) = self.operations.get_mut(&operation)
            && known.outcome.is_none()
        {
            known.outcome = Some(outcome);
            if let Some(waker) = known.waker.take() {
                waker.wake();
            }
        }
    }

    pub(crate) fn attempt_failed(&mut self, operation: u32, attempt: u32, due: u64) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.failed = attempt;
            known.due = Some(due);
        }
    }

    /// Ends every operation that is under way, so that the code can clean up.
    pub(crate) fn cancel(&mut self) {
        self.cancelled = true;
        let open: Vec<u32> = self.open_operations().map(|known| known.mark.operation).collect();
        for operation in open {
            if let Some(abort) = self.operations.get_mut(&operation).and_then(|known| known.abort.take()) {
                abort.abort();
            }
            self.deliver(operation, Err(Error::Cancelled));
        }
    }

    /// Nothing is told from here on.
    pub(crate) fn pause(&mut self) {
        (self.paused, self.paused_at) = (true, self.now);
    }

    /// How long the pause has been.
    pub(crate) fn pause_ms(&self) -> u64 {
        self.now.saturating_sub(self.paused_at)
    }

    /// Ends a pause that was so long.
    pub(crate) fn resume(&mut self, shift_ms: u64) {
        self.paused = false;
        for operation in self.operations.values_mut() {
            operation.due = operation.due.map(|due| due.saturating_add(shift_ms));
        }
    }

    /// The operations that have no outcome.
    pub(crate) fn open_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.values().filter(|known| known.outcome.is_none())
    }

    /// What an earlier life left to be done: to be asked when the replay is over.
    pub(crate) fn take_up(&mut self) {
        let left: Vec<u32> =
            self.operations.values().filter(|known| !known.taken_up).map(|known| known.mark.operation).collect();
        for operation in left {
            if !self.is_open(operation) {
                continue;
            }
            let Some(known) = self.operations.get_mut(&operation) else { continue };
            known.taken_up = true;
            match known.mark.kind {
                // A timer wakes it.
                Kind::Step if known.due.is_some() => {}
                Kind::Step => self.commands.push(Command::Try { operation }),
                Kind::StepOnce => {
                    let message =
                        "the object ended in the middle of the only attempt, which may have had its effect".to_owned();
                    let step = known.mark.name.clone();
                    let outcome = Err(Error::StepFailed { step, attempts: 1, message });
                    self.write(Entry::Completed { operation, outcome: outcome.clone() });
                    self.deliver(operation, outcome);
                }
                Kind::Wait => self.commands.push(Command::Look { operation }),
                // A timer and an outbox have what they need.
                Kind::Sleep | Kind::Call => {}
            }
        }
    }

    /// Begins the next attempt of a step.
    pub(crate) fn attempt(&mut self, operation: u32) -> Option<(u32, Trying)> {
        let key = self.key(operation);
        let known = self.operations.get_mut(&operation)?;
        let number = known.failed + 1;
        known.due = None;
        let trying = (known.maker.as_mut()?.attempt)(Attempt { number, key });
        Some((number, trying))
    }

    pub(crate) fn timeout(&self, operation: u32) -> Option<Duration> {
        self.operations.get(&operation)?.maker.as_ref()?.retry.timeout()
    }

    pub(crate) fn abort_by(&mut self, operation: u32, abort: AbortHandle) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.abort = Some(abort);
        }
    }

    /// What becomes of a step one more attempt of which failed: it is due again, or has failed.
    pub(crate) fn after_failure(
        &mut self,
        operation: u32,
        error: &StepError,
        bits: u64,
    ) -> Option<Result<Entry, Error>> {
        let now = self.now;
        let known = self.operations.get_mut(&operation)?;
        let attempts = known.failed + 1;
        let since = Duration::from_millis(now.saturating_sub(known.began));
        let wait = known.maker.as_ref()?.retry.wait(attempts, since, error, bits);
        let message = error.message.clone();
        Some(if let Some(wait) = wait {
            let due = now.saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            (known.failed, known.due) = (attempts, Some(due));
            Ok(Entry::Failed { operation, attempt: attempts, message, due })
        } else {
            Err(Error::StepFailed { step: known.mark.name.clone(), attempts, message })
        })
    }

    /// Whether something is under way that only this life knows of.
    pub(crate) fn is_busy(&self) -> bool {
        let running = |known: &Operation| matches!(known.mark.kind, Kind::Step | Kind::StepOnce) && known.due.is_none();
        self.open_operations().any(|known| running(known) && self.is_open(known.mark.operation))
    }
}

/// Polls an attempt once: one that needs nobody else is done at once.
pub(crate) fn poll_once(trying: &mut Trying) -> Option<Result<Vec<u8>, StepError>> {
    let waker = noop_waker();
    match trying.as_mut().poll(&mut Waking::from_waker(&waker)) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}
