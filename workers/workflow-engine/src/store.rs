//! Where instances are kept: a row for each, which has the beginning of its journal; the rest of it in rows that are only ever added;
//! and the events that wait for it.
//!
//! Rows of journals are numbered in one sequence over all instances of the object, that of an instance is the number of its first:
//! so what the tracker does not know is what is behind a number.

mod events;
mod index;
mod journal;
mod names;
mod places;
mod schedules;
mod schema;

use std::{cell::Cell, rc::Rc};

use durable::platform::Platform;
use shared::{
    error::Failure,
    limits,
    tables::row::{as_bytes, as_number, as_text, columns, damaged, number, text},
    value::Value,
    workflow::State,
};

pub(crate) use self::{journal::Piece, schedules::Kept};
use self::{
    names::Names,
    schema::{Schema, Table},
};
use crate::{entry::Entry, workflow::Ended};

const RUN: &str =
    "SELECT run, id, workflow, fingerprint, input, state, lives, accepted, ended FROM workflow_run WHERE id = ?";
const RUN_OF: &str =
    "SELECT run, id, workflow, fingerprint, input, state, lives, accepted, ended FROM workflow_run WHERE run = ?";
const END: &str = "SELECT output, error FROM workflow_run WHERE run = ?";
const BUSY: &str = "SELECT run FROM workflow_run WHERE busy = 1 ORDER BY run";
const STATES: &str = "SELECT id FROM workflow_run WHERE state = ? ORDER BY run DESC LIMIT ?";
// The conditions are those of the indexes: by the numbers of the states that are ends in good order.
const OLD: &str = "SELECT run FROM workflow_run WHERE ended IS NOT NULL AND state IN (2, 7) AND ended <= ? LIMIT 100";
const OLD_FAILED: &str =
    "SELECT run FROM workflow_run WHERE ended IS NOT NULL AND state NOT IN (2, 7) AND ended <= ? LIMIT 100";
const FIRST: &str = "SELECT min(ended) FROM workflow_run WHERE ended IS NOT NULL AND state IN (2, 7)";
const FIRST_FAILED: &str = "SELECT min(ended) FROM workflow_run WHERE ended IS NOT NULL AND state NOT IN (2, 7)";
const INSERT: &str = "INSERT INTO workflow_run (run, id, workflow, fingerprint, input, state, busy, lives, accepted, ended, output, error, last, entries) \
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)";
const UPDATE: &str =
    "UPDATE workflow_run SET state = ?, busy = ?, lives = 0, ended = ?, output = ?, error = ? WHERE run = ?";
const LIVES: &str = "UPDATE workflow_run SET lives = ?, busy = 1 WHERE run = ?";
const RENAME: &str = "UPDATE workflow_run SET id = ? WHERE run = ?";
// '@' is in no name that anybody gives, and 'A' is next to it.
const SET_ASIDE: &str = "SELECT run FROM workflow_run WHERE id > ?1 || '@' AND id < ?1 || 'A' ORDER BY run LIMIT 100";
const LAST_OF: &str = "SELECT coalesce((SELECT max(last) FROM workflow_journal WHERE run = ?1), \
     (SELECT last FROM workflow_run WHERE run = ?1), 0)";
const LAST_OF_BEGINNING: &str = "SELECT coalesce((SELECT last FROM workflow_run WHERE run = ?1), 0)";
// '~' is in no name that anybody gives, and the character behind it in none at all.
const DESCENDANTS: &str = "SELECT run FROM workflow_run WHERE id > ?1 || '~' AND id < ?1 || char(127)";
const DELETE_RUN: &str = "DELETE FROM workflow_run WHERE run = ?";

const LAST_RUN: &str = "SELECT max(run), count(*) FROM workflow_run";
const NAMES: &str = "SELECT id FROM workflow_run";

/// How long those are kept that have ended in good order, and the others.
const KEPT_MS: [u64; 2] = [limits::workflow::RETENTION_MS, limits::workflow::RETENTION_FAILED_MS];

const _: () = assert!(State::Completed as u64 == 2 && State::Continued as u64 == 7);

/// An instance as its row has it.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) workflow: String,
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) input: Vec<u8>,
    pub(crate) state: State,
    pub(crate) lives: u64,
    pub(crate) accepted: u64,
    pub(crate) ended: Option<u64>,
}

/// The tables of the engine in an object.
pub(crate) struct Store<P> {
    platform: Rc<P>,
    schema: Schema,
    names: Names,
    known: Cell<Option<Known>>,
    /// Whether there is an index that has to know what is gone.
    is_indexed: Cell<bool>,
}

/// What is read once in a life.
#[derive(Clone, Copy)]
struct Known {
    runs: u64,
    last_piece: u64,
    told: u64,
    indexed: u64,
    has_gone: bool,
}

