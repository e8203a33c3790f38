//! What a journal says as a whole: which of its operations have a time, and what it was before one of them was made.

use std::collections::{BTreeMap, BTreeSet};

use shared::{
    error::{ErrorCode, Failure},
    timing::UnixMillis,
    workflow::{OperationTold, Point},
};

use crate::{
    entry::{Bytes, Entry, Kind, Mark, Outcome},
    error::Error,
};

/// How many operations of one name are told where one was meant.
const OTHERS_TOLD: usize = 5;

/// The operations that have no outcome and a time at which they end by themselves, or go on. None where the journal ends in a pause,
/// behind which they are later.
pub(crate) fn due<'a>(journal: impl IntoIterator<Item = &'a Entry>) -> Vec<(u32, UnixMillis)> {
    let (mut due, mut is_paused) = (BTreeMap::new(), false);
    for entry in journal {
        match entry {
            Entry::Began { mark, due: Some(at) } => _ = due.insert(mark.operation, *at),
            Entry::Failed { operation, due: at, .. }
            | Entry::Checked { operation, due: at, .. }
            | Entry::Beat { operation, due: at } => _ = due.insert(*operation, *at),
            Entry::Attempted { operation, .. }
            | Entry::Completed { operation, .. }
            | Entry::Answered { operation, .. }
            | Entry::Arrived { operation, .. } => _ = due.remove(operation),
            Entry::Paused => is_paused = true,
            Entry::Resumed { shift_ms } => {
                is_paused = false;
                for at in due.values_mut() {
                    *at = at.saturating_add(*shift_ms);
                }
            }
            Entry::At(_)
            | Entry::Accepted
            | Entry::Began { due: None, .. }
            | Entry::Did { .. }
            | Entry::Cancelling
            | Entry::Ended(_)
            | Entry::In(_)
            | Entry::Closed { .. }
            | Entry::ChildOf(_)
            | Entry::Lap(_)
            | Entry::CancelAsked
            | Entry::Started
            | Entry::Again(_) => {}
        }
    }
    if is_paused { Vec::new() } else { due.into_iter().map(|(operation, at)| (operation, UnixMillis(at))).collect() }
}

/// What is left of an instance that goes on from one of its operations.
#[derive(Debug)]
pub(crate) struct Before {
    /// The first operation that is not taken over.
    pub(crate) from: u32,
    /// The journal up to there, without its beginning; and behind it what had come by the end of the whole journal for the operations
    /// that are taken over.
    pub(crate) entries: Vec<Entry>,
    /// Operations that are made again.
    pub(crate) again: Vec<OperationTold>,
    /// When what is taken over and open ends by itself, or goes on.
    pub(crate) due: Vec<(u32, UnixMillis)>,
    /// Calls that were under way, and are told that they failed, if the code still waits for them there.
    pub(crate) failed: Vec<OperationTold>,
    /// Events that were taken by what is made again, in order: they wait again.
    pub(crate) events: Vec<(String, Vec<u8>)>,
    /// Operations that are taken over, but for steps that were done at once.
    pub(crate) made: BTreeSet<u32>,
}

/// The journal as it was before an operation was made.
///
/// Everything that was made before it is taken over, with what it came to; also what came later, which is then told behind the
/// journal. Attempts that were under way are made again, as after a death of the object, and those that were made or failed after that
/// place are not counted. Children that were under way go on.
pub(crate) fn before(journal: &[Entry], from: &Point, now: u64) -> Result<Before, Failure> {
    let (place, from) = find(journal, from)?;
    let (earlier, later) = journal.split_at(place);
    if earlier.iter().any(|entry| matches!(entry, Entry::Cancelling)) {
        return Err(bad(format!(
            "operation {from} was made while the instance was being cancelled; name an earlier one"
        )));
    }
    let made: BTreeMap<u32, &Mark> = earlier.iter().filter_map(began).map(|mark| (mark.operation, mark)).collect();
    let mut kept: BTreeSet<u32> = earlier.iter().filter_map(outcome).map(|(operation, _)| operation).collect();
    let mut entries: Vec<Entry> = earlier.iter().filter(|entry| !is_left_out(entry)).cloned().collect();
    while entries.pop_if(|entry| matches!(entry, Entry::At(_) | Entry::In(_))).is_some() {}
    // What is made from here on is made now.
    entries.push(Entry::At(now));
    let mut waits: BTreeMap<u32, &str> = BTreeMap::new();
    let (mut again, mut events) = (Vec::new(), Vec::new());
    for entry in later {
        if let Some(mark) = made_by(entry) {
            again.push(told(mark));
            if mark.kind == Kind::Wait {
                waits.insert(mark.operation, &mark.name);
            }
        }
        let Some((operation, outcome)) = outcome(entry) else { continue };
        if made.contains_key(&operation) {
            if kept.insert(operation) {
                entries.push(Entry::Arrived { operation, outcome: outcome.clone() });
            }
        } else if let (Some(name), Ok(Bytes(payload))) = (waits.remove(&operation), outcome) {
            events.push((name.to_owned(), payload.clone()));
        }
    }
    let is_open = |operation: &u32| !kept.contains(operation);
    let mut failed = Vec::new();
    for (operation, mark) in made.iter().filter(|(operation, mark)| mark.kind == Kind::Call && is_open(operation)) {
        failed.push(told(mark));
        let message = "it was under way when the instance was restarted from a later operation".to_owned();
        let error = Error::CallFailed { failure: Failure::new(ErrorCode::InstanceState, message) };
        entries.push(Entry::Arrived { operation: *operation, outcome: Err(error) });
    }
    // Attempts are made again at once, or when that was due at that place; the others have the times that they have by now.
    let is_tried = |operation: &u32| made.get(operation).is_some_and(|mark| mark.kind.is_tried());
    let tried = due(earlier).into_iter().filter(|(operation, _)| is_tried(operation));
    let others = due(journal).into_iter().filter(|(operation, _)| made.contains_key(operation) && !is_tried(operation));
    let due = tried.chain(others).filter(|(operation, _)| is_open(operation)).collect();
    let made = made.into_keys().collect();
    Ok(Before { from, entries, again, due, failed, events, made })
}

