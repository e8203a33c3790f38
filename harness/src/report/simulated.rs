//! The report of a simulation: what a pool does, how policies differ, and what a promise costs.

mod sweep;

use std::{fs, path::Path};

use shared::{choice::Choice as _, pool::Refusal};
use simulator::{Dollars, Findings, Spread, checks::Checked};
use statistics::Estimate;

pub(crate) use self::sweep::Sweep;
use super::{
    document::{
        ArmName, Block, Cell, Column, Document, Fact, Facts, Figure, Grid, Layout, Line, Lines, Picture, Row, Section,
        Spacing, Style, Table, Text,
    },
    html, markdown,
    terminal::{self, Extent},
};
use crate::{
    error::{Error, Result},
    numbers::{NONE, count, number, percent, short},
    ranged::Ranged,
};

/// All that was simulated.
#[derive(Debug)]
pub(crate) struct Simulated {
    /// The command that repeats it.
    pub command: String,
    /// What was asked for, as terms and values.
    pub asked: Vec<(&'static str, String)>,
    /// Whence the costs are.
    pub costs: String,
    pub seed: u64,
    pub seeds: u32,
    /// How many times faster than it passes time was simulated.
    pub faster: f64,
    pub events: u64,
    /// The policy that was asked for.
    pub asked_for: String,
    /// That one and others, with the same requests.
    pub policies: Vec<(String, Spread)>,
    /// The same plan with other seeds, as a ratio of mean waits in the system.
    pub control: f64,
    /// Cold rate over megabytes, by policy.
    pub memory: Vec<(String, Vec<(f64, Ranged)>)>,
    /// Waits over load, by placement, in milliseconds.
    pub load: Vec<(String, Vec<(f64, Ranged)>)>,
    pub sweep: Option<Sweep>,
}

impl Simulated {
    /// Writes page and Markdown into a folder, and hands back what a terminal shows.
    pub(crate) fn write(&self, folder: &Path, extent: Extent) -> Result<String> {
        let document = self.document();
        for (name, text) in [("report.html", html::render(&document)), ("report.md", markdown::render(&document))] {
            let path = folder.join(name);
            fs::write(&path, text).map_err(|error| Error::file(&path, &error))?;
        }
        Ok(terminal::render(&document, extent, Some(&folder.join("report.html"))))
    }

    fn document(&self) -> Document<'static> {
        let names = self.policies.iter().map(|(name, _)| name).chain(self.load.iter().map(|(name, _)| name));
        let names = names.chain(self.memory.iter().map(|(name, _)| name));
        Document {
            name: "simulate".to_owned(),
            title: "A pool of isolates, simulated with the engine that runs it".to_owned(),
            banners: Vec::new(),
            answer: self.answer(),
            marks: Text::plain(format!("{} · {} seeds from {}", self.events_said(), self.seeds, self.seed)),
            arms: names.map(|name| ArmName { name: name.clone(), repeats: None }).collect(),
            sections: self.sections(),
            is_invalid: false,
            origin: "Made by Isolab from simulated requests. What was measured in it says so.".to_owned(),
        }
    }

    fn events_said(&self) -> String {
        format!("{} events", count(self.events))
    }

    fn base(&self) -> Option<&Spread> {
        self.policies.first().map(|(_, spread)| spread)
    }

    fn answer(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut say = |label, sentence| lines.push(Line { label, sentence });
        if let Some(base) = self.base() {
            let cold = ranged(base, Findings::cold_rate);
            let wait = ranged(base, |found| found.wait_ms(0.99));
            let dollars = ranged(base, |found| found.dollars_a_day().total());
            let open = base.mean(|found| found.open);
            say(
                "found",
                format!(
                    "{}: {} cold, p99 wait {} ms, {} refused",
                    self.asked_for,
                    percent_ranged(&cold),
                    said(&wait),
                    percent(base.mean(Findings::refused_rate)),
                ),
            );
            say(
                "found",
                format!(
                    "{open:.1} isolates open, {} of them busy, ${} a day",
                    percent(base.mean(Findings::utilisation)),
                    said(&dollars),
                ),
            );
        }
        if let Some((name, spread)) =
            self.policies.iter().min_by(|(_, one), (_, other)| cold(one).total_cmp(&cold(other)))
        {
            say("found", format!("fewest cold starts: {name}, {}", percent(cold(spread))));
        }
        if let Some(sweep) = &self.sweep {
            say("do", sweep.sentence());
        }
        say("costs", self.costs.clone());
        say(
            "trust",
            format!(
                "A/A {:.3}, {} seeds, {}, {} times as fast as time; checked by --check",
                self.control,
                self.seeds,
                self.events_said(),
                count(whole(self.faster)),
            ),
        );
        lines
    }

