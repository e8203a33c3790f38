//! The lines that a person sees, from what is known so far.

use std::time::Duration;

use super::state::{Arm, Cell, State};
use crate::{
    numbers::{NONE, number, ranged, step},
    terminal::{cut, printable, seconds},
};

/// Medians in a sparkline.
const LATEST: usize = 24;

/// The characters of a sparkline, from low to high.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A sparkline spans at least this share of its lowest value, so that a quiet arm looks quiet.
const LEAST_SPAN: f64 = 0.1;

/// Characters of the bar.
const BAR: u16 = 20;

/// Characters of an arm's name.
const NAME: usize = 20;

/// How far the whole run is: `█████░░░  42 %  hot_read, round 3 of 5, about 35.0 s left`.
pub(super) fn overall(state: &State, elapsed: Duration) -> String {
    let done = step(state.share(), BAR);
    let bar = "█".repeat(done.into()) + &"░".repeat((BAR - done).into());
    format!("{bar} {} {}{}", percent(state), printable(state.doing()), left(state, elapsed))
}

/// The arms of the cell that is being measured, a line for each; what matters least stands last, where a narrow terminal
/// cuts it off.
pub(super) fn arms(state: &State) -> Vec<String> {
    let Some((_, cell)) = state.current() else { return Vec::new() };
    cell.arms().into_iter().map(|(name, arm)| line(cell, name, arm)).collect()
}

/// The same in one line, for a log: ` 42 %  hot_read, round 3 of 5: new 1.223 [1.199, 1.247], about 35.0 s left`.
pub(super) fn log(state: &State, elapsed: Duration) -> String {
    let ratios = state.current().filter(|_| state.is_measuring()).map(|(_, cell)| told(cell)).unwrap_or_default();
    let ratios = if ratios.is_empty() { ratios } else { format!(": {ratios}") };
    format!("{} {}{ratios}{}", percent(state), printable(state.doing()), left(state, elapsed))
}

/// The last medians as columns of different height.
pub(super) fn sparkline(medians: &[f64]) -> String {
    let low = medians.iter().copied().fold(f64::INFINITY, f64::min);
    let high = medians.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = (high - low).max(low * LEAST_SPAN);
    let level = |median: &f64| LEVELS.get(usize::from(step((median - low) / span, 7))).copied();
    medians.iter().filter_map(level).collect()
}

fn line(cell: &Cell, name: &str, arm: &Arm) -> String {
    let p50 = arm.p50().map_or_else(|| NONE.to_owned(), number);
    let ratio = match arm.ratio() {
        Some(ratio) => ranged(&ratio),
        None if cell.is_base(name) => "base".to_owned(),
        None => "…".to_owned(),
    };
    let name = if arm.control { format!("{name} (A/A)") } else { name.to_owned() };
    let name = cut(&printable(&name), NAME);
    let errors = format!("{} {}", arm.errors, if arm.errors == 1 { "error" } else { "errors" });
    format!("  {name:<NAME$} {p50:>7} ms  {ratio:<22} {errors:<9} {}", sparkline(arm.latest(LATEST)))
}

/// The ratios of a cell in words; that of the A/A control only where there is no other.
fn told(cell: &Cell) -> String {
    let ratios = cell.ratios();
    let in_question = ratios.iter().filter(|(_, arm, _)| !arm.control).count();
    let shown = ratios.iter().take(in_question.max(1));
    let told: Vec<String> = shown.map(|(name, _, ratio)| format!("{} {}", printable(name), ranged(ratio))).collect();
    told.join(", ")
}

fn percent(state: &State) -> String {
    format!("{:>3} % ", step(state.share(), 100))
}

fn left(state: &State, elapsed: Duration) -> String {
    state.remaining(elapsed).map(|left| format!(", about {} left", seconds(left))).unwrap_or_default()
}
