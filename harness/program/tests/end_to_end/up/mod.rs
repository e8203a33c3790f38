//! `cargo lab up` as whoever types it sees it: what it serves, what it refuses, and what is left when it ends.

mod program;

use std::{
    fs,
    net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener},
    thread,
    time::Duration,
};

use nix::sys::signal::Signal;
use serde_json::json;
use tempfile::TempDir;

use self::program::{Holder, Up, lives};
use crate::lab::{Answer, Request, poll, try_send};

/// Longest wait for something that is about to happen.
const SOON: Duration = Duration::from_secs(20);

/// A folder of data and `up` on it, with more that is said about it.
fn up(more: &[&str]) -> (TempDir, Up) {
    let state = tempfile::tempdir().unwrap();
    let arguments = [&["--state", state.path().to_str().unwrap(), "--port", "0"], more].concat();
    let up = Up::start(&arguments);
    (state, up)
}

#[track_caller]
fn query(address: SocketAddr, path: &str, sql: &str) -> Answer {
    let body = json!({ "sql": sql }).to_string();
    try_send(address, &Request::new("POST", path).body(body.as_bytes())).unwrap()
}

#[track_caller]
fn assert_gone(holder: &Holder, when: &str) {
    let what = format!("{when}: the runtime {} is gone", holder.runtime);
    poll(&what, SOON, || (!lives(holder.runtime)).then_some(()));
}

#[test]
fn a_signal_at_any_moment_ends_the_runtime_too() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let (state, up) = up(&[]);
        let holder = Holder::with_runtime(state.path());
        // Nothing listens yet; the runtime has only just been started.
        up.signal(signal);
        let ended = up.end();
        assert!(matches!(ended.code, Some(0 | 130)), "{signal}: {}", ended.said);
        assert_gone(&holder, signal.as_str());
    }
    let (state, up) = up(&[]);
    up.address();
    up.signal(Signal::SIGTERM);
    let ended = up.end();
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert_gone(&Holder::with_runtime(state.path()), "while it serves");
}

#[cfg(target_os = "linux")]
#[test]
fn the_runtime_ends_with_a_command_that_is_killed() {
    let (state, up) = up(&[]);
    up.address();
    let holder = Holder::with_runtime(state.path());
    up.signal(Signal::SIGKILL);
    assert_eq!(up.end().code, None);
    assert_gone(&holder, "kill -9");
}

#[test]
fn data_has_one_user_at_a_time_and_others_get_theirs_beside_it() {
    let (state, first) = up(&[]);
    let address = first.address();
    query(address, "/new/query", "CREATE TABLE mine (n)").ok();
    let holder = Holder::with_runtime(state.path());

    let ended = Up::start(&["--state", state.path().to_str().unwrap(), "--port", "0"]).end();
    assert_eq!(ended.code, Some(3), "{}", ended.said);
    for part in ["in use by", &holder.process.to_string(), "isolab up", "--state"] {
        assert!(ended.said.contains(part), "{part}: {}", ended.said);
    }

    let (other, second) = up(&[]);
    query(second.address(), "/new/query", "CREATE TABLE mine (n)").ok();
    for file in ["workerd.capnp", "workerd.log"] {
        for state in [&state, &other] {
            assert!(state.path().join(".isolab").join(file).is_file(), "{file}");
        }
    }
    query(address, "/new/query", "INSERT INTO mine VALUES (1)").ok();
    first.signal(Signal::SIGTERM);
    assert_eq!(first.end().code, Some(0));
    let again = Up::start(&["--state", state.path().to_str().unwrap(), "--port", "0"]);
    assert_eq!(query(again.address(), "/new/query", "SELECT n FROM mine").rows(), json!([[1]]));
}

#[test]
fn a_taken_port_and_a_folder_that_cannot_be_written_are_said_before_anything_is_built() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let state = tempfile::tempdir().unwrap();
    let ended = Up::start(&["--port", &port, "--state", state.path().to_str().unwrap()]).end();
    assert_eq!(ended.code, Some(3), "{}", ended.said);
    assert!(ended.said.contains(&format!("port {port} cannot be used")), "{}", ended.said);
    if cfg!(target_os = "linux") {
        assert!(ended.said.contains(&format!("process {} (", std::process::id())), "{}", ended.said);
    }

    let file = state.path().join("file");
    fs::write(&file, "").unwrap();
    let ended = Up::start(&["--port", "0", "--state", file.join("state").to_str().unwrap()]).end();
    assert_eq!(ended.code, Some(3), "{}", ended.said);
    assert!(ended.said.contains("no data can be kept there"), "{}", ended.said);
}

#[test]
fn every_example_that_is_printed_can_be_typed() {
    let (_state, up) = up(&[]);
    let address = up.address();
    let examples = up.examples();
    assert!(examples.iter().filter(|(path, _)| path.contains("postgres")).count() >= 3, "{examples:?}");
    for (path, body) in examples {
        let request = match &body {
            Some(body) => Request::new("POST", &path).body(body.as_bytes()),
            None => Request::new("GET", &path),
        };
        let answer = try_send(address, &request).unwrap();
        assert_eq!(answer.status, 200, "{path} {body:?}: {}", answer.body);
    }
}

#[test]
fn the_other_loopback_address_leads_to_the_same_where_the_machine_has_it() {
    let sixth = IpAddr::from(Ipv6Addr::LOCALHOST);
    let (_state, up) = up(&[]);
    let address = up.address();
    query(address, "/new/query", "CREATE TABLE seen (n)").ok();
    if TcpListener::bind((sixth, 0)).is_ok() {
        let other = SocketAddr::from((sixth, address.port()));
        assert_eq!(query(other, "/new/query", "SELECT n FROM seen").rows(), json!([]));
    }
}

#[test]
fn sql_that_never_ends_and_cannot_be_cut_stops_others_for_a_while_only() {
    let (_state, up) = up(&["--stall-limit", "8"]);
    let address = up.address();
    let arms = ["/new/query", "/native/query"];
    for arm in arms {
        query(address, arm, "CREATE TABLE kept (n)").ok();
        query(address, arm, "INSERT INTO kept VALUES (7)").ok();
    }
    let runaway = thread::spawn(move || {
        let sql = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
        let body = json!({ "sql": sql, "tenant": "runaway" }).to_string();
        try_send(address, &Request::new("POST", "/native/query").body(body.as_bytes()))
    });
    up.await_said("serves again");
    for arm in arms {
        let rows = query(address, arm, "SELECT n FROM kept").rows();
        assert_eq!(rows[0][0].as_f64(), Some(7.0), "{arm}: {rows}");
    }
    let lost = runaway.join().unwrap();
    assert!(lost.is_err(), "what was under way got an answer: {lost:?}");
    up.signal(Signal::SIGTERM);
    let ended = up.end();
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("gave no answer for 8 s"), "{}", ended.said);
}
