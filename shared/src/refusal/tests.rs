//! What no arm takes is found in any writing, and nothing else is.

use super::*;

#[test]
fn what_no_arm_takes_is_found_by_its_text() {
    for (sql, why) in [
        ("BEGIN", TRANSACTIONS),
        ("; begin immediate", TRANSACTIONS),
        ("/* a */ END", TRANSACTIONS),
        ("EXPLAIN COMMIT", TRANSACTIONS),
        ("rollback to a", TRANSACTIONS),
        ("SAVEPOINT a", TRANSACTIONS),
        ("RELEASE a", TRANSACTIONS),
        ("VACUUM", OTHER_FILES),
        ("EXPLAIN QUERY PLAN vacuum into 'file'", OTHER_FILES),
        ("ATTACH 'x' AS y", OTHER_FILES),
        ("DETACH main", OTHER_FILES),
        ("PRAGMA user_version", PRAGMAS),
        ("ALTER TABLE t RENAME TO _cf_t", PLATFORM_NAMES),
        ("alter table t rename to \"_CF_t\"", PLATFORM_NAMES),
        ("SELECT total_changes()", TOTAL_CHANGES),
        ("SELECT load_extension('x')", LOAD_EXTENSION),
        ("CREATE VIEW v AS SELECT 1 + \"Total_Changes\" ( )", TOTAL_CHANGES),
    ] {
        assert_eq!(reason(sql), Some(why), "{sql}");
    }
    assert_eq!(of("VACUUM").map(|failure| failure.code), Some(ErrorCode::StatementRefused));
}

#[test]
fn what_only_looks_like_it_passes() {
    for sql in [
        "SELECT 'BEGIN', \"commit\" FROM vacuum",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
        "INSERT OR ROLLBACK INTO t VALUES (1)",
        "PRAGMA table_info(t)",
        "SELECT total_changes FROM t WHERE 'total_changes(' = a",
        "SELECT changes()",
        "ALTER TABLE t RENAME COLUMN a TO _cf_a",
        "ALTER TABLE t ADD COLUMN _cf_c",
        "",
    ] {
        assert_eq!(reason(sql), None, "{sql}");
    }
}
