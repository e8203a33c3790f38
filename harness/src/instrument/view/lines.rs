//! Plain lines for a log: at most one in five seconds, and the first ratio of every cell as soon as there is one.

use std::{
    collections::BTreeSet,
    io::Write,
    time::{Duration, Instant},
};

use super::{Event, View, draw, state::State};
use crate::terminal::{printable, seconds};

/// Least time between two lines of the same kind of news.
const QUIET: Duration = Duration::from_secs(5);

/// The lines of one run.
pub(super) struct Lines<W> {
    out: W,
    began: Instant,
    told: Option<Duration>,
    known: BTreeSet<String>,
    state: State,
}

impl<W: Write> Lines<W> {
    /// Starts the clock.
    pub(super) fn start(out: W) -> Self {
        Self { out, began: Instant::now(), told: None, known: BTreeSet::new(), state: State::default() }
    }

    /// Takes in an event that came that long after the start.
    pub(super) fn tell_at(&mut self, event: &Event, elapsed: Duration) {
        self.state.take(event, elapsed);
        match event {
            Event::Planned { .. } => {}
            Event::Told { what } => self.write(&printable(what)),
            Event::Prepared { .. } => self.write_rarely(elapsed),
            Event::Measured { cell, .. } => {
                if self.is_first_ratio(cell) {
                    self.write_progress(elapsed);
                } else {
                    self.write_rarely(elapsed);
                }
            }
            Event::Ended { complete: true } => self.write(&format!("100 %  measured in {}", seconds(elapsed))),
            Event::Ended { complete: false } => self.write(&format!("ended early after {}", seconds(elapsed))),
        }
    }

    fn is_first_ratio(&mut self, cell: &str) -> bool {
        // Whether it is known comes first: a ratio is not worth computing for every pair only to be dropped.
        let is_new =
            !self.known.contains(cell) && self.state.current().is_some_and(|(_, current)| !current.ratios().is_empty());
        is_new && self.known.insert(cell.to_owned())
    }

    fn write_rarely(&mut self, elapsed: Duration) {
        if self.told.is_none_or(|told| elapsed.saturating_sub(told) >= QUIET) {
            self.write_progress(elapsed);
        }
    }

    fn write_progress(&mut self, elapsed: Duration) {
        self.told = Some(elapsed);
        self.write(&draw::log(&self.state, elapsed));
    }

    fn write(&mut self, line: &str) {
        // Whoever stopped reading the progress still wants the run.
        let _ = self.out.write_all(format!("{line}\n").as_bytes());
    }
}

impl<W: Write> View for Lines<W> {
    fn tell(&mut self, event: &Event) {
        self.tell_at(event, self.began.elapsed());
    }
}
