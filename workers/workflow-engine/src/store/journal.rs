//! Journals: the beginning of each stands in the row of its instance, the rest in rows of their own; and up to where the tracker
//! knows them.

use std::collections::VecDeque;

use durable::platform::Platform;
use shared::{
    error::Failure,
    limits,
    tables::row::{as_bytes, as_number, columns, damaged, number},
    value::Value,
};

use super::{Known, Store, number_or_none, schema::Table};
use crate::entry::Entry;

const BEGINNING: &str =
    "SELECT run AS piece, run, run AS first, last, entries FROM workflow_run WHERE run = ?1 AND run >= ?2";
const REST: &str =
    "SELECT piece, run, first, last, entries FROM workflow_journal WHERE run = ?1 AND piece >= ?2 ORDER BY piece";
const APPEND: &str = "INSERT INTO workflow_journal (piece, run, first, last, entries) VALUES (?, ?, ?, ?, ?)";
const DELETE: &str = "DELETE FROM workflow_journal WHERE run = ?";
const LAST: &str = "SELECT max(piece) FROM workflow_journal";

const UNTOLD_BEGINNINGS: &str =
    "SELECT run AS piece, run, run AS first, last, entries FROM workflow_run WHERE run > ?1 ORDER BY run LIMIT ?2";
const UNTOLD_RESTS: &str =
    "SELECT piece, run, first, last, entries FROM workflow_journal WHERE piece > ?1 ORDER BY piece LIMIT ?2";
// What was cut goes on in rows of the journal alone.
const UNTOLD_PARTS: &str =
    "SELECT piece, run, first, last, entries FROM workflow_journal WHERE piece > ? AND piece <= ? ORDER BY piece";
const TOLD: &str = "SELECT piece FROM workflow_told WHERE id = 0";
const TELL: &str = "INSERT OR REPLACE INTO workflow_told (id, piece) VALUES (0, ?)";
const GIVEN: &str = "SELECT max(piece) FROM workflow_told";
const GIVE: &str = "INSERT OR REPLACE INTO workflow_told (id, piece) VALUES (1, ?)";

/// A row of a journal, and the numbers of its entries among the events of the object.
pub(crate) struct Piece {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) run: u64,
    pub(crate) entries: Vec<Entry>,
}

impl<P: Platform> Store<P> {
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
    pub(super) fn put_parts(
        &self,
        run: u64,
        (first, next, last): (u64, u64, u64),
        bytes: &[u8],
    ) -> Result<(), Failure> {
        for (piece, part) in (next..).zip(bytes.chunks(limits::workflow::ROW_BYTES)) {
            self.need(Table::Journal)?;
            let params = vec![number(piece), number(run), number(first), number(last), Value::Blob(part.to_vec())];
            self.platform.execute(APPEND, params)?;
        }
        Ok(())
    }

    /// The journal of an instance, from this piece on.
    pub(crate) fn journal(&self, run: u64, from: u64) -> Result<Vec<Piece>, Failure> {
        let mut rows = self.platform.rows(BEGINNING, vec![number(run), number(from)])?;
        if self.has(Table::Journal)? {
            rows.extend(self.platform.rows(REST, vec![number(run), number(from)])?);
        }
        pieces_of(rows)
    }

    /// All entries of an instance.
    pub(crate) fn entries(&self, run: u64) -> Result<VecDeque<Entry>, Failure> {
        Ok(self.journal(run, 0)?.into_iter().flat_map(|piece| piece.entries).collect())
    }

    pub(super) fn delete_journal(&self, run: u64) -> Result<(), Failure> {
        if self.has(Table::Journal)? {
            self.platform.execute(DELETE, vec![number(run)])?;
        }
        Ok(())
    }

    /// The highest number that a row of a journal has or had, but for the beginnings.
    pub(super) fn last_piece(&self) -> Result<u64, Failure> {
        let in_journal = if self.has(Table::Journal)? { self.highest(LAST)? } else { 0 };
        let given = if self.has(Table::Told)? { self.highest(GIVEN)? } else { 0 };
        Ok(in_journal.max(given))
    }

    fn highest(&self, sql: &'static str) -> Result<u64, Failure> {
        let [piece] = columns(self.one(sql, Vec::new())?.unwrap_or_default())?;
        number_or_none(&piece)
    }

    /// Numbers up to this one have been given.
    pub(super) fn give(&self, piece: u64) -> Result<(), Failure> {
        self.need(Table::Told)?;
        self.platform.execute(GIVE, vec![number(piece)])
    }

    pub(super) fn stored_told(&self) -> Result<u64, Failure> {
        if !self.has(Table::Told)? {
            return Ok(0);
        }
        let told = self.one(TOLD, Vec::new())?.map(columns::<1>).transpose()?;
        told.map_or(Ok(0), |[piece]| as_number(&piece))
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
        let params = || vec![number(after), number(most)];
        let mut rows = self.platform.rows(UNTOLD_BEGINNINGS, params())?;
        if self.has(Table::Journal)? {
            rows.extend(self.platform.rows(UNTOLD_RESTS, params())?);
            let piece = |row: &Vec<Value>| row.first().map_or(Ok(0), as_number);
            let mut numbered =
                rows.into_iter().map(|row| Ok((piece(&row)?, row))).collect::<Result<Vec<_>, Failure>>()?;
            numbered.sort_by_key(|(piece, _)| *piece);
            numbered.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            rows = numbered.into_iter().map(|(_, row)| row).collect();
        }
        // The rest of what was cut may be behind the bound.
        if let Some([_, _, first, last, _]) = rows.last().cloned().map(columns).transpose()? {
            let (first, last) = (as_number(&first)?, as_number(&last)?);
            let is_of_it = |row: &&Vec<Value>| row.get(2).is_some_and(|known| as_number(known) == Ok(first));
            let read = u64::try_from(rows.iter().filter(is_of_it).count()).unwrap_or(u64::MAX);
            let read = first + read - 1;
            if read < last {
                rows.extend(self.platform.rows(UNTOLD_PARTS, vec![number(read), number(last)])?);
            }
        }
        pieces_of(rows)
    }

    /// The tracker knows everything up to this piece.
    pub(crate) fn tell(&self, piece: u64) -> Result<(), Failure> {
        self.need(Table::Told)?;
        self.platform.execute(TELL, vec![number(piece)])?;
        let known = self.known()?;
        self.known.set(Some(Known { told: piece, ..known }));
        Ok(())
    }
}

pub(super) fn encoded(entries: &[Entry]) -> Vec<u8> {
    let encode = |bytes, entry| postcard::to_extend(entry, bytes).expect("entries always encode");
    entries.iter().fold(Vec::new(), encode)
}

/// Into how many rows these bytes are cut.
pub(super) fn parts_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.chunks(limits::workflow::ROW_BYTES).len()).unwrap_or(u64::MAX)
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
