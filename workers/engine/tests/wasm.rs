//! The engine in WASM, under Node: the same writes, the same bytes, the same answers as on the host.
#![cfg(all(target_arch = "wasm32", feature = "sqlite"))]
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

use engine::{CopyAnswer, SqliteEngine, TenantCopy};
use shared::{error::ErrorCode, image::Image, protocol::Access, statement::Batch, version::Version};
use wasm_bindgen_test::wasm_bindgen_test;

type Copy = TenantCopy<SqliteEngine>;

fn write(copy: &mut Copy, at: Version, sql: &str) -> Vec<u8> {
    match copy.execute(at, Access::Turn, &Batch::of(sql)).unwrap() {
        CopyAnswer::Done { change: Some(change), .. } => change,
        other => panic!("{other:?}"),
    }
}

fn read(copy: &mut Copy, at: Version, sql: &str) -> String {
    match copy.execute(at, Access::Read, &Batch::of(sql)).unwrap() {
        CopyAnswer::Done { results, .. } => String::from_utf8(results).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
fn a_replica_follows_writes() {
    let mut copy = Copy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap();
    let mut replica = Copy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap();
    let mut at = Version::EMPTY;
    for sql in [
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, k INTEGER, v)",
        "CREATE INDEX i ON t (k)",
        "CREATE VIRTUAL TABLE f USING fts5 (text)",
        "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 900)
         INSERT INTO t (k, v) SELECT i * 7919 % 900, randomblob(2000) FROM s",
        "INSERT INTO f SELECT 'word' || (id % 10) FROM t",
        "DELETE FROM t WHERE id % 3 = 0",
        "UPDATE t SET v = CURRENT_TIMESTAMP || random() WHERE id % 5 = 0",
        "ANALYZE",
    ] {
        let change = write(&mut copy, at, sql);
        let next = at.next(&change);
        assert_eq!(replica.catch_up(at, &[&change], next).unwrap(), Ok(()), "{sql}");
        at = next;
    }
    for sql in [
        "SELECT count(*), sum(k), group_concat(hex(v)) FROM t",
        "SELECT count(*) FROM f WHERE f MATCH 'word3'",
        "PRAGMA quick_check",
    ] {
        assert_eq!(read(&mut copy, at, sql), read(&mut replica, at, sql), "{sql}");
    }
    assert!(read(&mut replica, at, "PRAGMA quick_check").contains("ok"));
    assert!(read(&mut replica, at, "SELECT count(*) FROM f WHERE f MATCH 'word3'").contains("[[90]]"));
}

#[wasm_bindgen_test]
fn a_write_that_was_not_stored_is_undone() {
    let mut copy = Copy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap();
    let change = write(&mut copy, Version::EMPTY, "CREATE TABLE t AS SELECT 1 AS a");
    let at = Version::EMPTY.next(&change);
    assert!(read(&mut copy, at, "SELECT count(*) FROM t").contains("[[1]]"));
    write(&mut copy, at, "DELETE FROM t");
    assert!(read(&mut copy, at, "SELECT count(*) FROM t").contains("[[1]]"));
    let change = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    assert!(read(&mut copy, at.next(&change), "SELECT count(*) FROM t").contains("[[2]]"));
}

#[wasm_bindgen_test]
fn what_needs_too_much_memory_fails_alone() {
    let mut copy = Copy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap();
    let sort = "WITH RECURSIVE s (i, b) AS (SELECT 1, zeroblob(2000000) UNION ALL
                SELECT i + 1, zeroblob(2000000) FROM s WHERE i < 1000) SELECT i FROM s ORDER BY length(b), b";
    for _ in 0..2 {
        let failure = copy.execute(Version::EMPTY, Access::Read, &Batch::of(sort)).unwrap_err();
        assert_eq!(failure.code, ErrorCode::MemoryExceeded);
        assert!(read(&mut copy, Version::EMPTY, "SELECT 1").contains("[[1]]"));
    }
}
