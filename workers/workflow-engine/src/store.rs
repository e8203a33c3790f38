//! Where instances are kept: a row for each, which has the beginning of its journal; the rest of it in rows that are only ever added;
//! and the events that wait for it.
//!
//! Rows of journals are numbered in one sequence over all instances of the object, that of an instance is the number of its first:
//! so what the tracker does not know is what is behind a number.

mod events;

use std::{cell::Cell, collections::VecDeque, rc::Rc};

use durable::platform::Platform;
use shared::{
    error::Failure,
    limits,
    tables::row::{as_bytes, as_number, as_text, columns, damaged, number, text},
    value::Value,
    workflow::State,
};

use crate::{entry::Entry, workflow::Ended};

const EXISTS: &str = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'workflow_run'";
const CREATE: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS workflow_run (run INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL, \
     fingerprint BLOB NOT NULL, input BLOB NOT NULL, state INTEGER NOT NULL, busy INTEGER NOT NULL, lives INTEGER NOT NULL, \
     accepted INTEGER NOT NULL, ended INTEGER, output BLOB, error TEXT, last INTEGER NOT NULL, entries BLOB NOT NULL)",
    // Of these a new life has to take care by itself.
    "CREATE INDEX IF NOT EXISTS workflow_run_busy ON workflow_run (run) WHERE busy = 1",
    "CREATE INDEX IF NOT EXISTS workflow_run_ended ON workflow_run (ended) WHERE ended IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS workflow_journal (piece INTEGER PRIMARY KEY, run INTEGER NOT NULL, first INTEGER NOT NULL, \
     last INTEGER NOT NULL, entries BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS workflow_journal_run ON workflow_journal (run, piece)",
    // Up to the first of these pieces, the tracker knows everything; up to the second, numbers have been given.
    "CREATE TABLE IF NOT EXISTS workflow_told (id INTEGER PRIMARY KEY CHECK (id IN (0, 1)), piece INTEGER NOT NULL)",
];

const RUN: &str =
    "SELECT run, id, workflow, fingerprint, input, state, lives, accepted, ended FROM workflow_run WHERE id = ?";
const RUN_OF: &str =
    "SELECT run, id, workflow, fingerprint, input, state, lives, accepted, ended FROM workflow_run WHERE run = ?";
const END: &str = "SELECT output, error FROM workflow_run WHERE run = ?";
const BUSY: &str = "SELECT run FROM workflow_run WHERE busy = 1 ORDER BY run";
const COUNT: &str = "SELECT count(*) FROM workflow_run";
const STATES: &str = "SELECT id FROM workflow_run WHERE state = ? ORDER BY run DESC LIMIT ?";
const OLD: &str = "SELECT run FROM workflow_run WHERE ended < ? LIMIT 100";
const FIRST_END: &str = "SELECT min(ended) FROM workflow_run WHERE ended IS NOT NULL";
const INSERT: &str = "INSERT INTO workflow_run (run, id, workflow, fingerprint, input, state, busy, lives, accepted, ended, output, error, last, entries) \
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)";
const UPDATE: &str =
    "UPDATE workflow_run SET state = ?, busy = ?, lives = 0, ended = ?, output = ?, error = ? WHERE run = ?";
const LIVES: &str = "UPDATE workflow_run SET lives = ?, busy = 1 WHERE run = ?";
const DELETE_RUN: &str = "DELETE FROM workflow_run WHERE run = ?";
const DELETE_JOURNAL: &str = "DELETE FROM workflow_journal WHERE run = ?";

const LAST_PIECE: &str = "SELECT max(coalesce((SELECT max(piece) FROM workflow_journal), 0), \
     coalesce((SELECT max(run) FROM workflow_run), 0), coalesce((SELECT max(piece) FROM workflow_told), 0))";
const APPEND: &str = "INSERT INTO workflow_journal (piece, run, first, last, entries) VALUES (?, ?, ?, ?, ?)";
const JOURNAL: &str = "SELECT run AS piece, run, run AS first, last, entries FROM workflow_run WHERE run = ?1 AND run >= ?2 \
     UNION ALL SELECT piece, run, first, last, entries FROM workflow_journal WHERE run = ?1 AND piece >= ?2 ORDER BY piece";
const UNTOLD: &str = "SELECT run AS piece, run, run AS first, last, entries FROM workflow_run WHERE run > ?1 \
     UNION ALL SELECT piece, run, first, last, entries FROM workflow_journal WHERE piece > ?1 ORDER BY piece LIMIT ?2";
