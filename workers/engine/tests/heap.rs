//! What asks for too much memory fails alone. A process of its own: SQLite's heap is one for all threads.
#![cfg(all(not(target_arch = "wasm32"), feature = "sqlite"))]
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

use engine::{CopyAnswer, SqliteEngine, TenantCopy};
use shared::{error::ErrorCode, image::Image, limits, protocol::Access, statement::Batch, version::Version};

type Copy = TenantCopy<SqliteEngine>;

fn new_copy() -> Copy {
    Copy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap()
}

/// Executes with the turn and takes the write for stored.
fn write(copy: &mut Copy, sql: &str) {
    let at = copy.committed();
    let CopyAnswer::Done { change, .. } = copy.execute(at, Access::Turn, &Batch::of(sql)).unwrap() else {
        panic!("the turn was given")
    };
    // Asking at the version that the write leads to says that it was stored.
    let at = change.map_or(at, |change| at.next(&change));
    copy.execute(at, Access::Read, &Batch::of("SELECT 1")).unwrap();
}

fn rows(copy: &mut Copy, sql: &str) -> String {
    let at = copy.committed();
    match copy.execute(at, Access::Read, &Batch::of(sql)).unwrap() {
        CopyAnswer::Done { results, .. } => String::from_utf8(results).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn code(copy: &mut Copy, sql: &str) -> ErrorCode {
    let at = copy.committed();
    copy.execute(at, Access::Turn, &Batch::of(sql)).unwrap_err().code
}

/// A sorter of so many rows of 2 MB each.
fn sort_of(rows: usize) -> String {
    format!(
        "WITH RECURSIVE s (i, b) AS (SELECT 1, zeroblob(2000000) UNION ALL
         SELECT i + 1, zeroblob(2000000) FROM s WHERE i < {rows}) SELECT i FROM s ORDER BY length(b), b"
    )
}

// One test, so that nothing runs beside it.
#[test]
fn what_needs_too_much_memory_fails_alone() {
    // Open connections hold memory, and more of them than the bound of one batch allows must not hinder any.
    let mut others: Vec<Copy> = (0..200).map(|_| new_copy()).collect();
    for other in &mut others {
        write(other, "CREATE TABLE t (a)");
        write(
            other,
            "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 60)
            INSERT INTO t SELECT randomblob(4000) FROM s",
        );
    }
    let mut copy = new_copy();
    write(&mut copy, "CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
    write(&mut copy, "INSERT INTO t (a) VALUES (1)");
    for _ in 0..2 {
        assert!(rows(&mut copy, &sort_of(5)).contains("[[1],"), "a little is sorted");
        let insert = format!("INSERT INTO t (a) {}", sort_of(1000));
        for sql in [sort_of(1000), insert, wide_row()] {
            assert_eq!(code(&mut copy, &sql), ErrorCode::MemoryExceeded, "{sql}");
            assert!(rows(&mut copy, "SELECT count(*) FROM t").contains("[[1]]"), "{sql}");
        }
    }
    a_row_up_to_the_bound_is_still_rendered(&mut copy);
    write(&mut copy, "INSERT INTO t (a) VALUES (2)");
    assert!(rows(&mut copy, "PRAGMA quick_check").contains("ok"));
    for other in &mut others {
        assert!(rows(other, "SELECT count(*) FROM t").contains("[[60]]"));
    }
    a_write_may_touch_what_its_own_bound_allows();
}

fn wide_row() -> String {
    format!("SELECT {}", vec!["CAST(zeroblob(2000000) AS TEXT)"; 100].join(", "))
}

/// A blob of zeros that SQLite writes out only when it is looked at must not meet a heap without room for it.
fn a_row_up_to_the_bound_is_still_rendered(copy: &mut Copy) {
    for texts in 10..=17 {
        let sql = format!("SELECT zeroblob(2000000){}", ", CAST(zeroblob(2000000) AS TEXT)".repeat(texts));
        let code = code(copy, &sql);
        assert!(matches!(code, ErrorCode::ResultTooLarge | ErrorCode::MemoryExceeded), "{texts}: {code:?}");
    }
}

/// The journals of a write are on the heap; the bound of touched pages is to be met first.
fn a_write_may_touch_what_its_own_bound_allows() {
    let mut copy = new_copy();
    write(&mut copy, "CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE, b)");
    let bytes = limits::TOUCHED_BYTES;
    let per_write = 1500;
    for _ in 0..bytes / 4096 / per_write + 2 {
        write(
            &mut copy,
            &format!(
                "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {per_write})
             INSERT INTO t (a, b) SELECT random(), randomblob(3500) FROM s"
            ),
        );
    }
    write(&mut copy, "UPDATE t SET a = a + 1 WHERE id < 3600");
    assert_eq!(code(&mut copy, "UPDATE t SET a = a + 1"), ErrorCode::ChangeTooLarge);
    assert!(rows(&mut copy, "PRAGMA quick_check").contains("ok"));
}
