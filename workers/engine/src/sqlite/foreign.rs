//! The calls into SQLite's C interface that rusqlite does not offer; all `unsafe` of the project stands here.
#![expect(
    unsafe_code,
    reason = "registering a VFS, counting changes, resetting a rowid and bounding the heap are C calls without a safe wrapper"
)]

use std::sync::OnceLock;

use rsqlite_vfs::register_vfs;
use rusqlite::{Connection, ffi, functions::Context};

use super::files::{PageIo, PageVfs, VFS_NAME};

/// Makes SQLite know our files; once per process, whoever comes first.
pub(super) fn register() -> Result<(), String> {
    static REGISTERED: OnceLock<Result<(), String>> = OnceLock::new();
    REGISTERED
        .get_or_init(|| {
            // SAFETY: the VFS uses the crate's own constructor, callbacks and file layout for matching types; its data
            // is `()`, so it holds nothing that threads could share, and each open file belongs to the connection of one
            // thread. `OnceLock` serializes the registration, and the registration is never undone.
            let registration = unsafe { register_vfs::<PageIo, PageVfs>(VFS_NAME, (), false) };
            registration.map(|registration| _ = registration.into_raw()).map_err(|error| error.to_string())
        })
        .clone()
}

/// Makes `last_insert_rowid()` answer 0 until the next insert, so that no request sees the rowid of another.
pub(super) fn forget_last_insert_rowid(connection: &Connection) {
    // SAFETY: the handle belongs to an open connection, which the borrow keeps open and on this thread.
    unsafe { ffi::sqlite3_set_last_insert_rowid(connection.handle(), 0) }
}

/// Rows that the connection of a running function has changed: all, and by its newest statement.
pub(super) fn changes(context: &Context<'_>) -> rusqlite::Result<(u64, i64)> {
    // SAFETY: the connection is only asked for two counters, neither changed nor used beyond this call.
    let connection = unsafe { context.get_connection()? };
    Ok((connection.total_changes(), i64::try_from(connection.changes()).unwrap_or(i64::MAX)))
}

/// Bytes on SQLite's heap, which all connections of the process share.
pub(super) fn heap_bytes() -> i64 {
    // SAFETY: the call takes nothing and reads a counter that SQLite guards by itself.
    unsafe { ffi::sqlite3_memory_used() }
}

/// Bounds SQLite's heap, or lifts the bound if it is 0, and hands back the bound before.
pub(super) fn bound_heap(bytes: i64) -> i64 {
    // SAFETY: both calls set numbers that SQLite guards by itself, and may come at any time.
    unsafe {
        let before = ffi::sqlite3_hard_heap_limit64(bytes);
        // A heap that is near its soft bound makes SQLite stingy; it follows the hard one, which otherwise lowers it for good.
        ffi::sqlite3_soft_heap_limit64(bytes);
        before
    }
}
