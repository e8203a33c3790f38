//! One JSON object per event and line, for a program that watches.
//!
//! An object holds the fields of its [`Event`] under the tag `event`, `elapsed_ms` since the view began, `remaining_ms` where
//! that can be told, and for `measured` the `ratios` of the cell so far: `arm`, `control`, `value`, `lower` and `upper`.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use serde::Serialize;

use super::{Event, View, state::State};
use crate::ranged::Ranged;

/// The objects of one run.
pub(super) struct Json<W> {
    out: W,
    began: Instant,
    state: State,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    event: &'a Event,
    elapsed_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratios: Option<Vec<Ratio<'a>>>,
}

#[derive(Serialize)]
struct Ratio<'a> {
    arm: &'a str,
    control: bool,
    #[serde(flatten)]
    found: Ranged,
}

impl<W: Write> Json<W> {
    /// Starts the clock.
    pub(super) fn start(out: W) -> Self {
        Self { out, began: Instant::now(), state: State::default() }
    }

    /// Takes in an event that came that long after the start.
    pub(super) fn tell_at(&mut self, event: &Event, elapsed: Duration) {
        self.state.take(event, elapsed);
        let ratios = matches!(event, Event::Measured { .. }).then(|| {
            let ratios = self.state.current().map(|(_, cell)| cell.ratios()).unwrap_or_default();
            ratios.into_iter().map(|(arm, known, found)| Ratio { arm, control: known.control, found }).collect()
        });
        let remaining_ms = self.state.remaining(elapsed).map(milliseconds);
        let line = Line { event, elapsed_ms: milliseconds(elapsed), remaining_ms, ratios };
        if let Ok(text) = serde_json::to_string(&line) {
            // Whoever stopped reading the progress still wants the run.
            let _ = self.out.write_all(format!("{text}\n").as_bytes());
        }
    }
}

impl<W: Write> View for Json<W> {
    fn tell(&mut self, event: &Event) {
        self.tell_at(event, self.began.elapsed());
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
