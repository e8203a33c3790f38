//! The durable state of one tenant, physical and without an engine: extents of pages at a base version, the log of
//! changes since, and the answers that idempotency keys remember.
//!
//! ```text
//! extents (pages at `base`)  ──fold──<  changes  ──append──<  a write
//!        └───────── hydrates a cold copy ─────┘└── catches a stale copy up ──┘
//! ```
//!
//! Both arms with a WASM engine use this same code on the same tables, so they are equally durable. Every method that
//! writes is one atomic write. Nothing is written before the first write of a tenant, not even the tables, so that a
//! read never waits for the output gate.

mod fold;
mod rows;
mod schema;

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use shared::{
    change::{ChangeRef, PAGE_BYTES},
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::IdempotencyKey,
    limits,
    protocol::{ObjectReport, Supply},
    tables::Tables,
    value::Value,
    version::Version,
};

use rows::{blob, integer, text, version};

use crate::receipt::{Receipt, StoredAnswer};

/// How many pages an extent holds: fewer rows to hydrate than one per page, less to rewrite in a fold than large runs.
pub const EXTENT_PAGES: u32 = 4;

/// Most bytes of a change in one row; the platform's rows end at 2 MB.
const PART_BYTES: usize = 1 << 20;

/// What is durable, kept in memory so that a request need not ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The newest version.
    pub version: Version,
    /// Pages at that version.
    pub pages: u32,
    /// The version of the extents.
    pub base: Version,
    /// Pages at the base.
    pub base_pages: u32,
    /// Bytes of the changes since the base.
    pub log_bytes: u64,
    tables_exist: bool,
}

impl Head {
    const EMPTY: Self = Self {
        version: Version::EMPTY,
        pages: 0,
        base: Version::EMPTY,
        base_pages: 0,
        log_bytes: 0,
        tables_exist: false,
    };

    /// How many changes a cold copy has to apply.
    pub fn log_changes(&self) -> u64 {
        self.version.counter - self.base.counter
    }
}

/// What an object sends to a copy that is not at the right version: a header and the bytes that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Says what the bytes are.
    pub supply: Supply,
    /// How many pages of the base come first, to be read by [`Store::pages`].
    pub base_pages: u32,
    /// The encoded changes, in order.
    pub changes: Vec<Vec<u8>>,
}

/// The durable state of one tenant.
pub struct Store<T> {
    tables: T,
    head: Cell<Option<Head>>,
    /// How many readers still read extents across awaits; a fold would pull the pages from under them.
    readers: Rc<Cell<u32>>,
    engine: EngineName,
    checked: OnceCell<()>,
}

impl<T: Tables> Store<T> {
    /// The store of an object whose pages belong to `engine`, which is part of the stored format.
    pub fn new(tables: T, engine: EngineName) -> Self {
        Self { tables, head: Cell::new(None), readers: Rc::default(), engine, checked: OnceCell::new() }
    }

    /// The engine whose pages are stored.
    pub fn engine(&self) -> EngineName {
        self.engine
    }

    /// Refuses a request for another engine: its object has another name or is of another class.
    pub fn expect(&self, engine: EngineName) -> Result<(), Failure> {
        if engine == self.engine {
            return Ok(());
        }
        let message = format!("an object of {} was asked for {engine}", self.engine);
        Err(Failure::new(ErrorCode::Internal, message))
    }

    /// The tables.
    pub fn tables(&self) -> &T {
        &self.tables
    }

    /// Ends this life of the store; what is durable stays in the tables.
    pub fn into_tables(self) -> T {
        self.tables
    }

    /// What is durable; reads the tables on the first call only.
    pub fn head(&self) -> Result<Head, Failure> {
        if let Some(head) = self.head.get() {
            return Ok(head);
        }
        let head = self.read_head()?;
        self.head.set(Some(head));
        Ok(head)
    }

    /// What an object says of its tenant; whether an engine is open and how many queries there were, only it knows.
    pub fn report(&self, engine_open: bool, queries: u64) -> Result<ObjectReport, Failure> {
        let head = self.head()?;
        Ok(ObjectReport {
            version: Some(head.version),
            database_bytes: u64::from(head.pages) * u64::try_from(PAGE_BYTES).unwrap_or(0),
            storage_bytes: self.tables.size(),
            log_changes: head.log_changes(),
            log_bytes: head.log_bytes,
            engine_open,
            queries,
            keep_warm: None,
        })
    }