// What was cut goes on in rows of the journal alone.
const REST: &str =
    "SELECT piece, run, first, last, entries FROM workflow_journal WHERE piece > ? AND piece <= ? ORDER BY piece";
const TOLD: &str = "SELECT piece FROM workflow_told WHERE id = 0";
const TELL: &str = "INSERT OR REPLACE INTO workflow_told (id, piece) VALUES (0, ?)";
const GIVEN: &str = "INSERT OR REPLACE INTO workflow_told (id, piece) VALUES (1, ?)";

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

/// A row of a journal, and the numbers of its entries among the events of the object.
pub(crate) struct Piece {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) run: u64,
    pub(crate) entries: Vec<Entry>,
}

/// The tables of the engine in an object.
pub(crate) struct Store<P> {
    platform: Rc<P>,
    exists: Cell<bool>,
    has_events: Cell<bool>,
    known: Cell<Option<Known>>,
}

/// What is read once in a life.
#[derive(Clone, Copy)]
struct Known {
    runs: u64,
    last_piece: u64,
    told: u64,
}

impl<P: Platform> Store<P> {
    pub(crate) fn new(platform: Rc<P>) -> Self {
        Self { platform, exists: Cell::new(false), has_events: Cell::new(false), known: Cell::new(None) }
    }

    /// Whether there is anything to read.
    pub(crate) fn exists(&self) -> Result<bool, Failure> {
        if !self.exists.get() {
            self.exists.set(!self.platform.rows(EXISTS, Vec::new())?.is_empty());
        }
        Ok(self.exists.get())
    }

    fn create(&self) -> Result<(), Failure> {
        if !self.exists()? {
            CREATE.iter().try_for_each(|sql| self.platform.execute(sql, Vec::new()))?;
        }
        Ok(())
    }

