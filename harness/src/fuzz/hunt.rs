//! The clients: each sends its requests one after the other on its own connection and judges every answer.

use std::{
    net::SocketAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    connection::{Answer, Connection},
    database::Database,
    findings::{Failure, Findings},
    isolates,
    judge::{self, Kind},
    message::Message,
    object_calls, query, routes,
    source::Source,
    sql::Grammars,
    workflows,
};
use crate::error::{Error, Result};

/// Longest wait for an answer. A query has 10 s by its own bound, the router adds a second, and one that came in behind a costly
/// one of another client waits for that on the one thread of the local runtime.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Failures after which nobody needs more of them.
const ENOUGH: usize = 200;

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// How many requests there are, over all clients.
    pub requests: usize,
    /// How many clients send at the same time.
    pub clients: usize,
    /// Whom they ask.
    pub databases: Vec<Database>,
    /// After which time no more is sent.
    pub most: Option<Duration>,
}

/// What clients share.
struct Shared<'run> {
    plan: &'run Plan,
    address: SocketAddr,
    grammars: Grammars,
    /// Held by the one costly request that is under way: two at once would only wait for each other until their deadlines.
    costly: Mutex<()>,
    failed: AtomicUsize,
    began: Instant,
    stop: &'run AtomicBool,
    progress: &'run (dyn Fn(usize) + Sync),
    sent: AtomicUsize,
}

/// Makes the databases, sends everything, and looks at the end whether every database still has what is its own.
///
/// `progress` hears how many requests were sent; `stop` ends the sending early.
pub fn hunt(
    plan: &Plan,
    address: SocketAddr,
    stop: &AtomicBool,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Findings> {
    let began = Instant::now();
    let mut connection = Connection::to(address, PATIENCE);
    for database in &plan.databases {
        let message = Message::post(database.path(), database.make().to_string());
        match connection.ask(&message) {
            Ok(Answer { status: 200, .. }) => {}
            other => return Err(Error::internal(format!("{database} cannot be made: {other:?}"))),
        }
    }
    let (grammars, costly, failed, sent) =
        (Grammars::new(), Mutex::default(), AtomicUsize::new(0), AtomicUsize::new(0));
    let shared = Shared { plan, address, grammars, costly, failed, began, stop, progress, sent };
    let mut findings = Findings::default();
    let parts: Vec<Findings> = thread::scope(|scope| {
        let clients: Vec<_> = (0..plan.clients)
            .map(|client| {
                scope.spawn({
                    let shared = &shared;
                    move || send(shared, client)
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("a client does not panic")).collect()
    });
    for part in parts {
        findings.append(part);
    }
    for database in &plan.databases {
        findings.failures.extend(check(database, &mut connection));
    }
    findings.elapsed = began.elapsed();
    Ok(findings)
}

/// All requests of one client.
fn send(shared: &Shared<'_>, client: usize) -> Findings {
    let Shared { plan, .. } = shared;
    let mut connection = Connection::to(shared.address, PATIENCE);
    let mut findings = Findings::default();
    let mut cursor = None;
    let share = plan.requests / plan.clients + usize::from(client < plan.requests % plan.clients);
    for number in 0..share {
        let is_over = plan.most.is_some_and(|most| shared.began.elapsed() > most);
        if is_over || shared.stop.load(Relaxed) || shared.failed.load(Relaxed) > ENOUGH {
            break;
        }
        let (message, asked) = request(plan, &shared.grammars, (client, number), cursor.as_deref());
        let guard = message.is_expensive.then(|| shared.costly.lock().unwrap_or_else(PoisonError::into_inner));
        let result = connection.ask(&message);
        drop(guard);
        if let Some(found) = result.as_ref().ok().and_then(|answer| cursor_of(&message, answer)) {
            cursor = Some(found);
        }
        let judged = judge::judge(&message, asked, &result, &plan.databases);
        findings.count(judged.outcome);
        if let Some((kind, found)) = judged.fault {
            shared.failed.fetch_add(1, Relaxed);
            let whom = asked.map_or_else(|| "nobody in particular".to_owned(), ToString::to_string);
            let place = format!("client {client}, request {number}, {whom}");
            findings.failures.push(Failure { kind, found, place, message });
        }
        (shared.progress)(shared.sent.fetch_add(1, Relaxed) + 1);
    }
    findings
}

/// Request `number` of client `client`, which depends on nothing else but the seed, and the database that it is made for. Only the
/// cursor of a benchmark comes from an answer: nobody can make one up.
fn request<'plan>(
    plan: &'plan Plan,
    grammars: &Grammars,
    (client, number): (usize, usize),
    cursor: Option<&str>,
) -> (Message, Option<&'plan Database>) {
    let of = |number: usize| u64::try_from(number).unwrap_or_default();
    let mut source = Source::of(plan.seed, of(client), of(number));
    let source = &mut source;
    let database = source.pick(&plan.databases);
    match source.below(100) {
        0 | 1 => (query::renewal(database), Some(database)),
        2..=4 => (routes::about(database, source), Some(database)),
        5..=11 => (routes::anywhere(source), None),
        12..=14 => (routes::measured_call(source), None),
        15 => (routes::benchmark(cursor, source), None),
        16 => (object_calls::object_call(source), None),
        17 | 18 => (workflows::workflow(source), None),
        19 | 20 => (isolates::isolate(source), None),
        _ => (query::query(database, grammars, source), Some(database)),
    }
}

/// The cursor of a benchmark that is not done.
fn cursor_of(message: &Message, answer: &Answer) -> Option<String> {
    let body = message.target.starts_with("/benchmark/").then_some(&answer.body)?;
    let body: Value = serde_json::from_slice(body).ok()?;
    body.get("cursor")?.as_str().map(str::to_owned)
}

/// What is wrong with a database after everything.
fn check(database: &Database, connection: &mut Connection) -> Vec<Failure> {
    let mut failures = Vec::new();
    let questions =
        [(Kind::Deaf, "select 1", json!([[1]])), (Kind::Marker, "select m from keepsake", json!([[database.marker]]))];
    for (kind, sql, expected) in questions {
        let message = Message::post(database.path(), database.ask(sql).to_string());
        let result = connection.ask(&message);
        let rows = result.as_ref().ok().and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
        // The object's own SQLite has no whole numbers: 1 may be written as 1.0, which is the same.
        if rows.as_ref().and_then(|body| body.get("rows")) != Some(&expected) {
            let found = match &result {
                Ok(Answer { status, body }) => format!("{status} {}", String::from_utf8_lossy(body)),
                Err(silence) => format!("{silence:?}"),
            };
            failures.push(Failure { kind, found, place: format!("at the end, {database}"), message });
        }
    }
    failures
}

#[cfg(test)]
mod tests;
