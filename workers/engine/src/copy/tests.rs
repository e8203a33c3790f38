use serde_json::{Value as Json, json};

use super::*;
use crate::sqlite::SqliteEngine;

type Copy = TenantCopy<SqliteEngine>;

/// A copy of an empty tenant.
fn empty_copy() -> Copy {
    Copy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap()
}

/// Executes with the turn, and answers the change and the version that it leads to.
fn write(copy: &mut Copy, at: Version, sql: &str) -> (Vec<u8>, Version) {
    match copy.execute(at, Access::Turn, &Batch::of(sql)).unwrap() {
        CopyAnswer::Done { change: Some(change), .. } => {
            let version = at.next(&change);
            (change, version)
        }
        other => panic!("{other:?}"),
    }
}

fn read(copy: &mut Copy, at: Version, sql: &str) -> Json {
    match copy.execute(at, Access::Read, &Batch::of(sql)).unwrap() {
        CopyAnswer::Done { results, change: None, .. } => {
            serde_json::from_slice::<Json>(&results).unwrap()["rows"].take()
        }
        other => panic!("{other:?}"),
    }
}

fn count(copy: &mut Copy, at: Version) -> Json {
    read(copy, at, "SELECT count(*) FROM t").take()[0].take()[0].take()
}

/// A copy whose table `t` holds one row, and the changes that led there.
fn copy_with_a_row() -> (Copy, Vec<Vec<u8>>, Version) {
    let mut copy = empty_copy();
    let (first, one) = write(&mut copy, Version::EMPTY, "CREATE TABLE t (a)");
    let (second, two) = write(&mut copy, one, "INSERT INTO t VALUES (1)");
    assert_eq!(count(&mut copy, two), 1);
    (copy, vec![first, second], two)
}

#[test]
fn asking_at_the_pending_version_makes_it_real() {
    let (mut copy, _, at) = copy_with_a_row();
    let (_, next) = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    assert_eq!(copy.committed(), at);
    assert_eq!(count(&mut copy, next), 2);
    assert_eq!(copy.committed(), next);
}

#[test]
fn a_read_beside_a_pending_write_sees_what_is_committed() {
    let (mut copy, _, at) = copy_with_a_row();
    let (_, next) = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    assert_eq!(count(&mut copy, at), 1);
    assert_eq!(count(&mut copy, at), 1);
    assert_eq!(count(&mut copy, next), 2);
}

#[test]
fn a_read_beside_a_pending_write_still_needs_the_turn_to_write() {
    let (mut copy, _, at) = copy_with_a_row();
    let (_, next) = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    let answer = copy.execute(at, Access::Read, &Batch::of("DELETE FROM t")).unwrap();
    assert_eq!(answer, CopyAnswer::NeedsTurn);
    assert_eq!(count(&mut copy, next), 2);
}

#[test]
fn a_turn_at_the_committed_version_undoes_the_pending_write() {
    let (mut copy, _, at) = copy_with_a_row();
    write(&mut copy, at, "INSERT INTO t VALUES (2)");
    let (_, next) = write(&mut copy, at, "INSERT INTO t VALUES (10), (11)");
    assert_eq!(count(&mut copy, next), 3);
}

#[test]
fn an_unknown_version_needs_state_and_executes_nothing() {
    let (mut copy, _, at) = copy_with_a_row();
    let elsewhere = at.next(b"another write");
    for access in [Access::Read, Access::Turn] {
        let answer = copy.execute(elsewhere, access, &Batch::of("DELETE FROM t")).unwrap();
        assert_eq!(answer, CopyAnswer::NeedState { have: at });
    }
    let (_, pending) = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    let answer = copy.execute(pending.next(b"more"), Access::Read, &Batch::of("SELECT 1")).unwrap();
    assert_eq!(answer, CopyAnswer::NeedState { have: at });
}

#[test]
fn a_failed_write_leaves_nothing_pending() {
    let (mut copy, _, at) = copy_with_a_row();
    copy.execute(at, Access::Turn, &Batch::of("INSERT INTO missing VALUES (1)")).unwrap_err();
    assert_eq!(count(&mut copy, at), 1);
    let answer = copy.execute(at, Access::Turn, &Batch::of("DELETE FROM t WHERE a = 9")).unwrap();
    assert!(matches!(answer, CopyAnswer::Done { change: None, .. }));
    assert_eq!(count(&mut copy, at), 1);
}

