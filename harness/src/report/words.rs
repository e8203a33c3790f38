//! The sentences that the texts of a run have in common, so that the terminal and the files say the same.

use std::time::Duration;

use statistics::{Answer, Verdict};

use super::numbers::{NONE, count, counted, duration, number, percent, ranged};
use crate::{
    record::{
        AbsentArm, ArmFinding, BreakEven, CellFinding, ClaimFinding, CrossCheckFinding, PairFinding, Ranged, Run,
        SummaryFinding, Way,
    },
    scenario::{Counts, Kind},
    target::TargetKind,
    terminal::seconds,
};

/// An adjusted p above this does not support a difference.
const SIGNIFICANT: f64 = 0.05;

/// What has to be read before any number: one sentence for an invalid run, one for a partial one.
pub(crate) fn banners(run: &Run) -> Vec<String> {
    let invalid = &run.findings.trust.invalid;
    let invalid =
        (!invalid.is_empty()).then(|| format!("INVALID RUN, its numbers prove nothing: {}", invalid.join("; ")));
    let ended_by = run.card.ended_by.as_deref().unwrap_or("it did not reach its end");
    let partial =
        (!run.card.complete).then(|| format!("PARTIAL RUN, what was measured before it ended stands: {ended_by}"));
    invalid.into_iter().chain(partial).collect()
}

/// The word beside a ratio; empty where nothing is judged.
pub(crate) fn verdict(arm: &ArmFinding) -> &'static str {
    if arm.control { "A/A control" } else { arm.verdict.map_or("", Verdict::as_str) }
}

/// The sign that stands for a verdict where there is no room for its word.
pub(crate) const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Faster => "▼",
        Verdict::Slower => "▲",
        Verdict::Equivalent => "=",
        Verdict::Inconclusive => "?",
    }
}

/// Whether a cell is one of traffic that was sent, of which other sections tell.
pub(super) fn is_told_as_traffic(cell: &CellFinding) -> bool {
    cell.arms.iter().any(|arm| arm.traffic.is_some())
}

/// The name of a comparison of which neither arm is the base, as claims and gates write it.
pub(crate) fn name(pair: &PairFinding) -> String {
    format!("{}/{}", pair.arm, pair.base)
}

/// The word for a claim: a bound is met or not, a hypothesis supported or refuted.
pub(crate) fn answer(claim: &ClaimFinding) -> &'static str {
    match (claim.kind, claim.answer) {
        (Kind::Bound, Answer::Supported) => "met",
        (Kind::Bound, Answer::Refuted) => "not met",
        (Kind::Hypothesis, answer) | (Kind::Bound, answer @ Answer::Undecided) => answer.as_str(),
    }
}

/// What was found of a claim's quantity.
pub(crate) fn found(claim: &ClaimFinding) -> String {
    match claim.none_failed_up_to {
        Some(highest) => format!("none failed up to {}", count(u64::from(highest))),
        None => measured(claim.found.as_ref()),
    }
}

fn measured(found: Option<&Ranged>) -> String {
    found.map_or_else(|| "not measured".to_owned(), ranged)
}

/// What the word for a cross-check means.
pub(crate) const CROSS_CHECKS: &str = "Two ways agree when the interval of their ratio lies within 15 %, the same factor up and \
                                       down, and differ when all of it lies outside.";

/// What the two ways of a cross-check found.
pub(crate) fn ways(check: &CrossCheckFinding) -> String {
    let told = |way: &Way| format!("{}: {}", way.quantity, measured(way.found.as_ref()));
    let ratio = check.ratio.as_ref().map(|ratio| format!("; ratio {}", ranged(ratio))).unwrap_or_default();
    format!("{}; {}{ratio}", told(&check.one), told(&check.other))
}

/// How the samples of a cell came about, and how many there are.
pub(crate) fn procedure(cell: &CellFinding) -> String {
    let how = match cell.procedure.as_str() {
        "paired" => "paired blocks",
        "first_request" => "first request of a fresh process",
        "ladder" => match cell.counts {
            Some(Counts::Operations) => "ever more calls in one request",
            Some(Counts::Clients) | None => "ever more clients in closed loop",
        },
        "open" => "open loop, requests on a schedule",
        other => other,
    };
    let size = match cell.procedure.as_str() {
        "ladder" => counted(cell.rounds.into(), "round"),
        "first_request" => counted(cell.pairs.into(), "pair"),
        _ => format!("{} in {}", counted(cell.pairs.into(), "pair"), counted(cell.rounds.into(), "round")),
    };
    let compared = cell.arms.iter().any(|arm| arm.ratio.is_some());
    match cell.base.as_ref().filter(|_| compared) {
        Some(base) => format!("{how}, {size}; times in ms, ratios to {base}"),
        None => format!("{how}, {size}; times in ms"),
    }
}

/// The head over what a ladder counts.
pub(crate) fn rungs(cell: &CellFinding) -> &'static str {
    match cell.counts {
        Some(Counts::Operations) => "calls",
        Some(Counts::Clients) | None => "clients",
    }
}

/// A number of what a ladder counts: `64 clients`, `45 calls in one request`.
pub(crate) fn rung(cell: &CellFinding, number: u32) -> String {
    match cell.counts {
        Some(Counts::Operations) => counted(number.into(), "call") + " in one request",
        Some(Counts::Clients) | None => counted(number.into(), "client"),
    }
}

/// What stands in the place of an arm that the target does not have.
pub(crate) fn not_available(absent: &AbsentArm) -> String {
    format!("not available here: {}", absent.reason)
}

