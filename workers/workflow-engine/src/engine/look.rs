//! Looking at instances: where they are, what they did, and what the tracker is to be told.

use durable::platform::Platform;
use shared::{
    error::Failure,
    limits,
    workflow::{Event, State, Status},
};

use super::{Engine, handle_of, unknown};
use crate::{
    codec,
    entry::{Entry, Kind, Mark, Outcome},
    store::{Piece, Run},
};

/// Events of a row have numbers that follow each other, and there are never more of them.
const IN_A_PIECE: u64 = 1 << 16;

/// What the tracker does not know.
pub struct Untold {
    /// The events, the oldest first.
    pub events: Vec<Event>,
    /// For [`Engine::told`], when it knows these.
    pub up_to: u64,
    /// Whether there are no others by now.
    pub is_all: bool,
}

impl<P: Platform + 'static> Engine<P> {
    /// Where an instance is, and what it came to.
    pub fn status(&self, id: &str) -> Result<Status, Failure> {
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        let live = self.live.borrow().get(&run.number).cloned();
        let end = if run.state.is_end() && live.is_none() { self.store.end(run.number)? } else { None };
        let (output, error) = match end {
            None => (None, None),
            Some(Ok(output)) => (Some(String::from_utf8_lossy(&output).into_owned()), None),
            Some(Err(error)) => (None, Some(error)),
        };
        let in_queue = || (run.state == State::Queued).then(|| "its turn".to_owned()).into_iter().collect();
        let waits_for = live.map_or_else(in_queue, |live| {
            let script = live.script.borrow();
            script.waits().map(|known| format!("{} {:?}", known.mark.kind.words(), known.mark.name)).collect()
        });
        Ok(Status { handle: handle_of(&run, true), input: None, output, error, waits_for, lives: run.lives })
    }

    /// The same, with what it began with.
    pub fn inspect(&self, id: &str) -> Result<Status, Failure> {
        let input = self.find(id)?.map(|run| String::from_utf8_lossy(&run.input).into_owned());
        Ok(Status { input, ..self.status(id)? })
    }

    /// The names of instances in that state, the newest first.
    pub fn list(&self, state: State) -> Result<Vec<String>, Failure> {
        self.store.in_state(state, limits::workflow::TOLD)
    }

    /// What an instance did after the event of that number.
    pub fn events(&self, id: &str, after: u64) -> Result<Vec<Event>, Failure> {
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        let pieces = self.store.journal(run.number, after / IN_A_PIECE)?;
        let events = pieces.into_iter().flat_map(|piece| told(piece, &run.id));
        Ok(events.filter(|event| event.id > after).take(limits::workflow::TOLD).collect())
    }

    /// The oldest events that the tracker does not know; none where it knows all.
    pub fn untold(&self, most_pieces: u64) -> Result<Option<Untold>, Failure> {
        if !self.tracked.is_followed() {
            return Ok(None);
        }
        let after = self.tracked.reached(self.store.told()?.0);
        let pieces = self.store.untold(after, most_pieces)?;
        let (_, last) = self.store.told()?;
        let Some(up_to) = pieces.last().map(|piece| piece.last) else {
            // The last of them are gone.
            return Ok((after < last).then_some(Untold { events: Vec::new(), up_to: last, is_all: true }));
        };
        let mut events = Vec::new();
        for piece in pieces {
            // An instance that was forgotten or begun anew took its pieces with it.
            if let Some(run) = self.name_of(piece.run)? {
                events.extend(told(piece, &run));
            }
        }
        Ok(Some(Untold { events, up_to, is_all: up_to >= last }))
    }

    fn name_of(&self, run: u64) -> Result<Option<String>, Failure> {
        if let Some(live) = self.live.borrow().get(&run) {
            return Ok(Some(live.run.borrow().id.clone()));
        }
        // One that went on as new is told of by the name that it had.
        let name = |run: Run| run.id.split('@').next().unwrap_or_default().to_owned();
        Ok(self.store.run(run)?.map(name))
    }

    /// The tracker knows everything up to there. That is stored by the alarm: what is told twice, the tracker knows by its number.
    pub fn told(&self, up_to: u64) {
        self.tracked.reach(up_to);
    }
}

