//! Tells how far a run is: a bar on a terminal, plain lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal;

/// Least time between two plain lines.
const QUIET: Duration = Duration::from_secs(5);

/// The bar or the lines of one run.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    done: usize,
    steps: usize,
    told: Option<Instant>,
}

impl Progress {
    /// Starts a run of that many steps.
    pub(super) fn start(steps: usize) -> Self {
        let bar = terminal::is_interactive().then(|| bar(steps));
        Self { bar, done: 0, steps, told: None }
    }

    /// One more step is done; `what` is being measured and `finding` is what it shows so far.
    pub(super) fn step(&mut self, what: &str, finding: &str) {
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(format!("{what} {finding}"));
        } else if self.told.is_none_or(|told| told.elapsed() > QUIET) {
            self.told = Some(Instant::now());
            let share = self.done * 100 / self.steps.max(1);
            eprintln!("{:>3} %  {what} {finding}", share.min(100));
        }
    }

    /// Leaves the terminal to what comes next.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3} % {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}
