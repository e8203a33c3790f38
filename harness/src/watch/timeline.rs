//! What an instance did, by operation: when each was under way, how often it was tried, and how late it was.

use std::collections::BTreeMap;

use super::source::{Event, Status};

/// What an instance did.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    pub(super) status: Status,
    /// The operations, in the order in which they were made.
    pub(super) rows: Vec<Row>,
    /// What befell the instance as a whole.
    pub(super) marks: Vec<Mark>,
    /// From its acceptance to the last thing that is known, in milliseconds; at least one.
    pub(super) length_ms: u64,
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) operation: u32,
    pub(super) name: String,
    /// Of how many scopes it is inside.
    pub(super) depth: usize,
    /// From the acceptance on.
    pub(super) began_ms: u64,
    pub(super) ended_ms: Option<u64>,
    pub(super) end: End,
    /// How often it was tried, or looked at.
    pub(super) attempts: u32,
    /// What failed attempts said.
    pub(super) failures: Vec<String>,
    /// How long after its time it ended, where it ended by its time.
    pub(super) late_ms: Option<u64>,
    /// What it came to, or why it did not.
    pub(super) outcome: Option<String>,
    due_ms: Option<u64>,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is under way.
    Open,
    /// It has its outcome.
    Done,
    /// It failed.
    Failed,
    /// The code did not wait for it any more: it lost a race, or its instance ended.
    GivenUp,
}

impl End {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Open => "under way",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::GivenUp => "given up",
        }
    }
}

/// Something that befell the whole instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) at_ms: u64,
    pub(super) kind: String,
}

impl Timeline {
    /// Of what an instance is and did.
    pub(super) fn of(status: Status, events: Vec<Event>) -> Self {
        let begin = status.accepted_ms;
        let last = events.iter().map(|event| event.at_ms).max().unwrap_or(begin);
        let mut timeline = Self { status, length_ms: last.saturating_sub(begin).max(1), ..Self::default() };
        let mut places: BTreeMap<u32, usize> = BTreeMap::new();
        for event in events {
            timeline.take(event, begin, &mut places);
        }
        // What has no outcome when everything has ended, nobody waited for.
        if timeline.status.ended_ms.is_some() {
            for row in timeline.rows.iter_mut().filter(|row| row.end == End::Open) {
                row.end = End::GivenUp;
            }
        }
        timeline
    }

    fn take(&mut self, event: Event, begin: u64, places: &mut BTreeMap<u32, usize>) {
        let at_ms = event.at_ms.saturating_sub(begin);
        let (Some(operation), false) = (event.operation, event.kind == "restarted_from") else {
            if event.kind == "resumed" {
                self.shift(at_ms);
            }
            self.marks.push(Mark { at_ms, kind: event.kind });
            return;
        };
        if matches!(event.kind.as_str(), "began" | "step") {
            let depth = event.scope.and_then(|scope| places.get(&scope)).and_then(|place| self.rows.get(*place));
            let row = Row {
                operation,
                name: event.name.clone().unwrap_or_default(),
                depth: depth.map_or(0, |scope| scope.depth + 1),
                began_ms: at_ms,
                ended_ms: None,
                end: End::Open,
                attempts: 1,
                failures: Vec::new(),
                late_ms: None,
                outcome: None,
                due_ms: event.due_ms.map(|due| due.saturating_sub(begin)),
            };
            places.insert(operation, self.rows.len());
            self.rows.push(row);
        }
        let Some(row) = places.get(&operation).and_then(|place| self.rows.get_mut(*place)) else { return };
        match event.kind.as_str() {
            "attempt_failed" => row.failures.extend(event.error),
            "attempt" => row.attempts += 1,
            "step" | "done" | "answered" | "closed" => {
                (row.ended_ms, row.end) = (Some(at_ms), if event.error.is_some() { End::Failed } else { End::Done });
                row.outcome = event.error.or_else(|| event.output.map(|output| output.to_string()));
                if row.name.starts_with("sleep") {
                    row.late_ms = row.due_ms.map(|due| at_ms.saturating_sub(due));
                }
            }
            _ => {}
        }
    }

    /// A pause has ended: what is due is due later by its length.
    fn shift(&mut self, resumed_ms: u64) {
        let Some(paused) = self.marks.iter().rfind(|mark| mark.kind == "paused") else { return };
        let length = resumed_ms.saturating_sub(paused.at_ms);
        for due in self.rows.iter_mut().filter(|row| row.end == End::Open).filter_map(|row| row.due_ms.as_mut()) {
            *due += length;
        }
    }

    /// What it comes to in numbers, by the names that are usual.
    pub(super) fn numbers(&self) -> Vec<(&'static str, String)> {
        let count = |is: fn(&Row) -> bool| self.rows.iter().filter(|row| is(row)).count();
        let milliseconds = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value} ms"));
        // Of what follows each other outside of scopes, how long it took from the end of one to the next.
        let outer: Vec<&Row> = self.rows.iter().filter(|row| row.depth == 0).collect();
        let gap = |pair: &[&Row]| Some(pair[1].began_ms.saturating_sub(pair[0].ended_ms?));
        vec![
            ("state", self.status.state.clone()),
            ("duration", milliseconds(self.status.ended_ms.map(|_| self.length_ms))),
            ("operations", self.rows.len().to_string()),
            ("failed attempts", self.rows.iter().map(|row| row.failures.len()).sum::<usize>().to_string()),
            ("given up", count(|row| row.end == End::GivenUp).to_string()),
            ("time to first step", milliseconds(self.rows.first().map(|row| row.began_ms))),
            ("longest step to step", milliseconds(outer.windows(2).filter_map(gap).max())),
            ("greatest schedule lateness", milliseconds(self.rows.iter().filter_map(|row| row.late_ms).max())),
        ]
    }
}
