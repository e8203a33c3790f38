//! Sentences that several parts of a report have in common.

use std::time::Duration;

use statistics::Verdict;

use crate::numbers::{NONE, count, counted, percent, probability, ranged};
use crate::{
    instrument::scenario::Counts,
    ranged::Ranged,
    record::{AbsentArm, ArmFinding, CellFinding, ClaimFinding, Run},
    terminal::seconds,
};

/// An adjusted p above this does not support a difference.
const SIGNIFICANT: f64 = 0.05;

/// What was found of a claim's quantity, where it is no number.
pub(super) fn nothing_found(claim: &ClaimFinding) -> String {
    claim
        .none_failed_up_to
        .map_or_else(|| "not measured".to_owned(), |highest| format!("none failed up to {}", count(u64::from(highest))))
}

/// What was found, or that nothing was.
pub(super) fn measured(found: Option<&Ranged>) -> String {
    found.map_or_else(|| "not measured".to_owned(), ranged)
}

/// How the samples of a cell came about, and how many there are.
pub(super) fn procedure(cell: &CellFinding) -> String {
    let how = match cell.procedure.as_str() {
        "paired" => match cell.clients {
            None => "blocks of all arms side by side, one client".to_owned(),
            Some(clients) => format!("blocks of all arms side by side, {clients} clients at the same time"),
        },
        "first_request" => "first request of a fresh process".to_owned(),
        "ladder" => match cell.counts {
            Some(Counts::Operations) => "ever more calls in one request, one client".to_owned(),
            Some(Counts::Clients) | None => "ever more clients in closed loop".to_owned(),
        },
        "audit" => "batches while things go wrong, and a look at what they left".to_owned(),
        "open" => "open loop, requests on a schedule".to_owned(),
        other => other.to_owned(),
    };
    let size = match cell.procedure.as_str() {
        "ladder" | "audit" => counted(cell.rounds.into(), "round"),
        "first_request" => counted(cell.pairs.into(), "pair"),
        _ => format!("{} in {}", counted(cell.pairs.into(), "pair"), counted(cell.rounds.into(), "round")),
    };
    let noise = cell.noise.as_ref().map(|noise| format!(", noise floor {}", percent(noise.floor))).unwrap_or_default();
    let compared = cell.arms.iter().any(|arm| arm.ratio.is_some());
    let unit = cell.clock.unit();
    match cell.base.as_ref().filter(|_| compared) {
        Some(base) => format!("{how}, {size}{noise}; {unit}, ratios to {base}"),
        None => format!("{how}, {size}{noise}; {unit}"),
    }
}

/// What a ladder counts.
pub(super) fn rungs(cell: &CellFinding) -> &'static str {
    match cell.counts {
        Some(Counts::Operations) => "calls",
        Some(Counts::Clients) | None => "clients",
    }
}

/// A number of what a ladder counts: `64 clients`, `45 calls in one request`.
pub(super) fn rung(cell: &CellFinding, number: u32) -> String {
    match cell.counts {
        Some(Counts::Operations) => counted(number.into(), "call") + " in one request",
        Some(Counts::Clients) | None => counted(number.into(), "client"),
    }
}

/// What stands in the place of an arm that the target does not have.
pub(super) fn not_available(absent: &AbsentArm) -> String {
    format!("not available here: {}", absent.reason)
}

/// What a reader has to know beside the numbers of a cell.
pub(super) fn notes(cell: &CellFinding) -> Vec<String> {
    let mut notes: Vec<String> = cell.arms.iter().flat_map(arm_notes).collect();
    if cell.noise.is_none() && cell.arms.iter().any(|arm| arm.ratio.is_some()) {
        notes.push("no verdict on these ratios: this cell has no A/A control".to_owned());
    }
    notes.extend(unjudged(cell).map(|why| format!("no verdict on these ratios: {why}")));
    notes
}

/// Why a cell has no verdict although it has an A/A control.
fn unjudged(cell: &CellFinding) -> Option<&'static str> {
    let noise = cell.noise.as_ref()?;
    let mut compared = cell.arms.iter().filter(|arm| !arm.control && arm.ratio.is_some()).peekable();
    compared.peek()?;
    if noise.disturbed {
        Some("the A/A control differs beyond the margin")
    } else {
        compared.all(|arm| arm.verdict.is_none()).then_some("one round only")
    }
}

fn arm_notes(arm: &ArmFinding) -> Vec<String> {
    let ArmFinding { name, .. } = arm;
    let differs = matches!(arm.verdict, Some(Verdict::Faster | Verdict::Slower));
    let unsupported = arm.p_adjusted.filter(|p| differs && *p > SIGNIFICANT);
    [
        arm.reading.as_ref().map(|pointer| format!("{name} is timed by a clock inside, at {pointer} of its answer")),
        arm.handicap.map(|share| format!("{name} was held back by {} of its time, on purpose", percent(share))),
        unsupported.map(|p| {
            format!("{name}: the signed-rank test does not support the verdict (p {} after Holm)", probability(p))
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How long the run measured.
pub(super) fn measured_for(run: &Run) -> String {
    Duration::try_from_secs_f64(run.card.seconds).map_or_else(|_| NONE.to_owned(), seconds)
}

/// Words as a list: `a, b and c`.
pub(super) fn listed(parts: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether a cell is one of traffic that was sent, of which other sections tell.
pub(super) fn is_told_as_traffic(cell: &CellFinding) -> bool {
    cell.arms.iter().any(|arm| arm.traffic.is_some())
}
