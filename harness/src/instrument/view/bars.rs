//! Moving lines on a terminal: the whole run, and below it every arm of the cell that is being measured.

use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Event, View, draw, state::State};
use crate::terminal::{printable, tell};

/// Least time between two redraws. No timer redraws in between: it would do so while a block is timed.
const REDRAW: Duration = Duration::from_millis(200);

/// More than all lines of five redraws, since the pace is kept here and a line that is left out would stay old.
const DRAWS_A_SECOND: u8 = 250;

/// The moving lines of one run. They are as wide as the terminal and never wrap; they are gone when the run is over.
pub(super) struct Bars {
    began: Instant,
    drawn: Option<Duration>,
    state: State,
    lines: MultiProgress,
    overall: ProgressBar,
    arms: Vec<ProgressBar>,
}

impl Bars {
    /// Starts the clock.
    pub(super) fn start() -> Self {
        let lines = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(DRAWS_A_SECOND));
        let overall = lines.add(line());
        Self { began: Instant::now(), drawn: None, state: State::default(), lines, overall, arms: Vec::new() }
    }

    fn redraw(&mut self, elapsed: Duration) {
        self.drawn = Some(elapsed);
        self.overall.set_message(draw::overall(&self.state, elapsed));
        let arms = draw::arms(&self.state);
        while self.arms.len() < arms.len() {
            self.arms.push(self.lines.add(line()));
        }
        while self.arms.len() > arms.len() {
            let Some(superfluous) = self.arms.pop() else { break };
            self.lines.remove(&superfluous);
        }
        for (line, text) in self.arms.iter().zip(arms) {
            line.set_message(text);
        }
    }

    fn clear(&mut self) {
        for line in self.arms.drain(..) {
            line.finish_and_clear();
        }
        self.overall.finish_and_clear();
    }
}

impl View for Bars {
    fn tell(&mut self, event: &Event) {
        let elapsed = self.began.elapsed();
        self.state.take(event, elapsed);
        match event {
            Event::Told { what } => self.lines.suspend(|| tell(&printable(what))),
            Event::Ended { .. } => self.clear(),
            Event::Planned { .. } | Event::Prepared { .. } | Event::Measured { .. } => {
                if self.drawn.is_none_or(|drawn| elapsed.saturating_sub(drawn) >= REDRAW) {
                    self.redraw(elapsed);
                }
            }
        }
    }
}

/// A run that fails does not tell its end, but its error must not be mixed with lines that no longer move.
impl Drop for Bars {
    fn drop(&mut self) {
        self.clear();
    }
}

fn line() -> ProgressBar {
    let line = ProgressBar::no_length();
    match ProgressStyle::with_template("{wide_msg}") {
        Ok(style) => line.with_style(style),
        Err(_) => line,
    }
}
