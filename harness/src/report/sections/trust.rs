//! How far the run can be trusted: the A/A controls, the noise they show, and whatever else was in the way.

use statistics::MARGIN;

use super::tenants::is_of_tenants;
use crate::{
    instrument::target::TargetKind,
    numbers::{NONE, count, duration, percent},
    record::{CellFinding, Noise, Run},
    report::document::{Badge, Block, Cell, Column, Fact, Facts, Piece, Row, Style, Table, Text, Tone, Track},
};

/// The panel.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    let trust = &run.findings.trust;
    let notice = |tone, title, reasons: &[String]| {
        let points: Vec<Text> = reasons.iter().map(|reason| reason.as_str().into()).collect();
        (!points.is_empty()).then_some(Block::Notice { tone, title, points })
    };
    [
        notice(Tone::Bad, "Why the run is invalid", &trust.invalid),
        notice(Tone::Open, "Warnings", &trust.warnings),
        Some(Block::Facts(Facts { style: Style::Numbers, facts: numbers(run) })),
        (!is_of_tenants(run)).then(|| controls(run)),
        Some(Block::Note(scope(run.card.target).into())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn numbers(run: &Run) -> Vec<Fact> {
    let (trust, machine) = (&run.findings.trust, &run.fingerprint.machine);
    let load = [machine.load_before, machine.load_after]
        .map(|load| load.map_or_else(|| NONE.to_owned(), |load| format!("{load:.1}")))
        .join("\u{a0}→\u{a0}");
    let is_loaded = machine.load_before.is_some() || machine.load_after.is_some();
    let fact = |term, value: String, note| Fact::new(term, value).with_note(note);
    [
        Some(fact("requests timed", count(trust.requests), "warm-up included")),
        Some(fact("errors", count(trust.errors), "requests without a right answer")),
        Some(fact("reconnects", count(trust.reconnects), "connections made anew")),
        run.card.client_processor.map(|share| fact("client", percent(share), "of one processor, while it waited")),
        trust.lag_p99_ms.map(|lag| fact("send lag, p99", duration(lag), "behind the schedule")),
        is_loaded.then(|| fact("load", load, "before and after, one minute")),
        machine.steal.map(|steal| fact("steal", percent(steal), "of processor time taken by the host")),
        (!trust.colos.is_empty()).then(|| fact("colos", trust.colos.join(", "), "that answered")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The A/A controls of all cells.
fn controls(run: &Run) -> Block<'_> {
    let controlled = run.findings.cells.iter().filter_map(|cell| Some((cell, cell.noise.as_ref()?)));
    let rows: Vec<Row> = controlled.map(|(cell, noise)| row(cell, noise)).collect();
    if rows.is_empty() {
        return Block::Note("No cell has an A/A control, so there is no verdict on any ratio.".into());
    }
    let columns = vec![
        Column::words("cell"),
        Column::tracks("base again, against the base"),
        Column::figures("ratio"),
        Column::figures("noise floor"),
        Column::figures("bar"),
        Column::words("control"),
    ];
    let told = format!(
        "Whatever it differs by is noise. Band: the margin of {}. Dashed: the bar that a difference has to pass, where noise \
         has raised it above the margin.",
        percent(MARGIN - 1.0)
    );
    let caption = [Piece::Strong("A/A control: an arm against itself. ".to_owned()), Piece::Plain(told)];
    Block::Table(Table::new("A/A controls", columns, rows).captioned(caption))
}

fn row(cell: &CellFinding, noise: &Noise) -> Row {
    let badge = if noise.disturbed {
        Badge { tone: Tone::Bad, sign: "✗", word: "differs from itself" }
    } else if noise.floor > MARGIN - 1.0 {
        Badge { tone: Tone::Open, sign: "~", word: "noisy" }
    } else {
        Badge { tone: Tone::Good, sign: "✓", word: "quiet" }
    };
    vec![
        Text::from(Piece::Link { text: cell.name.clone(), to: format!("cell-{}", cell.name) }).into(),
        Cell::Track(Track {
            arm: noise.control.clone(),
            of: format!("{} of {}", noise.control, cell.name),
            ratio: noise.ratio,
            bar: Some(noise.bar),
        }),
        Cell::ranged(Some(&noise.ratio)),
        Cell::figure(percent(noise.floor)),
        Cell::figure(percent(noise.bar)),
        Text::from(badge).into(),
    ]
}

/// What a target says nothing about.
fn scope(target: TargetKind) -> &'static str {
    match target {
        TargetKind::Workerd | TargetKind::WranglerDev => {
            "Measured locally: says nothing about placement, durable writes, limits or prices in production."
        }
        TargetKind::Deployed => "Measured from this machine: every time contains the way through the network.",
    }
}
