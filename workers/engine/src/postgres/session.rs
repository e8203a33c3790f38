//! Runs a batch as one transaction of a running Postgres, and leaves nothing of the request that the next could notice.
//!
//! ```text
//! one piece:  DISCARD SEQUENCES, behind a write │ BEGIN │ statement … │ synchronise
//! a read:     … │ ROLLBACK                  in the same piece: nothing can be left behind
//! a write:    COMMIT, or ROLLBACK           in a second piece, after its rows have been found to fit a result
//!
//! before it, where anything but such a transaction has changed the session, or one has failed:
//!             DISCARD ALL │ SET SESSION AUTHORIZATION tenant
//! ```
//!
//! A request cannot end its transaction, nor say anything else that is refused: `guard.js` looks at what Postgres has
//! parsed, wherever a statement stands. Should a transaction not stand where it was left all the same, the process is given
//! up with all that it has written. A read that has tried to write, or done anything but read, is run again as a write,
//! whatever it has answered: a function may have caught the refusal, and a transaction may be told to write after all.
//!
//! Rows of an unlogged table would be gone with the process, so a batch that leaves one is refused.
//!
//! What a request sets, prepares, locks or listens to is discarded before the next. Most do nothing of the kind: the
//! program counts what changes a session, and one that only counted our own words is as good as new. So the statement
//! that comes first, which always meets the same session, is prepared once and [`kept`]: with definitions and settings
//! as they were, it means what it meant. A definition, wherever it is said, is such a change too. The texts that are kept
//! are all that a later request of the tenant could see of an earlier one.
//!
//! A temporary table is refused, since making one would write to the tenant's catalogue. The role keeps a tenant from
//! harming its own database by accident; the border between tenants is the process: each has its own, with its own
//! memory and its own disk.
//!
//! Whether a transaction has written is asked before the COMMIT, unless a statement has said that it changed rows: the
//! question costs as much as a small statement.

mod kept;
mod reading;

use shared::{
    error::{ErrorCode, Failure},
    limits,
    protocol::Access,
    result::ResultWriter,
    statement::{Batch, Statement},
};

use self::kept::{Kept, Meaning, Way};
use super::wire::{Answers, CANCELLED, Messages, Standing, Wire, out_of_steps};

/// What makes a session as good as new; each is a message of its own.
const DISCARD: [&str; 2] = ["DISCARD ALL", "SET SESSION AUTHORIZATION tenant"];
/// What writes the pages that are in memory to the disk, for the owner of the database.
const CHECKPOINT: [&str; 3] = ["SET SESSION AUTHORIZATION postgres", "CHECKPOINT", "SET SESSION AUTHORIZATION tenant"];
/// Sequences remember their last value for the session, and the program does not count that.
const DISCARD_SEQUENCES: Own = Own { sql: "DISCARD SEQUENCES", changes: 1 };
const BEGIN: Own = Own { sql: "BEGIN", changes: 1 };
/// It sets that nothing may be written, which counts too.
const BEGIN_READ_ONLY: Own = Own { sql: "BEGIN READ ONLY", changes: 2 };
const COMMIT: Own = Own { sql: "COMMIT", changes: 1 };
const ROLLBACK: Own = Own { sql: "ROLLBACK", changes: 1 };
/// Tells whether there is a table whose rows nobody stores.
const HAS_UNLOGGED: &str = "SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relpersistence = 'u')";
/// Tells whether the transaction has written: only then it has an id.
///
/// By its full name, since the statements before it may have set another search path.
const HAS_WRITTEN: &str = "SELECT pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL";

/// A text of our own, which is a message of its own.
#[derive(Clone, Copy)]
struct Own {
    sql: &'static str,
    /// What the program counts for it.
    changes: u32,
}

/// How large things are that what is kept was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Blocks first written since the disk was read, those of the log among them. What grows is logged, so that the
    /// difference bounds by how much a table has grown; one that is not logged shows when it leaves the shared buffers.
    pub(crate) blocks: u64,
    /// Bytes of the process's memory.
    pub(crate) memory_bytes: usize,
}

/// How a batch ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    /// It writes, and was only allowed to read.
    NeedsTurn,
    Done {
        results: Vec<u8>,
        has_written: bool,
    },
}

/// The one session of a process.
pub(crate) struct Session<W> {
    wire: W,
    kept: Kept,
    state: State,
}

/// What the requests before have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nobody knows.
    Changed,
    /// Nothing, but perhaps the last values of sequences.
    Numbered,
    /// Nothing.
    New,
}

