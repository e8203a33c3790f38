//! The answer in a few lines: what was found, what follows from it, what is open, and how far to trust it.

use statistics::{Answer, Verdict, median};

use super::tenants::{is_of_tenants, traffic};
use crate::{
    instrument::scenario::Traffic,
    numbers::{count, counted, percent, ranged, short, whole},
    ranged::Ranged,
    record::{BreakEven, CellFinding, FitFinding, Run},
    report::{
        badges,
        document::Line,
        fit::{heads, unknowns},
        undecided::{Undecided, undecided},
        words::listed,
    },
};

/// Most lines on what was found, which stand for all numbers of the run.
const FOUND: usize = 3;

/// Most names of cells and of what is open.
const NAMED: usize = 3;

/// Most rounds that a run can be asked for.
const MOST_ROUNDS: f64 = 1000.0;

/// The lines.
pub(super) fn lines(run: &Run) -> Vec<Line> {
    let line = |label| move |sentence| Line { label, sentence };
    let trust = [trust(run)].into_iter().map(line("trust"));
    if !run.findings.trust.invalid.is_empty() {
        return trust.collect();
    }
    let found = found(run).into_iter().take(FOUND).map(line("found"));
    let advice = advice(run).into_iter().map(line("do"));
    let claims = claims(run).into_iter().map(line("claims"));
    let open = open(run).into_iter().map(line("open"));
    found.chain(advice).chain(claims).chain(open).chain(trust).collect()
}

/// What was found, the most telling first: over all cells, by what costs grow, in the first cells.
fn found(run: &Run) -> Vec<String> {
    if is_of_tenants(run) {
        return warm(run).into_iter().collect();
    }
    let (mut judged, open): (Vec<&CellFinding>, Vec<&CellFinding>) =
        run.findings.cells.iter().partition(|cell| cell.arm(&cell.headline).is_some_and(|arm| arm.verdict.is_some()));
    judged.extend(open);
    let mut cells = judged.into_iter().filter_map(headline);
    let fits = run.findings.fits.iter().filter_map(grows);
    let found: Vec<String> = summary(run).into_iter().chain(cells.next()).chain(fits).chain(cells).collect();
    if found.is_empty() {
        return vec!["no arm was compared with another, so that there is no ratio to report".to_owned()];
    }
    found
}

/// What the arms take over several cells, those with the base and the cells of the first.
fn summary(run: &Run) -> Option<String> {
    let all = &run.findings.summary;
    let first = all.first()?;
    let alike = all.iter().filter(|other| other.base == first.base && other.cells == first.cells);
    let takes: Vec<String> = alike.map(|one| format!("{} {}", one.arm, ranged(&one.ratio))).collect();
    Some(format!("over {}: {} times {}", listed(&first.cells), listed(&takes), first.base))
}

/// By what the cost of the last arm grows.
fn grows(fit: &FitFinding) -> Option<String> {
    let arm = fit.arms.last()?;
    let told = heads(fit).into_iter().zip(unknowns(fit, arm));
    let told: Vec<String> = told.filter_map(|(head, found)| Some(format!("{head} {}", short(&found?)))).collect();
    Some(format!("{} for {}, beyond {}: {}", fit.title, arm.arm, fit.base, told.join(", ")))
}

/// The arm that is meant, against the base and against the others.
fn headline(cell: &CellFinding) -> Option<String> {
    let arm = cell.arm(&cell.headline)?;
    let base = cell.base.as_deref().unwrap_or("the base");
    let told = format!("{}: {} is {} {base}, {}", cell.name, arm.name, word(arm.verdict), ranged(&arm.ratio?));
    let more = arm.difference_ms.map(|difference| format!(" times, {} {}", ranged(&difference), cell.clock.more()));
    Some(told + &more.unwrap_or_else(|| " times".to_owned()))
}

const fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Faster) => "faster than",
        Some(Verdict::Slower) => "slower than",
        Some(Verdict::Equivalent) => "equivalent to",
        Some(Verdict::Inconclusive) | None => "not told from",
    }
}