    fn sections(&self) -> Vec<Section<'static>> {
        let sweep = self.sweep.as_ref().map_or_else(Vec::new, Sweep::blocks);
        [
            Section::new("asked", "What was asked", vec![self.facts()]),
            Section::new("policies", "Policies side by side", self.side_by_side()),
            Section::new("memory", "Cold starts against memory", self.curves()),
            Section::new("load", "Waiting against load", self.waits()),
            Section::new("day", "A day", self.day()),
            Section::new("dollars", "Dollars", self.dollars()),
            Section::new("sweep", "The promise", sweep),
            Section::new("threats", "Threats to validity", threats()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn facts(&self) -> Block<'static> {
        let command = Fact::new("command", Text::code(self.command.clone()));
        let asked = self.asked.iter().map(|(term, value)| Fact::new(*term, value.clone()));
        let costs = Fact::new("costs", self.costs.clone());
        Block::Facts(Facts { style: Style::Card, facts: [command].into_iter().chain(asked).chain([costs]).collect() })
    }

    fn side_by_side(&self) -> Vec<Block<'static>> {
        let columns = vec![
            Column::words("policy"),
            Column::figures("cold").meaning("share of requests that waited for an isolate to be made"),
            Column::figures("p50 wait, ms"),
            Column::figures("p99 wait, ms"),
            Column::figures("refused"),
            Column::figures("open").meaning("isolates, in the mean over time"),
            Column::figures("busy").meaning("share of them that runs something"),
            Column::figures("MB"),
        ];
        let rows = self.policies.iter().map(|(name, spread)| -> Row {
            vec![
                Text::arm(name).into(),
                Cell::figure(percent_ranged(&ranged(spread, Findings::cold_rate))),
                Cell::figure(said(&ranged(spread, |found| found.wait_ms(0.5)))),
                Cell::figure(said(&ranged(spread, |found| found.wait_ms(0.99)))),
                Cell::figure(refusals(spread)),
                Cell::figure(said(&ranged(spread, |found| found.open))),
                Cell::figure(percent(spread.mean(Findings::utilisation))),
                Cell::figure(said(&ranged(spread, |found| found.bytes / 1e6))),
            ]
        });
        let table = Table::new("policies side by side", columns, rows.collect())
            .captioned("The same requests to each. Intervals are over seeds.");
        let bars = |read: fn(&Findings) -> f64| {
            self.policies.iter().map(|(name, spread)| (name.clone(), ranged(spread, read))).collect()
        };
        vec![
            Block::Figures(
                Layout::Beside,
                vec![
                    figure(
                        "Cold starts",
                        "in percent of all requests",
                        Picture::Bars(bars(|found| 100.0 * found.cold_rate())),
                    ),
                    figure("p99 wait", "in milliseconds", Picture::Bars(bars(|found| found.wait_ms(0.99)))),
                ],
            ),
            Block::Table(table),
        ]
    }

    fn curves(&self) -> Vec<Block<'static>> {
        let lines = Lines { across: Spacing::Logarithmic, up: Spacing::Even, arms: self.memory.clone() };
        let title = "Cold starts, in percent, over the memory of open isolates, in MB";
        drawn(title, "One point for each size of the pool.", ["policy", "MB", "cold, %"], lines)
    }

    fn waits(&self) -> Vec<Block<'static>> {
        let lines = Lines { across: Spacing::Even, up: Spacing::Logarithmic, arms: self.load.clone() };
        let title = "Mean wait, in milliseconds, over the load of the isolates, in percent";
        let note = "Isolates of one owner, all there, and no bound that would be met. The axis upwards is logarithmic.";
        drawn(title, note, ["placement", "load, %", "mean wait, ms"], lines)
    }

    fn day(&self) -> Vec<Block<'static>> {
        let Some(found) = self.base().and_then(|spread| spread.findings.first()) else { return Vec::new() };
        let labels = ["the 10 first", "up to 100", "up to 1,000", "up to 10,000", "up to 100,000", "all others"];
        let rows = labels.into_iter().zip(&found.day).filter(|(_, cells)| cells.iter().any(|cell| cell.started > 0));
        let share = |cell: &simulator::DayCell| (cell.started > 0).then(|| per(cell.cold, cell.started));
        let rows: Vec<_> = rows.map(|(label, cells)| (label.to_owned(), cells.iter().map(share).collect())).collect();
        let numbers = labels.into_iter().zip(&found.day).filter_map(|(label, cells)| {
            let (started, cold) = cells.iter().fold((0, 0), |sum, cell| (sum.0 + cell.started, sum.1 + cell.cold));
            let row = || vec![label.into(), Cell::figure(count(started)), Cell::figure(percent(per(cold, started)))];
            (started > 0).then(row)
        });
        let columns = vec![Column::words("tenants by rank"), Column::figures("requests"), Column::figures("cold")];
        let table = Block::Table(Table::new("cold starts by rank of tenant", columns, numbers.collect()));
        let note = "The parts of a day from left to right, tenants by how often they ask from top to bottom; the higher and darker, the \
                    more of their requests had to wait for an isolate. Grey had none, empty no requests.";
        let picture = Picture::Grid(Grid { rows, ticks: ["begins", "half", "ends"] });
        vec![Block::Figures(Layout::Wide, vec![figure("Cold starts over a day", note, picture)]), table]
    }

    fn dollars(&self) -> Vec<Block<'static>> {
        let columns = ["policy", "total", "names", "requests", "processor"].map(Column::figures);
        let rows = self.policies.iter().map(|(name, spread)| -> Row {
            let part = |read: fn(Dollars) -> f64| {
                Cell::figure(said(&ranged(spread, move |found| read(found.dollars_a_day()))))
            };
            vec![
                Text::arm(name).into(),
                part(Dollars::total),
                part(|day| day.names),
                part(|day| day.requests),
                part(|day| day.cpu),
            ]
        });
        let table = Table::new("dollars a day", columns.into(), rows.collect());
        let bars = self
            .policies
            .iter()
            .map(|(name, spread)| (name.clone(), ranged(spread, |found| found.dollars_a_day().total())));
        let note = "By the published price of dynamic Workers: $0.002 for a name with its code on a day, $0.30 for a million \
                    requests, $0.02 for a million milliseconds of processor, starts included. What a plan includes is not taken off.";
        vec![
            Block::Figures(
                Layout::Beside,
                vec![figure("Dollars a day", "all parts together", Picture::Bars(bars.collect()))],
            ),
            Block::Table(table),
            Block::Note(note.into()),
        ]
    }
}