    /// Appends the change of a write, and its receipt, in one atomic write. Without a change the version stays.
    ///
    /// On failure the tables and the head are as before.
    pub fn append(&self, change: Option<&[u8]>, receipt: Option<&Receipt<'_>>) -> Result<Version, Failure> {
        let before = self.head()?;
        let mut after = before;
        if let Some(change) = change {
            after.version = before.version.next(change);
            after.pages = parse(change)?.page_count();
            after.log_bytes += u64::try_from(change.len()).unwrap_or(u64::MAX);
        }
        after.tables_exist = true;
        self.tables.atomically(|| {
            if !before.tables_exist {
                schema::create(&self.tables, self.engine)?;
            }
            if let Some(change) = change {
                self.insert_change(&after, change)?;
            }
            receipt.map_or(Ok(()), |receipt| self.insert_answer(after.version, receipt))
        })?;
        self.head.set(Some(after));
        Ok(after.version)
    }

    /// What is remembered under a key.
    pub fn answer(&self, key: &IdempotencyKey) -> Result<Option<StoredAnswer>, Failure> {
        if !self.head()?.tables_exist {
            return Ok(None);
        }
        let rows = self.tables.rows(schema::SELECT_ANSWER, vec![Value::Text(key.as_str().to_owned())])?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        let [fingerprint, results] = rows::columns(row)?;
        Ok(Some(StoredAnswer {
            fingerprint: blob(fingerprint)?.try_into().map_err(|_| schema::damaged("a fingerprint"))?,
            results: blob(results)?,
        }))
    }

    /// What brings a copy at `have` to the newest version: just the changes that it lacks where the log still has them
    /// and the copy is on our chain, else everything.
    pub fn package(&self, have: Option<Version>) -> Result<Package, Failure> {
        let head = self.head()?;
        if let Some(have) = have
            && let Some(changes) = self.changes_since(have, &head)?
        {
            let change_bytes = lengths(&changes);
            return Ok(Package { supply: Supply::Changes { from: have, change_bytes }, base_pages: 0, changes });
        }
        let changes = self.changes_between(head.base.counter, head.version.counter)?;
        let change_bytes = lengths(&changes);
        let supply = Supply::Whole { base: head.base, pages: head.base_pages, change_bytes };
        Ok(Package { supply, base_pages: head.base_pages, changes })
    }

    /// Bytes of up to `count` pages of the base, from page `first` on; both are multiples of [`EXTENT_PAGES`] but at the
    /// end of the database.
    pub fn pages(&self, first: u32, count: u32) -> Result<Vec<u8>, Failure> {
        let head = self.head()?;
        let end = head.base_pages.min(first.saturating_add(count));
        if first >= end {
            return Ok(Vec::new());
        }
        fold::read_pages(&self.tables, first, end)
    }

    /// Whether the log is long enough to be folded, and nobody reads extents.
    pub fn wants_fold(&self) -> Result<bool, Failure> {
        let head = self.head()?;
        let long = head.log_changes() >= limits::LOG_CHANGES || head.log_bytes >= limits::LOG_BYTES;
        Ok(long && self.readers.get() == 0)
    }

    /// Folds the log into the extents, in one atomic write and without an engine. The newest changes stay in the table
    /// for copies that are a little behind.
    pub fn fold(&self) -> Result<(), Failure> {
        if self.wants_fold()? { self.fold_now() } else { Ok(()) }
    }

    fn fold_now(&self) -> Result<(), Failure> {
        let head = self.head()?;
        let changes = self.changes_between(head.base.counter, head.version.counter)?;
        self.tables.atomically(|| {
            fold::write_pages(&self.tables, head.base_pages, head.pages, &changes)?;
            schema::set_base(&self.tables, head.version, head.pages)
        })?;
        self.head.set(Some(Head { base: head.version, base_pages: head.pages, log_bytes: 0, ..head }));
        Ok(())
    }

    /// Keeps folds away for as long as the guard lives.
    pub fn reading(&self) -> Reading {
        self.readers.set(self.readers.get() + 1);
        Reading { readers: Rc::clone(&self.readers) }
    }

