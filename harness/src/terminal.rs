//! Talk to the person at the terminal: steps with their elapsed time, as a spinner or, without a terminal, as plain lines.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::error::{Error, Result};

/// The lines that move: work that goes on side by side has one each, below what was told so far.
static SPINNERS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Writes data to stdout; a reader who has seen enough and closes the pipe is no failure.
pub fn print(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_ref()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Writes a line to stderr. Whoever closed the terminal reads it no more, and that must not end what is at work.
pub fn tell(line: &str) {
    let write = || io::stderr().lock().write_all(format!("{line}\n").as_bytes());
    let _ = if is_interactive() { SPINNERS.suspend(write) } else { write() };
}

/// One piece of work under way. It is announced when it starts and told with its elapsed time when it ends.
pub struct Step {
    title: String,
    started: Instant,
    spinner: Option<ProgressBar>,
    called_off: Option<Arc<AtomicBool>>,
}

impl Step {
    /// Announces the work.
    pub fn start(title: impl Into<String>) -> Self {
        let title = title.into();
        let spinner = is_interactive().then(|| spinner(&title));
        if spinner.is_none() {
            tell(&format!("{title} …"));
        }
        Self { title, started: Instant::now(), spinner, called_off: None }
    }

    /// Work that others do at the same time, each a part of it: once it is called off, all of them end.
    #[must_use]
    pub fn part_of(mut self, called_off: &Arc<AtomicBool>) -> Self {
        self.called_off = Some(Arc::clone(called_off));
        self
    }

    /// An error once what this is a part of was called off.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.called_off {
            Some(called_off) if called_off.load(Relaxed) => Err(Error::internal(format!("{}: called off", self.title))),
            Some(_) | None => Ok(()),
        }
    }

    /// Shows the newest line of a tool's talk beside the spinner; without a terminal it is dropped.
    pub fn tell(&self, line: &str) {
        if let Some(spinner) = &self.spinner {
            spinner.set_message(line.trim().to_owned());
        }
    }

    /// Does the work, which succeeded or failed as its outcome says.
    pub fn run<T>(self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let outcome = work(&self);
        match &outcome {
            Ok(_) => self.done(),
            Err(_) => self.failed(),
        };
        outcome
    }

    /// The work succeeded.
    pub fn done(self) -> Duration {
        self.close("done")
    }

    /// The work failed, or was called off; the reason is told by whoever answers the error.
    pub fn failed(self) -> Duration {
        let outcome = if self.check().is_ok() { "FAILED" } else { "called off" };
        self.close(outcome)
    }

    fn close(self, outcome: &str) -> Duration {
        let elapsed = self.started.elapsed();
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        tell(&format!("{} {outcome} ({})", self.title, seconds(elapsed)));
        elapsed
    }
}

/// A duration as a person reads it: `0.4 s`, `12.0 s`, `3 min 5 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 { format!("{:.1} s", duration.as_secs_f64()) } else { format!("{} min {} s", whole / 60, whole % 60) }
}

/// A number of bytes in the unit that suits it: `812 B`, `64.0 KB`, `1.2 MB`.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{}.{} KB", count / 1_000, count % 1_000 / 100),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

/// Whether a person watches, so that moving output makes sense.
pub fn is_interactive() -> bool {
    io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}

fn spinner(title: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_prefix(title.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg}") {
        spinner.set_style(style);
    }
    let spinner = SPINNERS.add(spinner);
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}

/// The text without anything that would move the cursor or end the line.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The text in at most so many characters.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
