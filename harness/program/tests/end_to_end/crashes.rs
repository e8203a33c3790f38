//! The process is killed in the middle of writing, again and again: what was acknowledged is there, once.
//!
//! Whoever wrote under a key and heard nothing asks again, and is there once whatever became of the first try. Whoever wrote
//! without one is there once or not at all.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use serde_json::{Value, json};
use shared::routing::Routing;
use statistics::Random;

use crate::lab::{
    ARMS, Lab, POSTGRES_ARMS, Request, assert_same, configuration_with_postgres, poll,
    spread_configuration_with_postgres, try_send,
};

const KILLS: usize = 50;
/// Kills where compute is spread over isolates.
const KILLS_OF_SEVERAL: usize = 12;
const ISOLATES: usize = 3;
/// What the moments of those kills follow from.
const SEED: u64 = 20_261_128;
/// Longest time between the last acknowledged write that was waited for and the kill: a few writes of every arm.
const LONGEST_DELAY_US: usize = 30_000;
const TENANT: &str = "crashes";

/// Whether a write can be asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// Under a key of its own: a retry is answered and not executed.
    Once,
    /// Without a key: it happens at most once, since nobody retries it.
    AtMostOnce,
}

/// When the process is killed.
#[derive(Clone, Copy, Debug)]
struct Moment {
    acknowledged: usize,
    delay: Duration,
}

/// One intent: an insert of a name of its own and an increment, as one transaction.
#[derive(Clone, Debug)]
struct Intent {
    arm: &'static str,
    name: String,
    promise: Promise,
}

impl Intent {
    fn body(&self) -> Value {
        let mut body = json!({
            "statements": [
                { "sql": format!("INSERT INTO names VALUES ('{}')", self.name) },
                { "sql": "UPDATE counter SET n = n + 1" },
            ],
            "tenant": TENANT,
        });
        if self.promise == Promise::Once {
            body["idempotency_key"] = json!(self.name);
        }
        body
    }
}

/// Every arm with every engine that it has.
fn every_arm() -> impl Iterator<Item = &'static str> {
    ARMS.into_iter().chain(POSTGRES_ARMS)
}

/// What writers heard.
#[derive(Default)]
struct Heard {
    acknowledged: Mutex<Vec<Intent>>,
    unanswered: Mutex<Vec<Intent>>,
}

fn push(list: &Mutex<Vec<Intent>>, intent: Intent) {
    list.lock().unwrap_or_else(PoisonError::into_inner).push(intent);
}