impl<W: Wire> Session<W> {
    /// The session of a process that was just started.
    pub(crate) fn new(wire: W) -> Self {
        Self { wire, kept: Kept::default(), state: State::Changed }
    }

    /// The process.
    pub(crate) fn wire(&self) -> &W {
        &self.wire
    }

    /// Runs a batch; after a failure nothing of it is left.
    pub(crate) fn run(&mut self, batch: &Batch, access: Access, size: Size) -> Result<Ran, Failure> {
        self.wire.begin();
        let Some(first) = batch.statements.first() else {
            return Err(Failure::new(ErrorCode::EmptyStatement, "the batch holds no statement"));
        };
        let mut way = self.kept.way(&first.sql);
        if self.state == State::Changed || self.kept.is_worn(size, &way) {
            self.discard()?;
            self.kept.forget(size);
            self.state = State::New;
            way = self.kept.way(&first.sql);
        }
        let opening = opening(access, self.state);
        self.state = State::Changed;
        let before = self.wire.counts();
        let outcome = self.transact(opening, &way, batch, access);
        let after = self.wire.counts();
        if access == Access::Read && after.refused_writes != before.refused_writes {
            return Ok(Ran::NeedsTurn);
        }
        let ran = outcome?;
        // Both ends of a transaction count the same.
        let own: u32 = opening.iter().chain([&COMMIT]).map(|own| own.changes).sum();
        let has_only_run = after.session_changes == before.session_changes.wrapping_add(own);
        if access == Access::Read && (!has_only_run || matches!(ran, Ran::Done { has_written: true, .. })) {
            return Ok(Ran::NeedsTurn);
        }
        if has_only_run {
            self.state = if access == Access::Read { State::New } else { State::Numbered };
            if let Way::Named(name) = way {
                let meaning =
                    if after.parsed_moments == before.parsed_moments { Meaning::Lasts } else { Meaning::OfNow };
                self.kept.keep(&first.sql, name, meaning);
            }
        }
        Ok(ran)
    }

    /// Tells a request that was cancelled for its steps from one that has cancelled itself.
    fn explain(&self, failure: Failure) -> Failure {
        let is_cancelled = failure.sqlstate.is_some_and(|state| state.as_str() == CANCELLED);
        if is_cancelled && self.wire.is_spent() { out_of_steps() } else { failure }
    }

    /// Writes the pages that are in memory to the disk, so that the next start has nothing to replay.
    pub(crate) fn checkpoint(&mut self) -> Result<(), Failure> {
        self.state = State::Changed;
        tell(&CHECKPOINT, |messages| self.wire.send_as_owner(messages))
    }

    /// What goes wrong here is not the client's.
    fn discard(&self) -> Result<(), Failure> {
        tell(&DISCARD, |messages| self.wire.send(messages))
            .map_err(|failure| Failure::new(ErrorCode::Internal, failure.message))
    }

    fn transact(&self, opening: &[Own], way: &Way, batch: &Batch, access: Access) -> Result<Ran, Failure> {
        let before = self.wire.counts().session_changes;
        let outcome = match self.wire.send(messages(opening, way, batch, access)?.as_bytes())? {
            Some(bytes) => read(&bytes, opening, batch).map_err(|failure| self.explain(failure)),
            None => Err(Failure::new(
                ErrorCode::ResultTooLarge,
                format!("the result has more than {} bytes; ask for less", limits::RESULT_BYTES),
            )),
        };
        let own: u32 = opening.iter().map(|own| own.changes).sum();
        let has_defined = self.wire.counts().session_changes != before.wrapping_add(own);
        let outcome = match outcome {
            Ok(_) if access == Access::Turn && has_defined && self.asks(HAS_UNLOGGED)? => Err(unlogged()),
            outcome => outcome,
        };
        match (access, outcome) {
            (Access::Read, outcome) => outcome,
            (Access::Turn, Ok(Ran::Done { results, has_written: true })) => {
                self.end(COMMIT.sql)?;
                Ok(Ran::Done { results, has_written: true })
            }
            (Access::Turn, Ok(Ran::Done { results, has_written: false })) => {
                Ok(Ran::Done { results, has_written: self.ask_and_commit()? })
            }
            (Access::Turn, Ok(Ran::NeedsTurn)) => Ok(Ran::NeedsTurn),
            (Access::Turn, Err(failure)) => {
                self.end(ROLLBACK.sql)?;
                Err(failure)
            }
        }
    }

    fn end(&self, sql: &str) -> Result<(), Failure> {
        let mut messages = Messages::default();
        messages.simple(sql)?;
        let bytes = self.wire.send(messages.as_bytes())?.unwrap_or_default();
        reading::end(&mut Answers::new(&bytes), sql).map_err(|failure| self.explain(failure))
    }