    fn known(&self) -> Result<Known, Failure> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let mut known = Known { runs: 0, last_piece: 0, told: 0 };
        if self.exists()? {
            let [runs] = columns(self.one(COUNT, Vec::new())?.unwrap_or_default())?;
            let [last_piece] = columns(self.one(LAST_PIECE, Vec::new())?.unwrap_or_default())?;
            let told = self.one(TOLD, Vec::new())?.map(columns::<1>).transpose()?;
            let told = told.map_or(Ok(0), |[piece]| as_number(&piece))?;
            known = Known { runs: as_number(&runs)?, last_piece: as_number(&last_piece)?, told };
        }
        self.known.set(Some(known));
        Ok(known)
    }

    fn one(&self, sql: &'static str, params: Vec<Value>) -> Result<Option<Vec<Value>>, Failure> {
        Ok(self.platform.rows(sql, params)?.into_iter().next())
    }

    // ---- runs

    /// How many instances there are.
    pub(crate) fn runs(&self) -> Result<u64, Failure> {
        Ok(self.known()?.runs)
    }

    /// A number for a new instance, which no earlier one has had: that of the first row of its journal. It is given by
    /// [`Store::insert`], before which nothing else is stored.
    pub(crate) fn next_run(&self) -> Result<u64, Failure> {
        Ok(self.known()?.last_piece + 1)
    }

    pub(crate) fn find(&self, id: &str) -> Result<Option<Run>, Failure> {
        if !self.exists()? {
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
        self.create()?;
        let bytes = encoded(entries);
        let (head, rest) = bytes.split_at(bytes.len().min(limits::workflow::ROW_BYTES));
        let last = run.number + parts_of(rest);
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
        for sql in [DELETE_RUN, DELETE_JOURNAL] {
            self.platform.execute(sql, vec![number(run)])?;
        }
        self.delete_events(run)?;
        let known = self.known()?;
        // Numbers are not given a second time, also when the rows that had them are gone.
        self.platform.execute(GIVEN, vec![number(known.last_piece)])?;
        self.known.set(Some(Known { runs: known.runs.saturating_sub(1), ..known }));
        Ok(())
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

    /// Instances that ended before this time.
    pub(crate) fn ended_before(&self, time: u64) -> Result<Vec<u64>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        self.numbers(OLD, vec![number(time)])
    }

    /// When the first of those ended that are here.
    pub(crate) fn first_end(&self) -> Result<Option<u64>, Failure> {
        let [first] = columns(self.one(FIRST_END, Vec::new())?.unwrap_or_default())?;
        if first == Value::Null { Ok(None) } else { as_number(&first).map(Some) }
    }

    fn numbers(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<u64>, Failure> {
        let rows = self.platform.rows(sql, params)?;
        rows.into_iter().map(|row| columns(row).and_then(|[number]| as_number(&number))).collect()
    }

    // ---- journals

    /// Adds entries to a journal: rows of at most [`limits::workflow::ROW_BYTES`], which an entry may be cut by.
    pub(crate) fn append(&self, run: u64, entries: &[Entry]) -> Result<(), Failure> {
        let bytes = encoded(entries);
        let known = self.known()?;
        let (first, last) = (known.last_piece + 1, known.last_piece + parts_of(&bytes));
        self.put_parts(run, (first, first, last), &bytes)?;
        self.known.set(Some(Known { last_piece: last, ..known }));
        Ok(())
    }

    /// Rows for entries that begin in the piece `first`, from the piece `next` on.
    fn put_parts(&self, run: u64, (first, next, last): (u64, u64, u64), bytes: &[u8]) -> Result<(), Failure> {
        for (piece, part) in (next..).zip(bytes.chunks(limits::workflow::ROW_BYTES)) {
            let params = vec![number(piece), number(run), number(first), number(last), Value::Blob(part.to_vec())];
            self.platform.execute(APPEND, params)?;
        }
        Ok(())
    }

    /// The journal of an instance, from this piece on.
    pub(crate) fn journal(&self, run: u64, from: u64) -> Result<Vec<Piece>, Failure> {
        pieces_of(self.platform.rows(JOURNAL, vec![number(run), number(from)])?)
    }

    /// All entries of an instance.
    pub(crate) fn entries(&self, run: u64) -> Result<VecDeque<Entry>, Failure> {
        Ok(self.journal(run, 0)?.into_iter().flat_map(|piece| piece.entries).collect())
    }

    /// Up to which piece the tracker knows everything, and which is the last.
    pub(crate) fn told(&self) -> Result<(u64, u64), Failure> {
        let known = self.known()?;
        Ok((known.told, known.last_piece))
    }

    /// Pieces that the tracker does not know, the oldest first.
    pub(crate) fn untold(&self, after: u64, most: u64) -> Result<Vec<Piece>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        let mut rows = self.platform.rows(UNTOLD, vec![number(after), number(most)])?;
        // The rest of what was cut may be behind the bound.
        if let Some([_, _, first, last, _]) = rows.last().cloned().map(columns).transpose()? {
            let (first, last) = (as_number(&first)?, as_number(&last)?);
            let is_of_it = |row: &&Vec<Value>| row.get(2).is_some_and(|known| as_number(known) == Ok(first));
            let read = u64::try_from(rows.iter().filter(is_of_it).count()).unwrap_or(u64::MAX);
            let read = first + read - 1;
            if read < last {
                rows.extend(self.platform.rows(REST, vec![number(read), number(last)])?);
            }
        }
        pieces_of(rows)
    }

    /// The tracker knows everything up to this piece.
    pub(crate) fn tell(&self, piece: u64) -> Result<(), Failure> {
        self.create()?;
        self.platform.execute(TELL, vec![number(piece)])?;
        let known = self.known()?;
        self.known.set(Some(Known { told: piece, ..known }));
        Ok(())
    }
}

fn encoded(entries: &[Entry]) -> Vec<u8> {
    let encode = |bytes, entry| postcard::to_extend(entry, bytes).expect("entries always encode");
    entries.iter().fold(Vec::new(), encode)
}

/// Into how many rows these bytes are cut.
fn parts_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.chunks(limits::workflow::ROW_BYTES).len()).unwrap_or(u64::MAX)
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

/// Rows whose entries were cut are put together again, under the number of the first.
fn pieces_of(rows: Vec<Vec<Value>>) -> Result<Vec<Piece>, Failure> {
    let mut whole: Vec<(u64, u64, u64, Vec<u8>)> = Vec::new();
    for row in rows {
        let [_, run, first, last, entries] = columns(row)?;
        let (run, first, last, mut entries) =
            (as_number(&run)?, as_number(&first)?, as_number(&last)?, as_bytes(entries)?);
        match whole.last_mut() {
            Some((known, _, _, bytes)) if *known == first => bytes.append(&mut entries),
            Some(_) | None => whole.push((first, last, run, entries)),
        }
    }
    let piece = |(first, last, run, bytes): (u64, u64, u64, Vec<u8>)| {
        let (mut rest, mut entries) = (&bytes[..], Vec::new());
        while !rest.is_empty() {
            let (entry, left) = postcard::take_from_bytes(rest).map_err(|_| damaged("an entry of a journal"))?;
            entries.push(entry);
            rest = left;
        }
        Ok(Piece { first, last, run, entries })
    };
    whole.into_iter().map(piece).collect()
}
