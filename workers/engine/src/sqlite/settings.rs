//! How a connection is set up: pages in our memory, journals in SQLite's, and the bounds of the object's own SQLite.

use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};
use shared::{
    change::{MOST_PAGES, PAGE_BYTES},
    limits,
};

use super::files::{VFS_NAME, View};

/// Prepared statements that a connection keeps.
const STATEMENTS_KEPT: usize = 64;

/// Page cache in KiB. The image is memory already, so the cache only saves copies; a larger transaction spills into the
/// image, where its before-images are.
const CACHE_KIB: usize = 1024;

/// Instructions of a statement's program. SQLite doubles the memory of a program while that stays below the bound. On the
/// platform, with instructions of 24 bytes, it ends at 21,504 under a bound of [`limits::sqlite::PROGRAM_INSTRUCTIONS`]; in
/// WASM, with 20 bytes, it would end at 13,056 under the same. One doubling more makes 26,112, so that whatever the object's
/// own SQLite compiles is compiled here.
const PROGRAM_INSTRUCTIONS: i32 = 26_112;

/// The bounds that the Durable Object's SQLite sets, so that a statement fails here where it fails there.
const LIMITS: [(Limit, i32); 12] = [
    (Limit::SQLITE_LIMIT_LENGTH, limits::sqlite::VALUE_BYTES),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, limits::sqlite::COLUMNS),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, limits::sqlite::EXPRESSION_DEPTH),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, limits::sqlite::COMPOUND_TERMS),
    (Limit::SQLITE_LIMIT_VDBE_OP, PROGRAM_INSTRUCTIONS),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, limits::sqlite::FUNCTION_ARGUMENTS),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, limits::sqlite::PATTERN_BYTES),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, limits::sqlite::TRIGGER_DEPTH),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];
const _: () = assert!(PROGRAM_INSTRUCTIONS >= limits::sqlite::PROGRAM_INSTRUCTIONS);
const _: () = assert!(limits::PARAMETERS == 100 && limits::SQL_BYTES == 100_000, "the edge's bounds are SQLite's");

/// Opens the recording that lies ready, with every setting but the authorizer.
pub(super) fn open(view: View) -> rusqlite::Result<Connection> {
    let access = match view {
        View::Current => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        View::Before => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags_and_vfs("tenant", flags, VFS_NAME)?;
    for (limit, value) in LIMITS {
        connection.set_limit(limit, value)?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_BYTES};
         PRAGMA journal_mode = memory;
         PRAGMA synchronous = off;
         PRAGMA temp_store = memory;
         PRAGMA cache_size = -{CACHE_KIB};
         PRAGMA max_page_count = {MOST_PAGES};"
    ))?;
    Ok(connection)
}