impl<P: Platform> Store<P> {
    pub(crate) fn new(platform: Rc<P>) -> Self {
        let (schema, names, known, is_indexed) =
            (Schema::default(), Names::default(), Cell::default(), Cell::default());
        Self { platform, schema, names, known, is_indexed }
    }

    /// Whether there is anything to read.
    pub(crate) fn exists(&self) -> Result<bool, Failure> {
        self.has(Table::Run)
    }

    fn has(&self, table: Table) -> Result<bool, Failure> {
        self.schema.has(&*self.platform, table)
    }

    fn need(&self, table: Table) -> Result<(), Failure> {
        self.schema.need(&*self.platform, table)
    }

    fn known(&self) -> Result<Known, Failure> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let mut known = Known {
            runs: 0,
            last_piece: self.last_piece()?,
            told: self.stored_told()?,
            indexed: self.stored_indexed()?,
            has_gone: self.stored_gone()?,
        };
        if self.exists()? {
            let [last, runs] = columns(self.one(LAST_RUN, Vec::new())?.unwrap_or_default())?;
            known.runs = as_number(&runs)?;
            known.last_piece = known.last_piece.max(number_or_none(&last)?);
        }
        self.known.set(Some(known));
        Ok(known)
    }

    fn one(&self, sql: &'static str, params: Vec<Value>) -> Result<Option<Vec<Value>>, Failure> {
        Ok(self.platform.rows(sql, params)?.into_iter().next())
    }

    /// How many instances there are.
    pub(crate) fn runs(&self) -> Result<u64, Failure> {
        Ok(self.known()?.runs)
    }

    /// A number for a new instance, which no earlier one has had: that of the first row of its journal. It is given by
    /// [`Store::insert`], before which nothing else is stored or deleted.
    pub(crate) fn next_run(&self) -> Result<u64, Failure> {
        Ok(self.known()?.last_piece + 1)
    }

    pub(crate) fn find(&self, id: &str) -> Result<Option<Run>, Failure> {
        if self.names.wants_all(self.runs()?) {
            let rows = if self.exists()? { self.platform.rows(NAMES, Vec::new())? } else { Vec::new() };
            let names = rows.into_iter().map(|row| columns(row).and_then(|[name]| as_text(name)));
            let names = names.collect::<Result<Vec<_>, _>>()?;
            self.names.are(names.iter().map(String::as_str));
        }
        if self.names.is_free(id) || !self.exists()? {
            return Ok(None);
        }
        self.one(RUN, vec![text(id)])?.map(run_of).transpose()
    }

    pub(crate) fn run(&self, run: u64) -> Result<Option<Run>, Failure> {
        if !self.exists()? {
            return Ok(None);
        }
        self.one(RUN_OF, vec![number(run)])?.map(run_of).transpose()
    }

    pub(crate) fn end(&self, run: u64) -> Result<Option<Ended>, Failure> {
        let Some(row) = self.one(END, vec![number(run)])? else { return Ok(None) };
        let [output, error] = columns(row)?;
        Ok(match (output, error) {
            (Value::Blob(output), _) => Some(Ok(output)),
            (_, Value::Text(error)) => Some(Err(error)),
            _ => None,
        })
    }

    /// Stores a new instance with the beginning of its journal.
    pub(crate) fn insert(&self, run: &Run, busy: bool, end: Option<&Ended>, entries: &[Entry]) -> Result<(), Failure> {
        self.need(Table::Run)?;
        let bytes = journal::encoded(entries);
        let (head, rest) = bytes.split_at(bytes.len().min(limits::workflow::ROW_BYTES));
        let last = run.number + journal::parts_of(rest);
        let [ended, output, error] = end_values(run.ended, end);
        let params = vec![
            number(run.number),
            text(&run.id),
            text(&run.workflow),
            Value::Blob(run.fingerprint.clone()),
            Value::Blob(run.input.clone()),
            number(run.state.number()),
            Value::Integer(i64::from(busy)),
            number(run.accepted),
            ended,
            output,
            error,
            number(last),
            Value::Blob(head.to_vec()),
        ];
        self.platform.execute(INSERT, params)?;
        self.put_parts(run.number, (run.number, run.number + 1, last), rest)?;
        self.names.take(&run.id);
        let known = self.known()?;
        self.known.set(Some(Known { runs: known.runs + 1, last_piece: last, ..known }));
        Ok(())
    }

    pub(crate) fn update(&self, run: &Run, busy: bool, end: Option<&Ended>) -> Result<(), Failure> {
        let [ended, output, error] = end_values(run.ended, end);
        let state = number(run.state.number());
        let params = vec![state, Value::Integer(i64::from(busy)), ended, output, error, number(run.number)];
        self.platform.execute(UPDATE, params)
    }

    /// An instance is about to be taken up: until that is done, it is for the alarm of any later life.
    pub(crate) fn take_up(&self, run: u64, lives: u64) -> Result<(), Failure> {
        self.platform.execute(LIVES, vec![number(lives), number(run)])
    }

    pub(crate) fn delete(&self, run: u64) -> Result<(), Failure> {
        self.platform.execute(DELETE_RUN, vec![number(run)])?;
        self.delete_journal(run)?;
        self.delete_events(run)?;
        self.go(run)?;
        let known = self.known()?;
        // Numbers are not given a second time, also when the rows that had them are gone; and that this one is has a number of its own.
        let last_piece = known.last_piece + 1;
        self.give(last_piece)?;
        self.known.set(Some(Known { runs: known.runs.saturating_sub(1), last_piece, ..known }));
        Ok(())
    }

    /// Gives the name of an ended instance to one that goes on from it.
    pub(crate) fn set_aside(&self, run: &Run) -> Result<(), Failure> {
        let name = format!("{}@{}", run.id, run.number);
        self.platform.execute(RENAME, vec![text(&name), number(run.number)])
    }

    /// The number of the last row of a journal.
    pub(crate) fn last_of(&self, run: u64) -> Result<u64, Failure> {
        let sql = if self.has(Table::Journal)? { LAST_OF } else { LAST_OF_BEGINNING };
        let [last] = columns(self.one(sql, vec![number(run)])?.unwrap_or_default())?;
        as_number(&last)
    }

    /// The children of an instance, and theirs.
    pub(crate) fn descendants(&self, id: &str) -> Result<Vec<u64>, Failure> {
        self.numbers(DESCENDANTS, vec![text(id)])
    }

    /// Those whose name an instance has by now.
    pub(crate) fn set_aside_of(&self, id: &str) -> Result<Vec<u64>, Failure> {
        self.numbers(SET_ASIDE, vec![text(id)])
    }

    /// Instances that an earlier life left in the middle.
    pub(crate) fn busy(&self) -> Result<Vec<u64>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        self.numbers(BUSY, Vec::new())
    }

    pub(crate) fn in_state(&self, state: State, most: usize) -> Result<Vec<String>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        let rows = self.platform.rows(STATES, vec![number(state.number()), number(most)])?;
        rows.into_iter().map(|row| columns(row).and_then(|[id]| as_text(id))).collect()
    }

    /// Some of the instances that are to be forgotten by now.
    pub(crate) fn outlived(&self, now: u64) -> Result<Vec<u64>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        let [well, failed] = KEPT_MS.map(|kept_ms| vec![number(now.saturating_sub(kept_ms))]);
        Ok([self.numbers(OLD, well)?, self.numbers(OLD_FAILED, failed)?].concat())
    }

    /// When the first of them is to be forgotten.
    pub(crate) fn next_outlived(&self) -> Result<Option<u64>, Failure> {
        if !self.exists()? {
            return Ok(None);
        }
        let mut first: Option<u64> = None;
        for (sql, kept_ms) in [FIRST, FIRST_FAILED].into_iter().zip(KEPT_MS) {
            let [ended] = columns(self.one(sql, Vec::new())?.unwrap_or_default())?;
            if ended != Value::Null {
                let at = as_number(&ended)?.saturating_add(kept_ms);
                first = Some(first.map_or(at, |first| first.min(at)));
            }
        }
        Ok(first)
    }

    fn numbers(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<u64>, Failure> {
        let rows = self.platform.rows(sql, params)?;
        rows.into_iter().map(|row| columns(row).and_then(|[number]| as_number(&number))).collect()
    }
}

fn end_values(ended: Option<u64>, end: Option<&Ended>) -> [Value; 3] {
    let ended = ended.map_or(Value::Null, number);
    match end {
        None => [ended, Value::Null, Value::Null],
        Some(Ok(output)) => [ended, Value::Blob(output.clone()), Value::Null],
        Some(Err(error)) => [ended, Value::Null, text(error)],
    }
}

fn run_of(row: Vec<Value>) -> Result<Run, Failure> {
    let [run, id, workflow, fingerprint, input, state, lives, accepted, ended] = columns(row)?;
    Ok(Run {
        number: as_number(&run)?,
        id: as_text(id)?,
        workflow: as_text(workflow)?,
        fingerprint: as_bytes(fingerprint)?,
        input: as_bytes(input)?,
        state: State::of_number(as_number(&state)?).ok_or_else(|| damaged("a state"))?,
        lives: as_number(&lives)?,
        accepted: as_number(&accepted)?,
        ended: if ended == Value::Null { None } else { Some(as_number(&ended)?) },
    })
}

/// What `max` says, which is nothing where there are no rows.
fn number_or_none(value: &Value) -> Result<u64, Failure> {
    if *value == Value::Null { Ok(0) } else { as_number(value) }
}
