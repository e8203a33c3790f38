//! Which SQL functions run: those that the object's own SQLite lets a client call, so that a statement answers the same in
//! every arm.
//!
//! Source: `ALLOWED_SQLITE_FUNCTIONS` in workerd's `src/workerd/util/sqlite.c++`, and what its SQLite was built with; an
//! end-to-end test calls every name on either side.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use rusqlite::{Connection, functions::FunctionFlags};
use shared::{
    error::{ErrorCode, Failure},
    refusal,
};

use super::foreign;

/// What a client may call. The names at the end are called by `ALTER TABLE` on its own, and are of no use to anybody else.
const TAKEN: [&str; 131] = [
    "->",
    "->>",
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "avg",
    "bm25",
    "ceil",
    "changes",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "cos",
    "cosh",
    "count",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "degrees",
    "dense_rank",
    "exp",
    "first_value",
    "floor",
    "format",
    "glob",
    "group_concat",
    "hex",
    "highlight",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_insert",
    "json_object",
    "json_patch",
    "json_quote",
    "json_remove",
    "json_replace",
    "json_set",
    "json_type",
    "json_valid",
    "jsonb",
    "jsonb_array",
    "jsonb_extract",
    "jsonb_group_array",
    "jsonb_group_object",
    "jsonb_insert",
    "jsonb_object",
    "jsonb_patch",
    "jsonb_remove",
    "jsonb_replace",
    "jsonb_set",
    "julianday",
    "lag",
    "last_insert_rowid",
    "last_value",
    "lead",
    "length",
    "like",
    "likelihood",
    "likely",
    "ln",
    "log",
    "log2",
    "lower",
    "ltrim",
    "match",
    "max",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "pi",
    "pow",
    "printf",
    "quote",
    "radians",
    "random",
    "randomblob",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtreecheck",
    "rtrim",
    "sign",
    "sin",
    "sinh",
    "snippet",
    "sqrt",
    "strftime",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "tan",
    "tanh",
    "time",
    "timediff",
    "total",
    "trim",
    "trunc",
    "typeof",
    "unhex",
    "unicode",
    "unixepoch",
    "unlikely",
    "upper",
    "zeroblob",
    "sqlite_drop_column",
    "sqlite_rename_column",
    "sqlite_rename_quotefix",
    "sqlite_rename_table",
    "sqlite_rename_test",
];

/// What the object's own SQLite has and refuses; the names that begin with `sqlite_` are called by definitions that it
/// refuses, such as `ALTER TABLE … ADD CONSTRAINT`. Any other name it does not know.
const REFUSED: [&str; 28] = [
    "ceiling",
    "fts5",
    "fts5_get_locale",
    "fts5_insttoken",
    "fts5_locale",
    "fts5_source_id",
    "if",
    "json_array_insert",
    "json_error_position",
    "json_pretty",
    "jsonb_array_insert",
    "load_extension",
    "log10",
    "power",
    "rtreedepth",
    "rtreenode",
    "sqlite_add_constraint",
    "sqlite_compileoption_get",
    "sqlite_compileoption_used",
    "sqlite_drop_constraint",
    "sqlite_fail",
    "sqlite_find_constraint",
    "sqlite_log",
    "sqlite_source_id",
    "sqlite_version",
    "subtype",
    "unistr",
    "unistr_quote",
];

/// Those of them that SQLite is built without here, with the number of their arguments. They are made known, since only what
/// is known can be refused.
const REFUSED_AND_MISSING: [(&str, i32); 2] = [("rtreedepth", 1), ("rtreenode", 2)];

/// Why a function must not be called, if it must not.
pub(super) fn refusal(name: &str) -> Option<Failure> {
    let is = |other: &&str| name.eq_ignore_ascii_case(other);
    if TAKEN.iter().any(is) || cfg!(feature = "fault-injection") && is(&"isolab_fault") {
        None
    } else if is(&refusal::TOTAL_CHANGES_NAME) {
        Some(Failure::new(ErrorCode::StatementRefused, refusal::TOTAL_CHANGES))
    } else if REFUSED.iter().any(is) {
        Some(refusal::of_function(name))
    } else {
        Some(Failure::new(ErrorCode::SqlError, format!("no such function: {name}")))
    }
}

/// The rows that statements of earlier requests changed, of which `changes()` must not tell.
#[derive(Clone, Default)]
pub(super) struct EarlierChanges(Arc<AtomicU64>);

impl EarlierChanges {
    /// Takes all changes so far for those of earlier requests.
    pub(super) fn forget(&self, connection: &Connection) {
        self.0.store(connection.total_changes(), Relaxed);
    }
}

/// Adds our own functions to a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<EarlierChanges> {
    // Without the second flag a view or a trigger could not call them.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    for (name, arguments) in REFUSED_AND_MISSING {
        connection.create_scalar_function(name, arguments, flags, |_| Ok(rusqlite::types::Null))?;
    }
    let earlier = EarlierChanges::default();
    let counted = earlier.clone();
    connection.create_scalar_function("changes", 0, flags, move |context| {
        let (total, newest) = foreign::changes(context)?;
        Ok(if total == counted.0.load(Relaxed) { 0 } else { newest })
    })?;
    Ok(earlier)
}
