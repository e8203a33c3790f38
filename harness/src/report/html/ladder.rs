//! Ever more clients, or calls in a request: throughput and latency over their number, with the first number that failed.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    numbers, plot,
    scale::Scale,
};
use crate::{
    record::{ArmFinding, CellFinding, Rung},
    report::words,
    scenario::Counts,
};

const HEIGHT: f64 = 230.0;

/// Reads one number of a rung.
type Read = fn(&Rung) -> Option<f64>;

const THROUGHPUT: [Read; 1] = [|rung| Some(rung.per_second)];

/// The first is drawn solid, the second dashed.
const LATENCY: [Read; 2] = [|rung| rung.p50_ms, |rung| rung.p99_ms];

/// What a ladder of a kind says of itself.
struct Words {
    climb: &'static str,
    answered: &'static str,
    one: &'static str,
    several: &'static str,
}

const CLIENTS: Words = Words {
    climb: "closed loop with ever more clients",
    answered: "requests answered in a second",
    one: "client",
    several: "clients",
};

const CALLS: Words = Words {
    climb: "ever more calls in one request, one client",
    answered: "calls answered in a second",
    one: "call in one request",
    several: "calls in one request",
};

impl Words {
    fn of(cell: &CellFinding) -> &'static Self {
        match cell.counts {
            Some(Counts::Operations) => &CALLS,
            Some(Counts::Clients) | None => &CLIENTS,
        }
    }

    fn counted(&self, number: u32) -> String {
        numbers::counted(number.into(), self.one, self.several)
    }
}

/// How the cell was measured.
pub(super) fn climb(cell: &CellFinding) -> &'static str {
    Words::of(cell).climb
}

/// The pictures, or nothing where the cell is no ladder.
pub(super) fn ladder(cell: &CellFinding, arms: &Arms) -> Markup {
    let shown = climbers(cell);
    let Some(across) = Scale::logarithmic(rungs_of(&shown).map(|rung| f64::from(rung.number))) else {
        return html! {};
    };
    let throughput = Scale::linear(rungs_of(&shown).map(|rung| rung.per_second).chain([0.0]));
    let latency =
        Scale::logarithmic(rungs_of(&shown).flat_map(|rung| [rung.p50_ms, rung.p99_ms].into_iter().flatten()));
    let words = plot::arms_in_words(shown.len());
    let Words { answered, several, .. } = Words::of(cell);
    html! {
        @if let Some(up) = throughput {
            (plot::figure(
                "Throughput",
                &format!("{answered}, over the number of {several}"),
                &chart(&format!("throughput of {words} over {several}"), &across, &up, arms, &shown, &THROUGHPUT),
            ))
        }
        @if let Some(up) = latency {
            (plot::figure(
                "Latency under load",
                &format!("ms over the number of {several}; solid p50, dashed p99"),
                &chart(&format!("latency of {words} over {several}"), &across, &up, arms, &shown, &LATENCY),
            ))
        }
    }
}

/// The same as a table, and where it ended.
pub(super) fn rungs(cell: &CellFinding, arms: &Arms) -> Markup {
    let shown = climbers(cell);
    if shown.is_empty() {
        return html! {};
    }
    let words = Words::of(cell);
    let heads = ["arm", words::rungs(cell), "per second", "p50", "p99", "errors"];
    html! {
        ul.ends { @for arm in &shown { li {
            (arms.tag(&arm.name)) " "
            @match arm.first_failing {
                Some(number) => strong { "✗ first failure at " (words.counted(number)) },
                None => { "no failure up to " (words.counted(most(arm))) },
            }
        } } }
        details {
            summary { "Every rung as a table" }
            div.wide tabindex="0" role="region" aria-label=(format!("rungs of {}", cell.title)) { table.arms {
                caption { "By the number of " (words.several) ": " (words.answered) ", and milliseconds." }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { @for arm in &shown { @for rung in &arm.rungs { tr {
                    th scope="row" { (arms.tag(&arm.name)) }
                    td { (rung.number) } td { (numbers::amount(rung.per_second)) }
                    @for time in [rung.p50_ms, rung.p99_ms] { td { (time.map_or_else(|| numbers::NOTHING.to_owned(), numbers::time)) } }
                    td { (numbers::count(rung.errors)) }
                } } } }
            } }
        }
    }
}

fn chart(label: &str, across: &Scale, axis: &Scale, arms: &Arms, shown: &[&ArmFinding], series: &[Read]) -> Markup {
    let depth = HEIGHT - plot::FOOT;
    let points = |arm: &ArmFinding, read: Read| -> Vec<(f64, f64)> {
        let place = |rung: &Rung| Some((across.at(f64::from(rung.number)), plot::upwards(axis, read(rung)?, depth)));
        arm.rungs.iter().filter_map(place).collect()
    };
    let ticks = tried(across, shown);
    let failing = shown.iter().filter_map(|arm| Some((arm, across.at(f64::from(arm.first_failing?)))));
    let paths = html! {
        (plot::uprights(ticks.iter().map(|(share, _)| *share), 0.0, depth, "grid"))
        (plot::uprights(failing.clone().map(|(_, place)| place), 0.0, depth, "failing"))
        @for (second, read) in series.iter().enumerate() { @for arm in shown {
            @let class = format!("line {}{}", arms.look(&arm.name).class(), if second > 0 { " second" } else { "" });
            (plot::path(&class, &plot::line(points(arm, *read).into_iter())))
        } }
    };
    let over = html! {
        (plot::texts_below(ticks.iter().map(|(share, text)| (*share, text.as_str())), HEIGHT))
        @for (number, (arm, place)) in failing.enumerate() {
            text.failing x=(plot::along(place)) dx="-4" y=(depth - 10.0 - 15.0 * numbers::float(number)) text-anchor="end" {
                "✗ " (plain(&arm.name))
            }
        }
        @for read in series.iter().take(1) { @for arm in shown { @for (place, down) in points(arm, *read) {
            (arms.look(&arm.name).mark(place, down))
        } } }
    };
    plot::frame_with_axis(HEIGHT, label, axis, &paths, &over)
}

/// The numbers that were tried, those that have room.
fn tried(across: &Scale, shown: &[&ArmFinding]) -> Vec<(f64, String)> {
    let mut tried: Vec<u32> = rungs_of(shown).map(|rung| rung.number).collect();
    tried.sort_unstable();
    let mut ticks: Vec<(f64, String)> =
        tried.into_iter().map(|number| (across.at(f64::from(number)), numbers::count(number.into()))).collect();
    ticks.dedup_by(|next, tick| next.0 - tick.0 < 0.1);
    ticks
}

fn climbers(cell: &CellFinding) -> Vec<&ArmFinding> {
    cell.arms.iter().filter(|arm| !arm.rungs.is_empty()).collect()
}

fn rungs_of<'a>(arms: &'a [&ArmFinding]) -> impl Iterator<Item = &'a Rung> {
    arms.iter().flat_map(|arm| &arm.rungs)
}

fn most(arm: &ArmFinding) -> u32 {
    arm.rungs.iter().map(|rung| rung.number).max().unwrap_or_default()
}
