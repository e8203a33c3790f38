//! What a person or a program sees while a run measures. It goes to stderr and has no colour.
//!
//! ```text
//! event ─► state: per cell and arm the medians, pairs and errors so far ─┬─► bars: a terminal, redrawn five times a second
//!                                                                        ├─► lines: a log, one line in five seconds
//!                                                                        └─► json: a program, one object for each event
//! ```

mod bars;
mod draw;
mod json;
mod lines;
mod progress;
mod state;
#[cfg(test)]
mod tests;

use std::io;

use self::{bars::Bars, json::Json, lines::Lines};
use crate::terminal::is_interactive;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// What the run will measure, if no cell runs out of time. Told anew, it corrects that.
    Planned {
        /// Every cell.
        cells: Vec<Planned>,
        /// How much time is left for it, where that is bounded.
        #[serde(skip_serializing_if = "Option::is_none")]
        left_ms: Option<u64>,
    },
    /// Something that is not measured went on; it is none of the planned steps.
    Prepared {
        /// What it is.
        what: String,
    },
    /// One pair, one rung or one segment of a cell was measured.
    Measured {
        /// The cell.
        cell: String,
        /// The arm that the others are compared with.
        base: Option<String>,
        /// The process of the runtime, counted from one.
        round: u32,
        /// How many there will be.
        rounds: u32,
        /// What each arm took.
        blocks: Vec<Block>,
    },
    /// Something a person should know.
    Told {
        /// The sentence.
        what: String,
    },
    /// The run is over.
    Ended {
        /// Whether it reached its end.
        complete: bool,
    },
}

/// How often a run will tell of a cell.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Planned {
    /// The cell.
    pub cell: String,
    /// The rounds in which it is measured.
    pub rounds: u32,
    /// Most [`Event::Measured`] of each of them: what is prepared in between has no steps of its own.
    pub steps: u32,
}

/// The block of one arm in a pair.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Block {
    /// The arm.
    pub arm: String,
    /// Whether it is the A/A control.
    pub control: bool,
    /// The median of its requests, the mean where they are read by a clock inside, or the cost of one operation.
    pub median_ms: f64,
    /// Requests that got no right answer.
    pub errors: u32,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Progress {
    /// Bars on a terminal, else lines.
    Auto,
    /// Plain lines.
    Lines,
    /// One JSON object per line.
    Json,
    /// Nothing.
    None,
}

/// Shows what happens.
pub trait View {
    /// Shows one event, quickly: it is called between blocks, while nothing is timed.
    fn tell(&mut self, event: &Event);
}

/// The view that was asked for; it writes to stderr.
pub fn view(progress: Progress) -> Box<dyn View> {
    match progress {
        Progress::Auto if is_interactive() => Box::new(Bars::start()),
        Progress::Auto | Progress::Lines => Box::new(Lines::start(io::stderr())),
        Progress::Json => Box::new(Json::start(io::stderr())),
        Progress::None => Box::new(Silence),
    }
}

struct Silence;

impl View for Silence {
    fn tell(&mut self, _event: &Event) {}
}
