//! The tables of a store and every statement on them.

use shared::{
    change::PAGE_BYTES,
    engine::EngineName,
    error::{ErrorCode, Failure},
    limits,
    value::Value,
    version::Version,
};

use super::{EXTENT_PAGES, Tables, rows};

/// The stored format; another number means other code has to read it.
const FORMAT: i64 = 1;

const CREATE: [&str; 4] = [
    "CREATE TABLE tenant (id INTEGER PRIMARY KEY CHECK (id = 0), format INTEGER NOT NULL, engine TEXT NOT NULL, \
     page_bytes INTEGER NOT NULL, extent_pages INTEGER NOT NULL, base_counter INTEGER NOT NULL, \
     base_digest BLOB NOT NULL, base_pages INTEGER NOT NULL)",
    "CREATE TABLE extents (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
    "CREATE TABLE changes (counter INTEGER NOT NULL, part INTEGER NOT NULL, digest BLOB NOT NULL, \
     pages INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (counter, part)) WITHOUT ROWID",
    "CREATE TABLE answers (sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, counter INTEGER NOT NULL, \
     fingerprint BLOB NOT NULL, results BLOB NOT NULL)",
];

const EXISTS: &str = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'tenant'";
const INSERT_TENANT: &str = "INSERT INTO tenant VALUES (0, ?, ?, ?, ?, 0, ?, 0)";
const SELECT_FORMAT: &str = "SELECT format, engine, page_bytes, extent_pages FROM tenant";
const UPDATE_BASE: &str = "UPDATE tenant SET base_counter = ?, base_digest = ?, base_pages = ?";
/// Up to a counter, and those before which the newer ones have so many bytes.
const FORGET_CHANGES: &str = "DELETE FROM changes WHERE counter <= ? OR counter <= (SELECT counter FROM \
     (SELECT counter, sum(length(bytes)) OVER (ORDER BY counter DESC, part DESC) AS total FROM changes) \
     WHERE total > ? ORDER BY counter DESC LIMIT 1)";

pub(super) const SELECT_BASE: &str = "SELECT base_counter, base_digest, base_pages FROM tenant";
pub(super) const SELECT_LOG_END: &str =
    "SELECT counter, digest, pages FROM changes ORDER BY counter DESC, part DESC LIMIT 1";
pub(super) const SELECT_LOG_BYTES: &str = "SELECT coalesce(sum(length(bytes)), 0) FROM changes WHERE counter > ?";
pub(super) const SELECT_DIGEST: &str = "SELECT digest FROM changes WHERE counter = ? AND part = 0";
pub(super) const SELECT_CHANGES: &str =
    "SELECT part, bytes FROM changes WHERE counter > ? AND counter <= ? ORDER BY counter, part";
pub(super) const INSERT_CHANGE: &str = "INSERT INTO changes VALUES (?, ?, ?, ?, ?)";
pub(super) const SELECT_ANSWER: &str = "SELECT fingerprint, results FROM answers WHERE key = ?";
pub(super) const INSERT_ANSWER: &str = "INSERT INTO answers (key, counter, fingerprint, results) VALUES (?, ?, ?, ?)";
pub(super) const FORGET_ANSWERS: &str = "DELETE FROM answers WHERE sequence <= (SELECT max(sequence) FROM answers) - ?";
pub(super) const SELECT_EXTENTS: &str =
    "SELECT number, bytes FROM extents WHERE number >= ? AND number < ? ORDER BY number";
pub(super) const REPLACE_EXTENT: &str = "INSERT OR REPLACE INTO extents VALUES (?, ?)";
pub(super) const FORGET_EXTENTS: &str = "DELETE FROM extents WHERE number >= ?";

/// Whether the tenant was ever written.
pub(super) fn exists(tables: &impl Tables) -> Result<bool, Failure> {
    Ok(!tables.rows(EXISTS, Vec::new())?.is_empty())
}

/// Makes the tables of a tenant that has never been written.
pub(super) fn create(tables: &impl Tables, engine: EngineName) -> Result<(), Failure> {
    for statement in CREATE {
        tables.rows(statement, Vec::new())?;
    }
    let mut params = format(engine)?.to_vec();
    params.push(Value::Blob(Version::EMPTY.digest.to_vec()));
    tables.rows(INSERT_TENANT, params)?;
    Ok(())
}

/// Refuses a tenant that other code stored: a newer format, another engine or another page size.
pub(super) fn check(tables: &impl Tables, engine: EngineName) -> Result<(), Failure> {
    let stored: [Value; 4] = rows::only(tables.rows(SELECT_FORMAT, Vec::new())?)?;
    if stored == format(engine)? {
        return Ok(());
    }
    Err(Failure::new(
        ErrorCode::StateDamaged,
        "the tenant was stored in a format or for an engine that is not this one",
    ))
}

/// Moves the base to `version` and forgets the changes that no copy is expected to lack.
pub(super) fn set_base(tables: &impl Tables, version: Version, pages: u32) -> Result<(), Failure> {
    let params =
        vec![rows::counter(version.counter)?, Value::Blob(version.digest.to_vec()), Value::Integer(i64::from(pages))];
    tables.rows(UPDATE_BASE, params)?;
    let forgotten = version.counter.saturating_sub(limits::LOG_KEPT_CHANGES);
    tables.rows(FORGET_CHANGES, vec![rows::counter(forgotten)?, rows::count(limits::LOG_KEPT_BYTES)?])?;
    Ok(())
}

/// The failure for tables that hold what this code never wrote.
pub(super) fn damaged(what: &str) -> Failure {
    Failure::new(ErrorCode::StateDamaged, format!("the stored state is damaged: {what}"))
}

fn format(engine: EngineName) -> Result<[Value; 4], Failure> {
    let page_bytes = i64::try_from(PAGE_BYTES).map_err(|_| damaged("the page size"))?;
    Ok([
        Value::Integer(FORMAT),
        rows::text(engine.as_str()),
        Value::Integer(page_bytes),
        Value::Integer(i64::from(EXTENT_PAGES)),
    ])
}
