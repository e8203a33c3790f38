//! Runs a batch as one transaction of a running Postgres, and leaves no trace of the request in its session.
//!
//! ```text
//! one piece:  DISCARD ALL │ SET SESSION AUTHORIZATION tenant │ BEGIN │ statement … │ synchronise
//! a read:     … │ COMMIT                    in the same piece: nothing can be left behind
//! a write:    COMMIT, or ROLLBACK           in a second piece, after its rows have been found to fit a result
//!
//! Whether a transaction has written is asked before the COMMIT, unless a statement has said that it changed rows: the
//! question costs as much as a small statement.
//! ```
//!
//! What a request sets, prepares, locks or listens to is discarded before the next. A temporary table is refused, since
//! making one would write to the tenant's catalogue. The role keeps a tenant from harming its own database by accident;
//! the border between tenants is the process: each has its own, with its own memory and its own disk.

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::DataRowBody;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    protocol::Access,
    result::{ResultWriter, ValueRef},
    statement::{Batch, Statement},
};

use super::{
    refusal,
    render::Form,
    wire::{Answer, Answers, Messages, Wire, from_postgres},
};

/// What every batch begins with; each is a message of its own.
const FIRST: [&str; 2] = ["DISCARD ALL", "SET SESSION AUTHORIZATION tenant"];
/// Tells whether the transaction has written: only then it has an id.
///
/// By its full name, since the statements before it may have set another search path.
const HAS_WRITTEN: &str = "SELECT pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL";
/// A write in a transaction that may only read.
const READ_ONLY: &str = "25006";

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

/// Runs a batch; after a failure nothing of it is left.
pub(crate) fn run(wire: &impl Wire, batch: &Batch, access: Access) -> Result<Ran, Failure> {
    for statement in &batch.statements {
        refusal::check(&statement.sql)?;
    }
    let answered = wire.send(messages(batch, access)?.as_bytes())?;
    let outcome = match answered {
        Some(bytes) => read(&bytes, batch),
        None => Err(Failure::new(
            ErrorCode::ResultTooLarge,
            format!("the result has more than {} bytes; ask for less", limits::RESULT_BYTES),
        )),
    };
    match (access, outcome) {
        (Access::Read, Err(failure)) if failure.sqlstate.is_some_and(|state| state.as_str() == READ_ONLY) => {
            Ok(Ran::NeedsTurn)
        }
        (Access::Read, outcome) => outcome,
        (Access::Turn, Ok(Ran::Done { results, has_written: true })) => {
            end(wire, "COMMIT")?;
            Ok(Ran::Done { results, has_written: true })
        }
        (Access::Turn, Ok(Ran::Done { results, has_written: false })) => {
            Ok(Ran::Done { results, has_written: ask_and_commit(wire)? })
        }
        (Access::Turn, Ok(Ran::NeedsTurn)) => Ok(Ran::NeedsTurn),
        (Access::Turn, Err(failure)) => {
            end(wire, "ROLLBACK")?;
            Err(failure)
        }
    }
}

/// Writes the pages that are in memory to the disk, so that the next start has nothing to replay.
pub(crate) fn checkpoint(wire: &impl Wire) -> Result<(), Failure> {
    let mut messages = Messages::default();
    // `DISCARD ALL` does not lead back to the role that the process began with: in a single process it has none.
    messages.simple("SET SESSION AUTHORIZATION postgres")?;
    messages.simple("CHECKPOINT")?;
    let bytes = wire.send(messages.as_bytes())?.unwrap_or_default();
    let mut answers = Answers::new(&bytes);
    answers.skip()?;
    answers.skip()
}

fn messages(batch: &Batch, access: Access) -> Result<Messages, Failure> {
    let mut messages = Messages::default();
    for sql in FIRST {
        messages.simple(sql)?;
    }
    messages.simple(match access {
        Access::Read => "BEGIN READ ONLY",
        Access::Turn => "BEGIN",
    })?;
    for statement in &batch.statements {
        messages.statement(statement)?;
    }
    messages.synchronise();
    if access == Access::Read {
        messages.simple("COMMIT")?;
    }
    Ok(messages)
}

fn end(wire: &impl Wire, sql: &str) -> Result<(), Failure> {
    let mut messages = Messages::default();
    messages.simple(sql)?;
    let bytes = wire.send(messages.as_bytes())?.unwrap_or_default();
    read_end(&mut Answers::new(&bytes), sql)
}