/// Where the operation is made, and its number.
fn find(journal: &[Entry], from: &Point) -> Result<(usize, u32), Failure> {
    let is_meant = |mark: &Mark| match from {
        Point::Operation(operation) => mark.operation == *operation,
        Point::Name(name) => mark.name == *name,
    };
    let made = journal.iter().enumerate().filter_map(|(place, entry)| Some((place, made_by(entry)?)));
    let mut found = made.filter(|(_, mark)| is_meant(mark)).map(|(place, mark)| (place, mark.operation));
    let Some(first) = found.next() else {
        let what = match from {
            Point::Operation(operation) => format!("operation {operation}"),
            Point::Name(name) => format!("operation of the name {name:?}"),
        };
        return Err(bad(format!("the instance has made no {what}; its journal tells the numbers and names of all")));
    };
    let others: Vec<String> = found.take(OTHERS_TOLD).map(|(_, operation)| operation.to_string()).collect();
    if others.is_empty() {
        return Ok(first);
    }
    Err(bad(format!("operations {}, {} have that name; say which by its number", first.1, others.join(", "))))
}

fn bad(message: String) -> Failure {
    Failure::new(ErrorCode::BadChoice, message)
}

/// What stands at the beginning of each journal, and is written anew; and what the instance does not come to again.
fn is_left_out(entry: &Entry) -> bool {
    matches!(
        entry,
        Entry::Accepted
            | Entry::Started
            | Entry::ChildOf(_)
            | Entry::Lap(_)
            | Entry::Again(_)
            | Entry::CancelAsked
            | Entry::Ended(_)
    )
}

fn made_by(entry: &Entry) -> Option<&Mark> {
    match entry {
        Entry::Began { mark, .. } | Entry::Did { mark, .. } => Some(mark),
        _ => None,
    }
}

/// An operation whose outcome comes later.
fn began(entry: &Entry) -> Option<&Mark> {
    match entry {
        Entry::Began { mark, .. } => Some(mark),
        _ => None,
    }
}

/// What came of an operation that had begun before.
fn outcome(entry: &Entry) -> Option<(u32, &Outcome)> {
    match entry {
        Entry::Completed { operation, outcome }
        | Entry::Answered { operation, outcome }
        | Entry::Arrived { operation, outcome } => Some((*operation, outcome)),
        _ => None,
    }
}

fn told(mark: &Mark) -> OperationTold {
    OperationTold { operation: mark.operation, name: format!("{} {}", mark.kind.words(), mark.name) }
}

/// Entries in rows of at most so many, each of which says anew when and where its entries were made.
pub(crate) fn rows(entries: Vec<Entry>, most: usize) -> Vec<Vec<Entry>> {
    let (mut rows, mut at, mut scope): (Vec<Vec<Entry>>, _, _) = (Vec::new(), None, None);
    for entry in entries {
        match &entry {
            Entry::At(now) => at = Some(*now),
            Entry::In(made_in) => scope = *made_in,
            _ => {}
        }
        match rows.last_mut() {
            Some(row) if row.len() < most => row.push(entry),
            Some(_) => rows.push(at.map(Entry::At).into_iter().chain([Entry::In(scope), entry]).collect()),
            None => rows.push(vec![entry]),
        }
    }
    rows
}
