//! Telling PRAGMAs pass, settings do not, however they are written.

use super::*;

#[test]
fn pragmas_that_tell_pass() {
    for sql in [
        "PRAGMA table_info(t)",
        "pragma main.index_list('t');",
        "EXPLAIN PRAGMA table_info(t)",
        "/* a */ PRAGMA -- b\n foreign_keys",
        "PRAGMA defer_foreign_keys",
        "PRAGMA defer_foreign_keys = on",
        "PRAGMA defer_foreign_keys(TRUE)",
        "PRAGMA main.defer_foreign_keys = '1'",
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
        "PRAGMA defer_foreign_keys = off",
        "PRAGMA defer_foreign_keys(0)",
        "PRAGMA defer_foreign_keys = -1",
        "PRAGMA defer_foreign_keys =",
        "PRAGMA table_info(_cf_kv)",
        "PRAGMA table_xinfo = '_CF_KV'",
        "PRAGMA temp.table_info(t)",
        "PRAGMA main",
        "PRAGMA optimize",
        "PRAGMA",
    ] {
        assert!(is_refused(sql), "{sql}");
    }
}

#[test]
fn deferring_is_found_wherever_it_is_spoken_of() {
    assert!(defers("PRAGMA main . Defer_Foreign_Keys = on"));
    assert!(defers("SELECT * FROM \"pragma_x\", [defer_foreign_keys]"));
    assert!(!defers("SELECT 1 -- defer_foreign_keys"));
}