/// The events of a row.
fn told(piece: Piece, instance: &str) -> Vec<Event> {
    let (mut at_ms, mut made_in, mut events) = (0, None, Vec::new());
    for (place, entry) in (0..).zip(piece.entries) {
        match entry {
            Entry::At(now) => {
                at_ms = now;
                continue;
            }
            Entry::In(scope) => {
                made_in = scope;
                continue;
            }
            // Its name says so, and what has arrived is told when the code is.
            Entry::ChildOf(_) | Entry::Lap(_) | Entry::Arrived { .. } => continue,
            _ => {}
        }
        let scope = matches!(entry, Entry::Began { .. } | Entry::Did { .. }).then_some(made_in).flatten();
        let event = Event {
            id: piece.first * IN_A_PIECE + place,
            instance: instance.to_owned(),
            at_ms,
            kind: String::new(),
            operation: None,
            scope,
            name: None,
            output: None,
            error: None,
            error_kind: None,
            due_ms: None,
        };
        events.push(described(event, entry));
    }
    events
}

fn described(event: Event, entry: Entry) -> Event {
    let kind = |kind: &str| Event { kind: kind.to_owned(), ..event.clone() };
    match entry {
        Entry::At(_) | Entry::In(_) | Entry::ChildOf(_) | Entry::Lap(_) | Entry::Arrived { .. } => event,
        Entry::CancelAsked => kind("cancel_asked"),
        Entry::Again(again) => Event { operation: Some(again.from), ..kind("restarted_from") },
        Entry::Accepted => kind("accepted"),
        Entry::Started => kind("started"),
        Entry::Began { mark, due } => Event { due_ms: due, ..of_mark(kind("began"), &mark) },
        // Whoever reads a journal must not be able to complete a callback.
        Entry::Did { mark, .. } if mark.kind == Kind::Secret => of_mark(kind("step"), &mark),
        Entry::Did { mark, outcome: Ok(bytes) } if mark.kind == Kind::Version => {
            let version = postcard::from_bytes::<u32>(&bytes.0).ok();
            Event { output: version.map(|version| version.to_string()), ..of_mark(kind("step"), &mark) }
        }
        Entry::Did { mark, outcome } => of_outcome(of_mark(kind("step"), &mark), outcome),
        Entry::Failed { operation, message, due, .. } => {
            Event { operation: Some(operation), error: Some(message), due_ms: Some(due), ..kind("attempt_failed") }
        }
        Entry::Completed { operation, outcome } => {
            of_outcome(Event { operation: Some(operation), ..kind("done") }, outcome)
        }
        // What it answered is in the encoding of its method, and is told by nobody but the code.
        Entry::Answered { operation, outcome } => {
            let error = outcome.err().map(|error| error.to_string());
            Event { operation: Some(operation), error, ..kind("answered") }
        }
        Entry::Closed { operation, outcome } => {
            let closed = Event { operation: Some(operation), ..kind("closed") };
            match outcome {
                Ok(bytes) => of_outcome(closed, Ok(bytes.unwrap_or_default())),
                Err(error) => of_outcome(closed, Err(error)),
            }
        }
        Entry::Checked { operation, state, due, .. } => {
            let checked = Event { operation: Some(operation), due_ms: Some(due), ..kind("checked") };
            of_outcome(checked, Ok(state))
        }
        Entry::Attempted { operation, .. } => Event { operation: Some(operation), ..kind("attempt") },
        Entry::Beat { operation, due } => Event { operation: Some(operation), due_ms: Some(due), ..kind("heartbeat") },
        Entry::Cancelling => kind("cancelling"),
        Entry::Paused => kind("paused"),
        Entry::Resumed { .. } => kind("resumed"),
        Entry::Ended(state) => kind(state.as_str()),
    }
}

fn of_mark(event: Event, mark: &Mark) -> Event {
    Event { operation: Some(mark.operation), name: Some(format!("{} {}", mark.kind.words(), mark.name)), ..event }
}

fn of_outcome(event: Event, outcome: Outcome) -> Event {
    match outcome {
        Err(error) => Event { error_kind: Some(error.kind().to_owned()), error: Some(error.to_string()), ..event },
        Ok(bytes) => Event { output: codec::told(bytes.0), ..event },
    }
}
