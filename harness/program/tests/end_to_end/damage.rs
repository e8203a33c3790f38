//! Bytes in an object's storage that are no longer what was stored: the tenant is refused by name, nothing of it is
//! overwritten, and with the right bytes back it is as it was.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;
use serde_json::json;
use shared::error::ErrorCode;

use crate::lab::{ENGINE_ARMS, Lab, POSTGRES_ARMS, configuration_with_postgres, poll};

const TENANT: &str = "damaged";
/// What the damaged page holds, so that it is found among the others.
const MARK: &str = "the row that will be damaged";

/// The databases of objects that own a tenant.
fn databases(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sqlite") && owns_a_tenant(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn owns_a_tenant(path: &Path) -> bool {
    let sql = "SELECT count(*) = 1 FROM sqlite_master WHERE type = 'table' AND name = 'tenant'";
    Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Everything that is stored of the tenants.
fn stored(folder: &Path) -> BTreeMap<PathBuf, Vec<(i64, Vec<u8>)>> {
    let rows = |path: &PathBuf| {
        let database = Connection::open(path).unwrap();
        let mut statement = database
            .prepare("SELECT counter, bytes FROM changes UNION ALL SELECT number, bytes FROM extents ORDER BY 1, 2")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    databases(folder).into_iter().map(|path| (path.clone(), rows(&path))).collect()
}

/// A table whose rows hold bytes of a tenant, and what tells its rows apart.
type Rows = (&'static str, &'static str);
const CHANGES: Rows = ("changes", "counter");
const EXTENTS: Rows = ("extents", "number");

/// Turns over one bit of the mark in every row that holds it; the same again puts it back. Answers how many objects had
/// such a row.
fn turn_over(folder: &Path, (table, key): Rows) -> usize {
    let mut objects = 0;
    for path in databases(folder) {
        let database = Connection::open(path).unwrap();
        let mut statement = database.prepare(&format!("SELECT {key}, bytes FROM {table}")).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows: Vec<(i64, Vec<u8>)> = rows.map(Result::unwrap).collect();
        let mut found = 0;
        for (row, mut bytes) in rows {
            // All but the mark's first byte, which is the one that changes.
            let place = bytes.windows(MARK.len()).position(|window| window[1..] == MARK.as_bytes()[1..]);
            let Some(place) = place else { continue };
            bytes[place] ^= 1;
            database.execute(&format!("UPDATE {table} SET bytes = ?1 WHERE {key} = ?2"), (bytes, row)).unwrap();
            found += 1;
        }
        objects += usize::from(found > 0);
    }
    objects
}

/// Stores the row that will be damaged.
fn store(lab: &Lab, arm: &str) {
    lab.batch(arm, TENANT, &["CREATE TABLE t (v text)", &format!("INSERT INTO t VALUES ('{MARK}')")]).ok();
}

/// Damages what is stored of the arms, sees that a read and a write are refused and that nothing is overwritten, and puts it
/// back.
fn assert_refused_and_kept(mut lab: Lab, arms: &[&str], rows: Rows) {
    let (objects, before) = lab.crash_and_restart_after(|folder| (turn_over(folder, rows), stored(folder)));
    assert_eq!(objects, arms.len(), "each arm stores the row there");
    for arm in arms {
        for sql in ["SELECT count(*) FROM t WHERE v LIKE 'the row%'", "INSERT INTO t SELECT * FROM t"] {
            let refused = lab.query(arm, TENANT, sql);
            assert_eq!(refused.code(), ErrorCode::StateDamaged, "{arm}: {sql}: {}", refused.body);
        }
    }
    let after = lab.crash_and_restart_after(|folder| {
        let after = stored(folder);
        turn_over(folder, rows);
        after
    });
    assert_eq!(before, after, "nothing is overwritten");
    for arm in arms {
        assert_eq!(lab.query(arm, TENANT, "SELECT v FROM t").rows(), json!([[MARK]]), "{arm}");
    }
}

#[test]
fn a_change_that_is_no_longer_what_was_stored_is_refused_and_kept() {
    let lab = Lab::start(&configuration_with_postgres());
    let arms = [ENGINE_ARMS, POSTGRES_ARMS].concat();
    for arm in &arms {
        store(&lab, arm);
    }
    assert_refused_and_kept(lab, &arms, CHANGES);
}

/// Postgres sums up its pages, so that it finds what the digest of a change does not speak of any more: a page that was
/// folded.
#[test]
fn a_folded_page_of_postgres_that_is_no_longer_what_was_stored_is_refused_and_kept() {
    let lab = Lab::start(&configuration_with_postgres());
    for arm in POSTGRES_ARMS {
        store(&lab, arm);
        lab.query(arm, TENANT, "CREATE TABLE filler (v text)").ok();
        // More log than a checkpoint waits for, so that the row's page is written, and more bytes than a fold waits
        // for.
        lab.query(arm, TENANT, "INSERT INTO filler SELECT md5(n::text) FROM generate_series(1, 20000) AS n").ok();
        poll("the log is folded", Duration::from_secs(20), || {
            (lab.status(arm, TENANT)["log_changes"] == json!(0)).then_some(())
        });
    }
    assert_refused_and_kept(lab, &POSTGRES_ARMS, EXTENTS);
}