    /// Asks a question of our own that is answered by yes or no.
    fn asks(&self, question: &str) -> Result<bool, Failure> {
        let mut messages = Messages::default();
        messages.parse("", question)?;
        messages.execute("", &[])?;
        messages.synchronise();
        let bytes = self.wire.send(messages.as_bytes())?.unwrap_or_default();
        let mut answers = Answers::new(&bytes);
        let yes = yes(&mut answers).map_err(|failure| self.explain(failure))?;
        answers.skip()?;
        Ok(yes)
    }

    /// Commits, and says whether the transaction has written.
    fn ask_and_commit(&self) -> Result<bool, Failure> {
        let mut messages = Messages::default();
        messages.parse("", HAS_WRITTEN)?;
        messages.execute("", &[])?;
        messages.synchronise();
        messages.simple(COMMIT.sql)?;
        let bytes = self.wire.send(messages.as_bytes())?.unwrap_or_default();
        let mut answers = Answers::new(&bytes);
        let has_written = yes(&mut answers).map_err(|failure| self.explain(failure))?;
        answers.skip()?;
        reading::end(&mut answers, COMMIT.sql).map_err(|failure| self.explain(failure))?;
        Ok(has_written)
    }
}

/// Reads the answer to a question of our own.
fn yes(answers: &mut Answers) -> Result<bool, Failure> {
    let mut own = ResultWriter::new(false);
    reading::statement(answers, &mut own)?;
    Ok(own.finish().windows(6).any(|window| window == b"[true]"))
}

fn unlogged() -> Failure {
    let message = "an unlogged table or sequence is refused: what it holds would not be stored; leave UNLOGGED away";
    Failure::new(ErrorCode::StatementRefused, message).with_sqlstate("0A000")
}

/// Says texts of our own, whose rows nobody reads.
fn tell(texts: &[&str], send: impl Fn(&[u8]) -> Result<Option<Vec<u8>>, Failure>) -> Result<(), Failure> {
    let mut messages = Messages::default();
    for sql in texts {
        messages.simple(sql)?;
    }
    let bytes = send(messages.as_bytes())?.unwrap_or_default();
    let mut answers = Answers::new(&bytes);
    texts.iter().try_for_each(|_| answers.skip())
}

/// How a transaction begins.
fn opening(access: Access, state: State) -> &'static [Own] {
    match (access, state) {
        (Access::Read, State::Numbered) => &[DISCARD_SEQUENCES, BEGIN_READ_ONLY],
        (Access::Turn, State::Numbered) => &[DISCARD_SEQUENCES, BEGIN],
        (Access::Read, State::Changed | State::New) => &[BEGIN_READ_ONLY],
        (Access::Turn, State::Changed | State::New) => &[BEGIN],
    }
}

fn messages(opening: &[Own], way: &Way, batch: &Batch, access: Access) -> Result<Messages, Failure> {
    let mut messages = Messages::default();
    for own in opening {
        messages.simple(own.sql)?;
    }
    let ways = std::iter::once(way).chain(std::iter::repeat(&Way::Once));
    for (Statement { sql, params }, way) in batch.statements.iter().zip(ways) {
        match way {
            Way::Known(name) => messages.execute(name, params)?,
            Way::Named(name) => {
                messages.parse(name, sql)?;
                messages.execute(name, params)?;
            }
            Way::Once => {
                messages.parse("", sql)?;
                messages.execute("", params)?;
            }
        }
    }
    messages.synchronise();
    if access == Access::Read {
        messages.simple(ROLLBACK.sql)?;
    }
    Ok(messages)
}

fn read(bytes: &[u8], opening: &[Own], batch: &Batch) -> Result<Ran, Failure> {
    let mut answers = Answers::new(bytes);
    for _ in opening {
        // What goes wrong here is not the client's.
        answers.skip().map_err(|failure| Failure::new(ErrorCode::Internal, failure.message))?;
    }
    let outcome = reading::statements(&mut answers, batch);
    match (answers.standing()?, outcome) {
        (Standing::Inside, Ok((results, changed))) => Ok(Ran::Done { results, has_written: changed > 0 }),
        // A result may not fit although the statements ran.
        (Standing::Inside | Standing::Failed, Err(failure)) => Err(failure),
        (Standing::Outside | Standing::Failed, _) => {
            Err(Failure::new(ErrorCode::Internal, "a transaction ended before it was told to"))
        }
    }
}

#[cfg(test)]
mod tests;
