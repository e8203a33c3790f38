//! What stands in a report: every section is written here once, from the record alone.

mod across;
mod answer;
mod audit;
mod break_even;
mod cards;
mod cells;
mod cross_checks;
mod ratios;
mod run;
mod sentences;
mod tenants;
mod threats;
mod trials;
mod trust;
mod ways;

use super::{
    badges,
    document::{ArmName, Banner, Document, Piece, Section, Text, Tone},
};
use crate::{numbers::counted, record::Run};

/// The report of a run.
pub(super) fn document(run: &Run) -> Document<'_> {
    let is_invalid = !run.findings.trust.invalid.is_empty();
    Document {
        name: run.scenario.name.clone(),
        title: run.scenario.title.clone(),
        banners: banners(run),
        answer: answer::lines(run),
        marks: marks(run),
        arms: arms(run),
        sections: sections(run),
        is_invalid,
        origin: format!(
            "Made by Isolab {} from the record of the run alone, format {}.",
            run.fingerprint.harness, run.version
        ),
    }
}

/// In the order in which a reader asks.
fn sections(run: &Run) -> Vec<Section<'_>> {
    let [threats, method] = threats::sections(run);
    [
        Section::new("answers", "Answers", cards::blocks(run)),
        Section::new("run", "The run", run::blocks(run)),
        Section::new("trust", "Trust", trust::blocks(run)),
        Section::new("ratios", "All ratios", ratios::blocks(run)),
        Section::new("surveys", "Surveys", across::surveys(run)),
        Section::new("fits", "Fits", across::fits(run)),
        Section::new("ways", "Where the time goes", ways::blocks(run)),
        Section::new("cells", "Cells", cells::blocks(run)),
        Section::new("scenarios", "Scenarios", tenants::scenarios(run)),
        Section::new("trials", "Tried, not timed", trials::blocks(run)),
        Section::new("break-even", "Break-even", break_even::blocks(run)),
        Section::new("cross-checks", "Measured in two ways", cross_checks::blocks(run)),
        Section::new("threats", "Threats to validity", threats),
        Section::new("method", "Method", method),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What has to be read before any number.
fn banners(run: &Run) -> Vec<Banner> {
    let invalid = &run.findings.trust.invalid;
    let invalid = (!invalid.is_empty()).then(|| Banner {
        tone: Tone::Bad,
        sign: "✗",
        title: "Invalid run",
        reason: format!("its numbers prove nothing: {}", invalid.join("; ")),
    });
    let ended_by = run.card.ended_by.as_deref().unwrap_or("it did not reach its end");
    let partial = (!run.card.complete).then(|| Banner {
        tone: Tone::Open,
        sign: "◐",
        title: "Partial run",
        reason: format!("what was measured before it ended stands: {ended_by}"),
    });
    invalid.into_iter().chain(partial).collect()
}

fn marks(run: &Run) -> Text {
    let began = run.card.began.split_once('T').map_or(run.card.began.as_str(), |(day, _)| day);
    let requests = counted(run.findings.trust.requests, "request");
    let said = format!(" {began} · {requests} · seed {}", run.card.seed);
    Text::from([Piece::Target(badges::target(run.card.target)), Piece::Faint(said)])
}

fn arms(run: &Run) -> Vec<ArmName> {
    let in_cells = run.findings.cells.iter().flat_map(|cell| {
        let repeats = |control: bool| cell.base.clone().filter(|_| control);
        cell.arms.iter().map(move |arm| ArmName { name: arm.name.clone(), repeats: repeats(arm.control) })
    });
    in_cells.collect()
}
