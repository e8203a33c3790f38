//! What can be untrue, and what has to be true at every turn.

use std::collections::BTreeMap;

use shared::{limits, tables::Tables, timing::UnixMillis, value::Value};

use super::super::host::Host;
use crate::outbox::Parcel;

/// What was not true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// A call that was stored has no effect.
    Lost,
    /// A continuation did not run.
    Unheard,
    /// An effect was made twice, or a continuation ran twice.
    Doubled,
    /// Effects are not in the order of their calls.
    Reordered,
    /// An effect that nobody called for, or somebody was told what is not so.
    Untrue,
    /// Something is pending, and nothing will ever take it up.
    Left,
    /// Rows are pending, and no alarm would find them after a death.
    Unarmed,
    /// An alarm is set for nothing.
    Armed,
    /// A row is still there, and the other end was told that its answers need not be kept.
    Acknowledged,
    /// More messages are under way than there is credit for.
    Credits,
    /// A call was given up without need.
    Dead,
    /// It never comes to an end.
    Restless,
}

/// What was not true in one run.
#[derive(Default)]
pub(super) struct Faults(pub(super) BTreeMap<Fault, String>);

impl Faults {
    pub(super) fn add(&mut self, fault: Fault, words: String) {
        self.0.entry(fault).or_insert(words);
    }
}

/// Whether the object has the library's tables yet.
pub(super) fn has_tables(host: &Host) -> bool {
    let sql = "SELECT 1 FROM sqlite_master WHERE name = 'durable_lane'";
    !host.tables.rows(sql, Vec::new()).expect("it is there").is_empty()
}

/// The first column of the first row, as a number.
pub(super) fn first(host: &Host, sql: &'static str) -> Option<u64> {
    let rows = host.tables.rows(sql, Vec::new()).expect("the tables are there");
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(number)) => Some((*number).try_into().expect("it is not negative")),
        Some(_) | None => None,
    }
}

/// Until when an alarm has to ring, as the rows say: none where nothing is pending. Zero stands for any time.
pub(super) fn due(host: &Host, now: u64) -> Option<u64> {
    if !has_tables(host) {
        return None;
    }
    let work =
        first(host, "SELECT 1 FROM durable_outbox LIMIT 1").map(|_| now + u64::from(limits::DURABLE_WATCHDOG_MS));
    let timer = first(host, "SELECT min(due) FROM durable_timer").map(|due| due.max(now));
    work.into_iter().chain(timer).min()
}

/// What is wrong with the alarm, if anything.
pub(super) fn unarmed(host: &Host, now: u64) -> Option<String> {
    let due = due(host, now)?;
    match host.alarm.get() {
        None => Some("has rows that are pending, and no alarm".to_owned()),
        Some(UnixMillis(at)) if at > due && at > now + 2_000 => Some(format!("rings at {at}, and has to at {due}")),
        Some(_) => None,
    }
}

/// What a message acknowledges is in no row any more.
pub(super) fn check_acknowledged(host: &Host, parcel: &Parcel, faults: &mut Faults) {
    let sql = "SELECT min(o.first) FROM durable_outbox o JOIN durable_lane l USING (lane) WHERE l.object = ?";
    let rows = host.tables.rows(sql, vec![Value::Text(parcel.target.object.clone())]).expect("the tables are there");
    if let Some([Value::Integer(first)]) = rows.first().map(Vec::as_slice)
        && u64::try_from(*first).expect("it is a number of a call") <= parcel.delivery.acknowledged
    {
        let words = format!("{} is acknowledged, and a row begins at {first}", parcel.delivery.acknowledged);
        faults.add(Fault::Acknowledged, words);
    }
}