#[test]
fn a_copy_hydrates_from_pages_and_changes() {
    let (mut copy, changes, at) = copy_with_a_row();
    let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
    let mut other = Copy::hydrate(Image::new(), Version::EMPTY, &changes, at).unwrap();
    assert_eq!(count(&mut other, at), 1);
    let (change, next) = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    assert_eq!(other.catch_up(at, &[&change], next).unwrap(), Ok(()));
    assert_eq!(count(&mut other, next), 2);
}

#[test]
fn changes_that_do_not_lead_to_the_version_are_refused() {
    let (mut copy, changes, at) = copy_with_a_row();
    let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
    let short = Copy::hydrate(Image::new(), Version::EMPTY, &changes[..1], at).err().unwrap();
    assert_eq!(short.code, ErrorCode::StateDamaged);
    let broken = [1, 1, 9];
    let unreadable =
        Copy::hydrate(Image::new(), Version::EMPTY, &[&broken], Version::EMPTY.next(&broken)).err().unwrap();
    assert_eq!(unreadable.code, ErrorCode::StateDamaged);
    assert_eq!(copy.catch_up(at, &[b"x"], at).unwrap_err().code, ErrorCode::StateDamaged);
    assert_eq!(count(&mut copy, at), 1);
}

#[test]
fn changes_that_start_elsewhere_are_not_applied() {
    let (mut copy, changes, at) = copy_with_a_row();
    let elsewhere = Version::EMPTY.next(b"x");
    let change = changes[1].as_slice();
    assert_eq!(copy.catch_up(elsewhere, &[change], elsewhere.next(change)).unwrap(), Err(at));
    assert_eq!(count(&mut copy, at), 1);
}

#[test]
fn catching_up_keeps_a_pending_write_that_was_stored() {
    let (mut copy, changes, at) = copy_with_a_row();
    let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
    let mut other = Copy::hydrate(Image::new(), Version::EMPTY, &changes, at).unwrap();
    let (ours, next) = write(&mut copy, at, "INSERT INTO t VALUES (2)");
    assert_eq!(other.catch_up(at, &[&ours], next).unwrap(), Ok(()));
    let (theirs, last) = write(&mut other, next, "INSERT INTO t VALUES (3)");
    assert_eq!(copy.catch_up(at, &[&ours, &theirs], last).unwrap(), Ok(()));
    assert_eq!(read(&mut copy, last, "SELECT a FROM t"), json!([[1], [2], [3]]));
}

#[test]
fn catching_up_steps_back_from_a_pending_write_that_was_not_stored() {
    let (mut copy, changes, at) = copy_with_a_row();
    let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
    let mut other = Copy::hydrate(Image::new(), Version::EMPTY, &changes, at).unwrap();
    write(&mut copy, at, "INSERT INTO t VALUES (666)");
    let (theirs, next) = write(&mut other, at, "INSERT INTO t VALUES (2)");
    assert_eq!(copy.catch_up(at, &[&theirs], next).unwrap(), Ok(()));
    assert_eq!(read(&mut copy, next, "SELECT a FROM t"), json!([[1], [2]]));
    let (_, last) = write(&mut copy, next, "INSERT INTO t VALUES (3)");
    assert_eq!(count(&mut copy, last), 3);
}

#[test]
fn two_copies_that_take_turns_stay_equal() {
    let (mut here, changes, mut at) = copy_with_a_row();
    let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
    let mut there = Copy::hydrate(Image::new(), Version::EMPTY, &changes, at).unwrap();
    for round in 0..20 {
        // A write that executes here and is never stored, then one that is stored, on either side in turn.
        write(&mut here, at, "INSERT INTO t VALUES ('lost')");
        let (writer, reader) = if round % 2 == 0 { (&mut here, &mut there) } else { (&mut there, &mut here) };
        let (change, next) = write(writer, at, &format!("INSERT INTO t VALUES ({round})"));
        assert_eq!(reader.catch_up(at, &[&change], next).unwrap(), Ok(()));
        at = next;
        assert_eq!(count(&mut here, at), round + 2);
        assert_eq!(count(&mut there, at), round + 2);
    }
}
