//! The bounds of SQLite itself: those that the platform sets for an object's own SQLite, so that a statement fails in every
//! arm where it fails in one.
//!
//! Source: `setupSecurity` in workerd's `src/workerd/util/sqlite.c++`. The text of a statement and its parameters are bounded
//! at the edge already, by [`SQL_BYTES`](super::SQL_BYTES) and [`PARAMETERS`](super::PARAMETERS).

/// Most bytes of one text, blob or row.
pub const VALUE_BYTES: i32 = 2_200_000;
/// Most columns of a table, an index, a view or a result, and terms of a `SET`, a `GROUP BY` or an `ORDER BY`.
pub const COLUMNS: i32 = 100;
/// Most levels of an expression.
pub const EXPRESSION_DEPTH: i32 = 100;
/// Most terms that `UNION`, `INTERSECT` or `EXCEPT` join.
pub const COMPOUND_TERMS: i32 = 5;
/// Most instructions that a statement may compile to.
pub const PROGRAM_INSTRUCTIONS: i32 = 25_000;
/// Most arguments of a function.
pub const FUNCTION_ARGUMENTS: i32 = 127;
/// Most bytes of a pattern of `LIKE` or `GLOB`.
pub const PATTERN_BYTES: i32 = 50;
/// Most levels of triggers that run each other.
pub const TRIGGER_DEPTH: i32 = 10;