    fn read_head(&self) -> Result<Head, Failure> {
        if !schema::exists(&self.tables)? {
            return Ok(Head::EMPTY);
        }
        if self.checked.get().is_none() {
            schema::check(&self.tables, self.engine)?;
            let _ = self.checked.set(());
        }
        let [base_counter, base_digest, base_pages] = rows::only(self.tables.rows(schema::SELECT_BASE, Vec::new())?)?;
        let base = version(&base_counter, base_digest)?;
        let base_pages = integer(&base_pages)?;
        let log = self.tables.rows(schema::SELECT_LOG_END, Vec::new())?;
        let (newest, pages) = match log.into_iter().next() {
            Some(row) => {
                let [counter, digest, pages] = rows::columns(row)?;
                (version(&counter, digest)?, integer(&pages)?)
            }
            None => (base, base_pages),
        };
        let counter = rows::counter(base.counter)?;
        let [log_bytes] = rows::only(self.tables.rows(schema::SELECT_LOG_BYTES, vec![counter])?)?;
        Ok(Head { version: newest, pages, base, base_pages, log_bytes: integer(&log_bytes)?, tables_exist: true })
    }

    fn insert_change(&self, after: &Head, change: &[u8]) -> Result<(), Failure> {
        for (part, bytes) in change.chunks(PART_BYTES).enumerate() {
            let params = vec![
                rows::counter(after.version.counter)?,
                Value::Integer(i64::try_from(part).map_err(|_| schema::damaged("a part number"))?),
                Value::Blob(after.version.digest.to_vec()),
                Value::Integer(i64::from(after.pages)),
                Value::Blob(bytes.to_vec()),
            ];
            self.tables.rows(schema::INSERT_CHANGE, params)?;
        }
        Ok(())
    }

    fn insert_answer(&self, version: Version, receipt: &Receipt<'_>) -> Result<(), Failure> {
        let params = vec![
            text(receipt.key.as_str()),
            rows::counter(version.counter)?,
            Value::Blob(receipt.fingerprint.to_vec()),
            Value::Blob(receipt.results.to_vec()),
        ];
        self.tables.rows(schema::INSERT_ANSWER, params)?;
        let kept = Value::Integer(i64::try_from(limits::IDEMPOTENCY_KEYS).map_err(|_| schema::damaged("a bound"))?);
        self.tables.rows(schema::FORGET_ANSWERS, vec![kept])?;
        Ok(())
    }

    /// The changes from `have` to the head, if the log still has all of them and does not contradict `have`.
    fn changes_since(&self, have: Version, head: &Head) -> Result<Option<Vec<Vec<u8>>>, Failure> {
        if have.counter > head.version.counter || !head.tables_exist {
            return Ok(None);
        }
        let row = self.tables.rows(schema::SELECT_DIGEST, vec![rows::counter(have.counter)?])?;
        let on_chain = match row.into_iter().next() {
            Some(row) => blob(rows::columns::<1>(row)?.into_iter().next().unwrap_or(Value::Null))? == have.digest,
            // The change that led to `have` is no longer here; the copy checks the chain from its own digest.
            None => true,
        };
        if !on_chain {
            return Ok(None);
        }
        let changes = self.changes_between(have.counter, head.version.counter)?;
        let complete = u64::try_from(changes.len()).is_ok_and(|count| count == head.version.counter - have.counter);
        Ok(complete.then_some(changes))
    }

    /// The changes after `from` up to `to`, as far as the log has them.
    fn changes_between(&self, from: u64, to: u64) -> Result<Vec<Vec<u8>>, Failure> {
        if from == to {
            return Ok(Vec::new());
        }
        let params = vec![rows::counter(from)?, rows::counter(to)?];
        let mut changes: Vec<Vec<u8>> = Vec::new();
        for row in self.tables.rows(schema::SELECT_CHANGES, params)? {
            let [part, bytes] = rows::columns(row)?;
            let bytes = blob(bytes)?;
            match (integer::<u64>(&part)?, changes.last_mut()) {
                (0, _) => changes.push(bytes),
                (_, Some(change)) => change.extend_from_slice(&bytes),
                (_, None) => return Err(schema::damaged("a change without its beginning")),
            }
        }
        Ok(changes)
    }
}

/// Keeps folds away; see [`Store::reading`].
pub struct Reading {
    readers: Rc<Cell<u32>>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.readers.set(self.readers.get() - 1);
    }
}

fn parse(change: &[u8]) -> Result<ChangeRef<'_>, Failure> {
    ChangeRef::parse(change).map_err(|error| schema::damaged(&error.to_string()))
}

fn lengths(changes: &[Vec<u8>]) -> Vec<u32> {
    changes.iter().map(|change| u32::try_from(change.len()).unwrap_or(u32::MAX)).collect()
}

#[cfg(test)]
mod tests;
