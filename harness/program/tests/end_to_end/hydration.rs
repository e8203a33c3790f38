//! Large tenants, old tenants and stale copies: what is fetched, how, and that it is right.

use std::time::Duration;

use harness::machine::workerd::Openness;
use serde_json::{Value, json};
use shared::limits;

use crate::lab::{Chaos, ENGINE_ARMS, Lab, assert_same, configuration, poll};

/// Fills a tenant with rows of 100 KB whose sum is known.
fn fill(lab: &Lab, arm: &str, tenant: &str, megabytes: usize) {
    lab.query(arm, tenant, "CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB)").ok();
    for _ in 0..megabytes / 5 {
        let sql = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 50) \
                   INSERT INTO t (data) SELECT randomblob(100000) FROM s";
        lab.query(arm, tenant, sql).ok();
    }
}

/// What shows that every page is right: counts, sums and a look at every row's bytes.
fn sums(lab: &Lab, arm: &str, tenant: &str) -> Value {
    let sql =
        "SELECT count(*), sum(id), sum(length(data)), sum(instr(data, x'00ff')), min(hex(substr(data, 1, 8))) FROM t";
    lab.query(arm, tenant, sql).rows()
}

fn question_bytes(body: &Value, to: &str) -> u64 {
    let hops = body["timing"]["hops"].as_array().unwrap().iter();
    hops.filter(|hop| hop["to"] == to).map(|hop| hop["question_bytes"].as_u64().unwrap()).sum()
}

#[test]
fn large_tenants_survive_a_crash() {
    let mut lab = Lab::start(&configuration(&Openness::Open));
    let tenants = [("ten", 10), ("forty", 40)];
    let mut expected = Vec::new();
    for arm in ENGINE_ARMS {
        for (tenant, megabytes) in tenants {
            fill(&lab, arm, tenant, megabytes);
            expected.push(sums(&lab, arm, tenant));
        }
    }
    lab.crash_and_restart();
    let mut found = Vec::new();
    for arm in ENGINE_ARMS {
        for (tenant, _) in tenants {
            let first = lab.query(arm, tenant, "SELECT count(*) FROM t").ok();
            assert_eq!(first["timing"]["copy"], json!("miss"), "{arm} {tenant}");
            found.push(sums(&lab, arm, tenant));
            assert_eq!(lab.query(arm, tenant, "PRAGMA quick_check").rows(), json!([["ok"]]), "{arm} {tenant}");
            // And it goes on from there.
            lab.query(arm, tenant, "DELETE FROM t WHERE id = 1").ok();
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn tenants_beyond_the_memory_of_an_isolate_take_turns_in_it() {
    let lab = Lab::start(&configuration(&Openness::Open));
    let tenants = ["one", "two", "three"];
    for tenant in tenants {
        fill(&lab, "new", tenant, 30);
    }
    for _ in 0..2 {
        for tenant in tenants {
            assert_same(
                &lab.query("new", tenant, "SELECT count(*), max(id) FROM t").rows(),
                &json!([[300, 300]]),
                tenant,
            );
        }
    }
    let held = lab.get("/compute/status").ok()["status"]["copies_bytes"].as_u64().unwrap();
    assert!(held <= u64::try_from(limits::COPIES_BYTES).unwrap(), "{held} bytes of copies are open");
}

#[test]
fn a_stale_copy_fetches_only_what_it_lacks() {
    let chaos = Chaos::start();
    let lab = &chaos.lab;
    fill(lab, "new", "stale", 5);
    let read = || {
        let body = lab.query("new", "stale", "SELECT data FROM t WHERE id = 1").ok();
        let copy = body["timing"]["copy"].as_str().unwrap().to_owned();
        (copy, question_bytes(&body, "compute"), body["rows"].clone())
    };
    chaos.second(&[]);
    // All of it travels as a stream, whose bytes no hop counts.
    assert_eq!(read().0, "miss");
    for n in 1..=5 {
        // Writes that the first Worker executed are what the copy of the second one lacks.
        chaos.plan(&[]);
        for _ in 0..n {
            lab.query_with("new", "stale", "UPDATE t SET data = ? WHERE id = 1", &json!([n])).ok();
        }
        chaos.second(&[]);
        let (copy, bytes, rows) = read();
        assert!(copy == "stale" && bytes < 20_000, "{copy}: {bytes} bytes for {n} small changes");
        assert_same(&rows, &json!([[n]]), "stale");
        let (copy, bytes, rows) = read();
        assert!(copy == "hit" && bytes < 200, "{copy} {bytes}");
        assert_same(&rows, &json!([[n]]), "hit");
    }
}

#[test]
fn a_stream_that_nobody_reads_to_its_end_does_not_stop_the_folding() {
    let chaos = Chaos::start();
    let lab = &chaos.lab;
    fill(lab, "new", "unread", 10);
    lab.batch("new", "unread", &["CREATE TABLE small (n)", "INSERT INTO small VALUES (0)"]).ok();
    // The second Worker has no copy, so the second call brings all pages as a stream, which is dropped.
    for fault in ["throw", "answer nonsense", "throw"] {
        chaos.second(&["pass on", fault]);
        assert!(lab.query("new", "unread", "SELECT n FROM small").is_retryable(), "{fault}");
    }
    assert_eq!(lab.query("new", "unread", "SELECT n FROM small").rows(), json!([[0]]));
    for _ in 0..limits::LOG_CHANGES + 20 {
        lab.query("new", "unread", "UPDATE small SET n = n + 1").ok();
    }
    poll("the log is folded", Duration::from_secs(10), || {
        let changes = lab.status("new", "unread")["log_changes"].as_u64().unwrap();
        (changes < limits::LOG_CHANGES).then_some(())
    });
    assert_eq!(lab.query("new", "unread", "SELECT n FROM small").rows(), json!([[limits::LOG_CHANGES + 20]]));
    assert_eq!(lab.query("new", "unread", "PRAGMA quick_check").rows(), json!([["ok"]]));
}

#[test]
fn a_long_log_is_folded_and_loses_nothing() {
    let mut lab = Lab::start(&configuration(&Openness::Open));
    let writes = 2 * limits::LOG_CHANGES + 40;
    for arm in ENGINE_ARMS {
        lab.batch(arm, "folded", &["CREATE TABLE t (n INTEGER PRIMARY KEY, a TEXT)"]).ok();
        for n in 0..writes {
            lab.query_with(arm, "folded", "INSERT INTO t VALUES (?, hex(randomblob(20)))", &json!([n])).ok();
        }
        poll("the log is folded", Duration::from_secs(10), || {
            let changes = lab.status(arm, "folded")["log_changes"].as_u64().unwrap();
            (changes <= limits::LOG_CHANGES).then_some(())
        });
    }
    let expected = json!([[writes, writes * (writes - 1) / 2, writes * 40]]);
    let sql = "SELECT count(*), sum(n), sum(length(a)) FROM t";
    for arm in ENGINE_ARMS {
        assert_eq!(lab.query(arm, "folded", sql).rows(), expected, "{arm}");
    }
    lab.crash_and_restart();
    for arm in ENGINE_ARMS {
        assert_eq!(lab.query(arm, "folded", sql).rows(), expected, "{arm}");
        assert_eq!(lab.query(arm, "folded", "PRAGMA quick_check").rows(), json!([["ok"]]), "{arm}");
    }
}