/// Commits, and says whether the transaction has written.
fn ask_and_commit(wire: &impl Wire) -> Result<bool, Failure> {
    let mut messages = Messages::default();
    messages.statement(&Statement { sql: HAS_WRITTEN.to_owned(), params: Vec::new() })?;
    messages.synchronise();
    messages.simple("COMMIT")?;
    let bytes = wire.send(messages.as_bytes())?.unwrap_or_default();
    let mut answers = Answers::new(&bytes);
    let mut own = ResultWriter::new(false);
    statement(&mut answers, &mut own)?;
    answers.skip()?;
    read_end(&mut answers, "COMMIT")?;
    Ok(own.finish().windows(6).any(|window| window == b"[true]"))
}

fn read_end(answers: &mut Answers, sql: &str) -> Result<(), Failure> {
    match answers.next()? {
        Some(Answer::Complete(tag)) if tag == sql => answers.skip(),
        // A constraint that was deferred to the end; the transaction is gone.
        Some(Answer::Error(body)) => Err(from_postgres(&body)),
        Some(_) | None => Err(Failure::new(ErrorCode::Internal, "a transaction did not end as it was told to")),
    }
}

fn read(bytes: &[u8], batch: &Batch) -> Result<Ran, Failure> {
    let mut answers = Answers::new(bytes);
    for _ in 0..=FIRST.len() {
        // What goes wrong here is not the client's.
        answers.skip().map_err(|failure| Failure::new(ErrorCode::Internal, failure.message))?;
    }
    let mut writer = ResultWriter::new(batch.listed);
    let mut changed = 0;
    for _ in &batch.statements {
        changed += statement(&mut answers, &mut writer)?;
    }
    Ok(Ran::Done { results: writer.finish(), has_written: changed > 0 })
}

/// Reads the answers to one statement, and says how many rows it changed.
fn statement(answers: &mut Answers, writer: &mut ResultWriter) -> Result<u64, Failure> {
    let mut forms: Option<Vec<Form>> = None;
    loop {
        match answers.next()? {
            Some(Answer::Columns(columns)) => {
                writer.begin_statement(columns.iter().map(|(name, _)| name.as_str()))?;
                forms = Some(columns.iter().map(|(_, type_number)| Form::of(*type_number)).collect());
            }
            Some(Answer::Row(body)) => row(&body, forms.as_deref().unwrap_or_default(), writer)?,
            Some(Answer::Complete(tag)) => {
                if forms.is_none() {
                    writer.begin_statement([])?;
                }
                let changed = rows_affected(&tag);
                writer.end_statement(changed, 0);
                return Ok(changed);
            }
            Some(Answer::Suspended) => {
                return Err(Failure::new(
                    ErrorCode::ResultTooLarge,
                    format!("the result has more than {} rows; ask for fewer with LIMIT", limits::RESULT_ROWS),
                ));
            }
            Some(Answer::Empty) => return Err(Failure::new(ErrorCode::EmptyStatement, "the text holds no statement")),
            Some(Answer::Error(body)) => return Err(from_postgres(&body)),
            Some(Answer::Other) => {}
            Some(Answer::Ready) | None => {
                return Err(Failure::new(ErrorCode::Internal, "Postgres passed over a statement"));
            }
        }
    }
}

fn row(body: &DataRowBody, forms: &[Form], writer: &mut ResultWriter) -> Result<(), Failure> {
    let unreadable = || Failure::new(ErrorCode::Internal, "Postgres wrote a row that cannot be read");
    writer.begin_row()?;
    let mut ranges = body.ranges();
    for form in forms {
        match ranges.next().map_err(|_| unreadable())?.ok_or_else(unreadable)? {
            None => writer.value(ValueRef::Null)?,
            Some(range) => {
                let bytes = body.buffer().get(range).ok_or_else(unreadable)?;
                form.write(std::str::from_utf8(bytes).map_err(|_| unreadable())?, writer)?;
            }
        }
    }
    writer.end_row();
    Ok(())
}

/// How many rows a statement changed, by its tag: `INSERT 0 3`, `UPDATE 3`.
fn rows_affected(tag: &str) -> u64 {
    let mut words = tag.split(' ');
    match words.next() {
        Some("INSERT" | "UPDATE" | "DELETE" | "MERGE") => {
            words.next_back().and_then(|rows| rows.parse().ok()).unwrap_or(0)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