/// The comparisons with theory as a table for a terminal, a line each.
pub(crate) fn checks(checked: &[Checked]) -> String {
    let mut text =
        vec![format!("{:<52} {:>10} {:>10} {:>8}  {}\n", "found beside theory", "found", "expected", "off", "source")];
    for one in checked {
        let verdict = if one.holds() { "" } else { "  DOES NOT HOLD" };
        text.push(format!(
            "{:<52} {:>10.5} {:>10.5} {:>+7.2}%  {}{verdict}\n",
            one.check.name,
            one.found,
            one.check.expected,
            100.0 * one.error(),
            one.check.source
        ));
    }
    text.concat()
}

fn drawn(title: &'static str, note: &str, heads: [&'static str; 3], lines: Lines) -> Vec<Block<'static>> {
    let [name, at, value] = heads;
    let columns = vec![Column::words(name), Column::figures(at), Column::figures(value)];
    let rows = lines.arms.iter().flat_map(|(name, points)| {
        points.iter().map(move |(at, found)| -> Row {
            vec![Text::arm(name).into(), Cell::number(Some(*at)), Cell::figure(said(found))]
        })
    });
    let table = Table::new(title, columns, rows.collect());
    let pictures = Block::Figures(Layout::Wide, vec![figure(title, note, Picture::Lines(lines))]);
    vec![pictures, Block::Details { summary: "The numbers", blocks: vec![Block::Table(table)] }]
}

fn figure(title: &'static str, note: &str, picture: Picture<'static>) -> Figure<'static> {
    Figure { title: title.into(), note: note.to_owned(), picture, instead: Vec::new() }
}

fn threats() -> Vec<Block<'static>> {
    let sentences = [
        (
            "the world is a model",
            "Requests come independently of each other but for bursts and days; work does not depend on who asks.",
        ),
        (
            "costs are taken over",
            "How long a start takes and what it costs is measured elsewhere, on one machine, or assumed.",
        ),
        (
            "the platform decides",
            "A deployed platform promises no isolate to anybody: it may end and multiply them as it likes.",
        ),
    ];
    let facts = sentences.map(|(term, said)| Fact::new(term, said)).into();
    vec![Block::Facts(Facts { style: Style::Sentences, facts })]
}

fn refusals(spread: &Spread) -> String {
    let all = spread.mean(Findings::refused_rate);
    if all <= 0.0 {
        return NONE.to_owned();
    }
    let most = Refusal::ALL.iter().max_by(|one, other| {
        spread
            .mean(|found| found.refused_rate_of(**one))
            .total_cmp(&spread.mean(|found| found.refused_rate_of(**other)))
    });
    format!("{} {}", percent(all), most.map_or("", |kind| kind.as_str()))
}

/// A number over seeds with its interval; without a spread the number alone.
pub(crate) fn ranged(spread: &Spread, read: impl Fn(&Findings) -> f64) -> Ranged {
    let value = spread.mean(&read);
    spread.of(read).map_or(Ranged { value, lower: value, upper: value }, |estimate: Estimate| {
        // No share, time or price is below zero.
        let Ranged { value, lower, upper } = estimate.into();
        Ranged { value, lower: lower.max(0.0), upper }
    })
}

/// With its interval, where it has one.
fn said(found: &Ranged) -> String {
    if (found.upper - found.lower).abs() < f64::EPSILON { number(found.value) } else { short(found) }
}

fn percent_ranged(share: &Ranged) -> String {
    let Ranged { value, lower, upper } = *share;
    format!("{} %", said(&Ranged { value: 100.0 * value, lower: 100.0 * lower, upper: 100.0 * upper }))
}

fn cold(spread: &Spread) -> f64 {
    spread.mean(Findings::cold_rate)
}

#[expect(clippy::cast_precision_loss, reason = "requests of a simulation are far fewer than 2^52")]
fn per(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a factor to be read, above zero")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}