/// How many of a burst of new tenants each arm served warm.
fn warm(run: &Run) -> Option<String> {
    let sent = traffic(run);
    let bursts = sent.iter().filter(|sent| matches!(sent.traffic, Traffic::Burst { .. }));
    let told = bursts.flat_map(|sent| sent.arms()).filter_map(|(arm, found)| {
        let warm = found.warm?;
        Some(format!("{} {} of {}", arm.name, count(warm.hits), count(warm.of)))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("served warm in a burst of new tenants: {}", told.join(", ")))
}

/// What follows: where the start and the requests of an instance have to be weighed, else by the verdicts alone.
fn advice(run: &Run) -> Option<String> {
    let floors: Vec<&str> = run.findings.cells.iter().filter_map(|cell| cell.base.as_deref()).collect();
    let meant: Vec<&str> = run.findings.cells.iter().map(|cell| cell.headline.as_str()).collect();
    let is_meant = |pair: &&BreakEven| meant.contains(&pair.arm.as_str()) || meant.contains(&pair.base.as_str());
    // The base of cells is a floor for the eye; the question is among those that stand above it.
    let is_choice = |pair: &&BreakEven| is_meant(pair) && !floors.contains(&pair.base.as_str());
    let told = |pair: &BreakEven| {
        let even = pair.requests.map(|requests| requests.value);
        weighed((&pair.arm, &pair.base), (pair.cold_ms, pair.warm_ms), even)
    };
    if is_of_tenants(run) {
        return run.findings.break_even.iter().find_map(told);
    }
    let pairs = || run.findings.break_even.iter();
    let weighed = pairs().filter(is_choice).find_map(told).or_else(|| pairs().filter(is_meant).find_map(told));
    weighed.or_else(|| by_verdicts(run))
}

/// Which of two to take, given what the start and each further request of the one cost more.
fn weighed((arm, base): (&str, &str), (start, further): (Ranged, Ranged), even: Option<f64>) -> Option<String> {
    let sign = |cost: Ranged| match (cost.lower > 0.0, cost.upper < 0.0) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    };
    let costs = format!("a start of {arm} costs {} ms more, a request {} ms", ranged(&start), ranged(&further));
    match (sign(start)?, sign(further)?, even) {
        (true, true, _) => Some(format!("{base}, not {arm}, whatever the number of requests: {costs}")),
        (false, false, _) => Some(format!("{arm}, not {base}, whatever the number of requests: {costs}")),
        (true, false, Some(even)) => {
            Some(format!("{arm} where an instance serves {} requests or more, else {base}: {costs}", whole(even)))
        }
        (false, true, Some(even)) => {
            Some(format!("{base} where an instance serves {} requests or more, else {arm}: {costs}", whole(even)))
        }
        (_, _, None) => None,
    }
}

/// Which arm to take in which cells, by the verdicts on the arms that are meant.
fn by_verdicts(run: &Run) -> Option<String> {
    let judged = run.findings.cells.iter().filter_map(|cell| {
        let arm = cell.arm(&cell.headline)?;
        let (taken, left) = match arm.verdict? {
            Verdict::Faster => (arm.name.as_str(), cell.base.as_deref()?),
            Verdict::Slower => (cell.base.as_deref()?, arm.name.as_str()),
            Verdict::Equivalent | Verdict::Inconclusive => return None,
        };
        Some((cell.name.as_str(), taken, left))
    });
    let judged: Vec<(&str, &str, &str)> = judged.collect();
    let (_, taken, left) = judged.first()?;
    let (alike, unlike): (Vec<_>, Vec<_>) = judged.iter().partition(|(_, other, _)| other == taken);
    let cells = |of: &[&(&str, &str, &str)]| {
        let names: Vec<&str> = of.iter().take(NAMED).map(|(cell, _, _)| *cell).collect();
        let more = of.len().saturating_sub(NAMED);
        if more > 0 { format!("{} and {more} more", names.join(", ")) } else { listed(&names) }
    };
    let taken = format!("{taken} rather than {left} for the work of {}", cells(&alike));
    Some(if unlike.is_empty() { taken } else { format!("{taken}; the other way round for that of {}", cells(&unlike)) })
}

/// How the claims were answered; none where nothing was claimed.
fn claims(run: &Run) -> Option<String> {
    let count = |answer| run.findings.claims.iter().filter(|claim| claim.answer == answer).count();
    let told: Vec<String> = [
        (count(Answer::Supported), "supported or met"),
        (count(Answer::Refuted), "refuted or not met"),
        (count(Answer::Undecided), "undecided"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    (!told.is_empty()).then(|| listed(&told))
}

/// What the run did not settle, and what would.
fn open(run: &Run) -> Option<String> {
    let open = undecided(run);
    let names: Vec<&str> = open.iter().take(NAMED).map(|one| one.name.as_str()).collect();
    let more = if open.len() > NAMED { ", …" } else { "" };
    (!open.is_empty()).then(|| format!("{} ({}): {}{more}", open.len(), settling(run, &open), names.join(", ")))
}

fn settling(run: &Run, open: &[Undecided]) -> String {
    let pairs = open.iter().filter_map(|one| one.pairs).fold(0.0, f64::max);
    let rounds = (pairs / f64::from(run.scenario.size.pairs.max(1))).ceil();
    let full = if run.card.command.contains("--quick") { " or no --quick" } else { "" };
    match rounds {
        none if none <= 0.0 => "no known number of pairs settles it".to_owned(),
        few if few <= MOST_ROUNDS => format!("about {} pairs: --rounds {few}{full}", whole(pairs)),
        _ => format!("about {} pairs, more than a run has", whole(pairs)),
    }
}

/// How far to trust it, on one line.
fn trust(run: &Run) -> String {
    let trust = &run.findings.trust;
    // The noisiest cell says little of the others: one that reads a clock of whole milliseconds has the widest control.
    let floors: Vec<f64> = run.findings.cells.iter().filter_map(|cell| Some(cell.noise.as_ref()?.floor)).collect();
    let noise = median(&floors);
    let noise = noise.map_or_else(|| "no A/A control".to_owned(), |floor| format!("A/A within {}", percent(floor)));
    let warnings = trust.warnings.len() as u64;
    let parts = [
        (!is_of_tenants(run)).then_some(noise),
        Some(counted(trust.requests, "request")),
        Some(counted(trust.errors, "error")),
        (warnings > 0).then(|| counted(warnings, "warning")),
        Some(badges::target(run.card.target).to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
}
