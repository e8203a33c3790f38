//! Telling PRAGMAs pass, settings do not, however they are written.

use super::*;

#[test]
fn pragmas_that_tell_pass() {
    for sql in [
        "PRAGMA table_info(t)",
        "pragma main.index_list('t');",
        "EXPLAIN PRAGMA table_info(t)",
        "/* a */ PRAGMA -- b\n foreign_keys",
        "PRAGMA defer_foreign_keys = on",
        "SELECT 'PRAGMA foreign_keys = off'",
        "EXPLAIN SELECT 1",
        "",
    ] {
        assert!(!is_refused(sql), "{sql}");
    }
}

#[test]
fn pragmas_that_set_are_refused() {
    for sql in [
        "PRAGMA foreign_keys = off",
        "PRAGMA foreign_keys(0)",
        "PRAGMA main.foreign_keys=0",
        "EXPLAIN PRAGMA foreign_keys = off",
        "EXPLAIN QUERY PLAN PRAGMA recursive_triggers = on",
        "PRAGMA \"foreign_keys\" = off",
        "PRAGMA temp.table_info(t)",
        "PRAGMA main",
        "PRAGMA optimize",
        "PRAGMA",
    ] {
        assert!(is_refused(sql), "{sql}");
    }
}