/// What a reader has to know beside the numbers of a cell.
pub(crate) fn notes(cell: &CellFinding) -> Vec<String> {
    let mut notes: Vec<String> = tax(cell).into_iter().collect();
    for arm in &cell.arms {
        notes.extend(arm_notes(cell, arm));
    }
    for pair in &cell.others {
        notes.extend(pair.pairs_to_settle.map(|pairs| to_settle(&name(pair), pairs)));
    }
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

/// What the A/A control of a cell says.
pub(crate) fn noise(cell: &CellFinding) -> Option<String> {
    let noise = cell.noise.as_ref()?;
    let ratio = ranged(&noise.ratio);
    let disturbed = if noise.disturbed { ", DISTURBED: identical arms differ beyond the margin" } else { "" };
    Some(format!("{ratio}, noise floor {}, bar {}{disturbed}", percent(noise.floor), percent(noise.bar)))
}

/// Over how many cells an arm takes how many times the base.
pub(crate) fn geometric_mean(summary: &SummaryFinding) -> String {
    let SummaryFinding { arm, base, cells, ratio } = summary;
    let cells_counted = counted(cells.len().try_into().unwrap_or(u64::MAX), "cell");
    format!("{arm} takes {} times {base}, geometric mean of {cells_counted} ({})", ranged(ratio), cells.join(", "))
}

/// The conclusion, with the two costs that it follows from.
pub(crate) fn break_even(finding: &BreakEven) -> String {
    let BreakEven { arm, base, cold_ms, warm_ms, conclusion, .. } = finding;
    format!("{conclusion} ({arm} minus {base}: cold start {} ms, warm request {} ms)", ranged(cold_ms), ranged(warm_ms))
}

/// How far the run can be trusted, besides the A/A controls.
pub(crate) fn trust(run: &Run) -> Vec<String> {
    let (trust, card, machine) = (&run.findings.trust, &run.card, &run.fingerprint.machine);
    let mut facts = vec![format!(
        "{}, {}, {}",
        counted(trust.requests, "request"),
        counted(trust.errors, "error"),
        counted(trust.reconnects, "reconnect")
    )];
    let instrument: Vec<String> = [
        card.client_processor.map(|share| format!("client used {} of a processor", percent(share))),
        trust.lag_p99_ms.map(|lag| format!("send lag p99 {}", duration(lag))),
        machine.steal.map(|steal| format!("stolen by the host {}", percent(steal))),
        load(machine.load_before, machine.load_after),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !instrument.is_empty() {
        facts.push(instrument.join(", "));
    }
    if !trust.colos.is_empty() {
        facts.push(format!("answered by {}", trust.colos.join(", ")));
    }
    let told = |name: &String| run.findings.cell(name).is_some_and(|cell| cell.unavailable.is_some());
    let missing = card.unavailable.iter().filter(|(name, _)| !told(name));
    facts.extend(missing.map(|(name, reason)| format!("{name} was not measured: {reason}")));
    facts.push(scope(card.target).to_owned());
    facts
}

/// How long the run measured.
pub(crate) fn measured_for(run: &Run) -> String {
    Duration::try_from_secs_f64(run.card.seconds).map_or_else(|_| NONE.to_owned(), seconds)
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

fn tax(cell: &CellFinding) -> Option<String> {
    let (base, arm) = (cell.base.as_ref()?, cell.arm(&cell.headline)?);
    let difference = arm.difference_ms.as_ref().filter(|_| arm.ratio.is_some())?;
    Some(format!("{} minus {base}: {} ms", arm.name, ranged(difference)))
}

fn arm_notes(cell: &CellFinding, arm: &ArmFinding) -> Vec<String> {
    let ArmFinding { name, errors, .. } = arm;
    let differs = matches!(arm.verdict, Some(Verdict::Faster | Verdict::Slower));
    let failed = format!("{} of {}", count(errors.hits), counted(errors.of, "request"));
    [
        arm.cost_ms
            .as_ref()
            .map(|cost| format!("{name}: one operation costs {} ms, by the slope of batches", ranged(cost))),
        arm.reading.as_ref().map(|pointer| format!("{name} is timed by a clock inside, at {pointer} of its answer")),
        arm.handicap.map(|share| format!("{name} was held back by {} of its time, on purpose", percent(share))),
        (errors.hits > 0).then(|| format!("{name}: {failed} got no right answer ({})", percent(errors.share.value))),
        arm.first_failing
            .map(|number| format!("{name}: the first without a right answer is at {}", rung(cell, number))),
        arm.pairs_to_settle.filter(|_| arm.ratio.is_some()).map(|pairs| to_settle(name, pairs)),
        arm.p_adjusted
            .filter(|p| differs && *p > SIGNIFICANT)
            .map(|p| format!("{name}: the signed-rank test does not support the verdict (p {} after Holm)", number(p))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn to_settle(name: &str, pairs: f64) -> String {
    format!("{name} would be settled by about {} pairs", whole(pairs))
}

fn whole(value: f64) -> String {
    if (0.0..1e7).contains(&value) { format!("{value:.0}") } else { number(value) }
}

fn load(before: Option<f64>, after: Option<f64>) -> Option<String> {
    match (before, after) {
        (Some(before), Some(after)) => Some(format!("load {before:.2} before and {after:.2} after")),
        (Some(load), None) => Some(format!("load {load:.2} before")),
        (None, Some(load)) => Some(format!("load {load:.2} after")),
        (None, None) => None,
    }
}

/// What a target says nothing about.
fn scope(target: TargetKind) -> &'static str {
    match target {
        TargetKind::Workerd | TargetKind::WranglerDev => {
            "measured locally: says nothing about placement, durable writes, limits or prices in production"
        }
        TargetKind::Deployed => "measured from this machine: every time contains the way through the network",
    }
}