fn take(list: &Mutex<Vec<Intent>>) -> Vec<Intent> {
    std::mem::take(&mut *list.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Writes without pause until the process is gone.
fn write_until_killed(
    lab: &Lab,
    heard: &Heard,
    is_killed: &AtomicBool,
    (arm, promise): (&'static str, Promise),
    writer: &str,
) {
    for number in 0.. {
        let intent = Intent { arm, name: format!("{writer}-{number}"), promise };
        let path = format!("/{arm}/query");
        let body = intent.body().to_string();
        match try_send(lab.address("router"), &Request::new("POST", &path).body(body.as_bytes())) {
            Ok(answer) if answer.status == 200 => push(&heard.acknowledged, intent),
            Ok(answer) => {
                // An object that ends with its process may still be reported by a router that lives a little longer.
                assert!(is_killed.load(Relaxed) && answer.is_retryable(), "{arm}: {}", answer.body);
                push(&heard.unanswered, intent);
            }
            Err(_) => push(&heard.unanswered, intent),
        }
        if is_killed.load(Relaxed) {
            return;
        }
    }
}

/// Lets writers work on all arms, kills the process in the middle of it, and starts another.
fn write_and_kill(lab: &mut Lab, heard: &Heard, round: usize, writers: &[Promise], moment: Moment) {
    let before = heard.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len();
    let is_killed = AtomicBool::new(false);
    let process = Pid::from_raw(i32::try_from(lab.process_id()).unwrap());
    thread::scope(|scope| {
        for arm in every_arm() {
            for (writer, &promise) in writers.iter().enumerate() {
                let (lab, is_killed) = (&*lab, &is_killed);
                let name = format!("{round}-{writer}");
                scope.spawn(move || write_until_killed(lab, heard, is_killed, (arm, promise), &name));
            }
        }
        poll("writes are acknowledged", Duration::from_secs(20), || {
            let acknowledged = heard.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len() - before;
            (acknowledged >= moment.acknowledged).then_some(())
        });
        // Nothing is waited for here: this is how far into the next writes the kill comes.
        thread::sleep(moment.delay);
        is_killed.store(true, Relaxed);
        signal::kill(process, Signal::SIGKILL).unwrap();
    });
    lab.crash_and_restart();
}

#[test]
fn every_acknowledged_write_survives_fifty_kills_exactly_once() {
    let mut lab = Lab::start(&configuration_with_postgres());
    // A different moment in each round: after so many acknowledged writes.
    let moments = (0..KILLS).map(|round| Moment { acknowledged: 10 + round * 7 % 40, delay: Duration::ZERO });
    kill_again_and_again(&mut lab, &[Promise::Once; 2], moments);
}

#[test]
fn kills_at_any_moment_lose_and_double_nothing_where_compute_is_spread_over_isolates() {
    let mut lab = Lab::start(&spread_configuration_with_postgres(ISOLATES, Routing::Random));
    let mut random = Random::seeded(SEED);
    let moments = (0..KILLS_OF_SEVERAL).map(|_| {
        let acknowledged = 1 + random.below(60);
        let micros = u64::try_from(random.below(LONGEST_DELAY_US)).unwrap();
        Moment { acknowledged, delay: Duration::from_micros(micros) }
    });
    kill_again_and_again(&mut lab, &[Promise::Once, Promise::AtMostOnce, Promise::Once], moments);
}

fn kill_again_and_again(lab: &mut Lab, writers: &[Promise], moments: impl Iterator<Item = Moment>) {
    for arm in every_arm() {
        let schema =
            ["CREATE TABLE names (name TEXT)", "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)"];
        lab.batch(arm, TENANT, &schema).ok();
    }
    let heard = Heard::default();
    // What has to be there, and what may be.
    let (mut expected, mut possible) = (Vec::new(), Vec::new());
    let mut retried = 0;
    for (round, moment) in moments.enumerate() {
        write_and_kill(lab, &heard, round, writers, moment);
        expected.extend(take(&heard.acknowledged));
        for arm in every_arm() {
            check_acknowledged(lab, arm, &expected);
        }
        // Nobody knows what became of the others; sent again under their keys they are there once, whatever it was.
        for intent in take(&heard.unanswered) {
            match intent.promise {
                Promise::Once => {
                    retried += 1;
                    lab.post(&format!("/{}/query", intent.arm), &intent.body()).ok();
                    expected.push(intent);
                }
                Promise::AtMostOnce => possible.push(intent),
            }
        }
        for arm in every_arm() {
            check_all(lab, arm, &expected, &possible);
        }
    }
    assert!(retried > 0, "no kill came in the middle of a write");
}

fn names_of(arm: &str, intents: &[Intent]) -> Vec<String> {
    let mut names: Vec<_> =
        intents.iter().filter(|intent| intent.arm == arm).map(|intent| intent.name.clone()).collect();
    names.sort();
    names
}

fn stored_names(lab: &Lab, arm: &str) -> Vec<String> {
    let rows = lab.query(arm, TENANT, "SELECT name FROM names ORDER BY name").rows();
    let mut names: Vec<_> = rows.as_array().unwrap().iter().map(|row| row[0].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Right after a kill: what was acknowledged is there, nothing is there twice, and the counter fits the names.
#[track_caller]
fn check_acknowledged(lab: &Lab, arm: &str, acknowledged: &[Intent]) {
    let stored = stored_names(lab, arm);
    assert!(stored.windows(2).all(|pair| pair[0] != pair[1]), "{arm}: a write happened twice");
    let lost: Vec<_> =
        names_of(arm, acknowledged).into_iter().filter(|name| stored.binary_search(name).is_err()).collect();
    assert!(lost.is_empty(), "{arm}: acknowledged and lost: {lost:?}");
    assert_same(&lab.query(arm, TENANT, "SELECT n FROM counter").rows(), &json!([[stored.len()]]), arm);
}

/// After the retries: exactly the intents are there, and of those that nobody asked for again any, once.
#[track_caller]
fn check_all(lab: &Lab, arm: &str, expected: &[Intent], possible: &[Intent]) {
    let stored = stored_names(lab, arm);
    let mut all = names_of(arm, expected);
    all.extend(names_of(arm, possible).into_iter().filter(|name| stored.binary_search(name).is_ok()));
    all.sort();
    assert_eq!(stored, all, "{arm}");
    assert_same(&lab.query(arm, TENANT, "SELECT n FROM counter").rows(), &json!([[stored.len()]]), arm);
    if !POSTGRES_ARMS.contains(&arm) {
        assert_eq!(lab.query(arm, TENANT, "PRAGMA quick_check").rows(), json!([["ok"]]), "{arm}");
    }
}
