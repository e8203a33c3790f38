//! The report on a terminal of 80 columns; every meaning is a word, none is only a colour.

mod cells;
mod fit;
pub(super) mod forest;
mod layout;
mod survey;
mod tenants;

use statistics::MARGIN;

use self::layout::{Column, Page};
use crate::{
    record::{ClaimFinding, CrossCheckFinding, LegFinding, Run},
    report::{
        numbers::{percent, ranged, step},
        words,
    },
    scenario::Kind,
};

/// The longest bar of a leg, in characters.
const LONGEST: u16 = 12;

/// The text, every line of it at most 80 characters; it ends without paths, which the record does not know.
pub fn render(run: &Run) -> String {
    let mut page = Page::default();
    banners(&mut page, run);
    head(&mut page, run);
    // Traffic that was sent is told below; here stands why it was not, where that is so.
    for cell in run.findings.cells.iter().filter(|cell| !words::is_told_as_traffic(cell)) {
        page.gap();
        cells::write(&mut page, cell);
    }
    tenants::write(&mut page, run);
    plot(&mut page, run);
    for finding in &run.findings.surveys {
        survey::write(&mut page, finding, &run.findings);
    }
    for finding in &run.findings.fits {
        fit::write(&mut page, finding);
    }
    legs(&mut page, &run.findings.legs);
    list(&mut page, "all cells together", run.findings.summary.iter().map(words::geometric_mean));
    if !super::tenants::is_of_tenants(run) {
        list(&mut page, "break-even", run.findings.break_even.iter().map(words::break_even));
    }
    claims(&mut page, "answers", Kind::Hypothesis, &run.findings.claims);
    claims(&mut page, "bounds on our own code", Kind::Bound, &run.findings.claims);
    cross_checks(&mut page, &run.findings.cross_checks);
    trust(&mut page, run);
    banners(&mut page, run);
    page.finish()
}

/// Stands at both ends, since a reader sees the last screen first.
fn banners(page: &mut Page, run: &Run) {
    for banner in words::banners(run) {
        page.gap();
        page.heading(&format!("!! {banner}"));
    }
}

fn head(page: &mut Page, run: &Run) {
    let card = &run.card;
    page.gap();
    page.heading(&format!("{}: {}", run.scenario.name, run.scenario.title));
    let target = card.target.as_str();
    let address = card.url.as_ref().map(|url| format!(" at {url}")).unwrap_or_default();
    page.sentence(&format!(
        "{}, {}, target {target}{address}, seed {}, processes {}",
        card.began,
        words::measured_for(run),
        card.seed,
        card.processes
    ));
    page.sentence(&card.command);
}

fn plot(page: &mut Page, run: &Run) {
    let lines = forest::plot(run);
    if lines.is_empty() {
        return;
    }
    page.gap();
    page.heading("all ratios: left of | is faster than the base, right of it slower, : is the bar");
    page.lines(lines);
}

fn legs(page: &mut Page, legs: &[LegFinding]) {
    if legs.is_empty() {
        return;
    }
    page.gap();
    page.heading("where the time of a request goes");
    let most = legs.iter().map(|leg| leg.elapsed_ms.value).fold(0.0, f64::max);
    let mut before = None;
    let mut rows = Vec::new();
    for leg in legs {
        let of = if before == Some(&leg.of) { String::new() } else { leg.of.clone() };
        before = Some(&leg.of);
        let bar = "#".repeat(step(leg.elapsed_ms.value / most, LONGEST).into());
        rows.push(vec![of, leg.work.clone(), ranged(&leg.elapsed_ms), bar]);
    }
    let columns = [Column::Words("of"), Column::Words("work"), Column::Figures("ms [95 %]"), Column::Words("")];
    page.table(&columns, &rows);
}

fn list(page: &mut Page, heading: &str, sentences: impl Iterator<Item = String>) {
    let mut sentences = sentences.peekable();
    if sentences.peek().is_none() {
        return;
    }
    page.gap();
    page.heading(heading);
    for sentence in sentences {
        page.sentence(&sentence);
    }
}

fn claims(page: &mut Page, heading: &str, kind: Kind, claims: &[ClaimFinding]) {
    let mut claims = claims.iter().filter(|claim| claim.kind == kind).peekable();
    if claims.peek().is_none() {
        return;
    }
    page.gap();
    page.heading(heading);
    for claim in claims {
        page.labelled(words::answer(claim), "supported".len(), &claim.question);
        let verb = if claim.found.is_some() { "found " } else { "" };
        page.labelled("", "supported".len(), &format!("{}: {verb}{}", claim.holds, words::found(claim)));
    }
}

fn cross_checks(page: &mut Page, checks: &[CrossCheckFinding]) {
    if checks.is_empty() {
        return;
    }
    page.gap();
    page.heading("measured in two ways");
    page.sentence(words::CROSS_CHECKS);
    for check in checks {
        page.labelled(check.accord.as_str(), "undecided".len(), &check.question);
        page.labelled("", "undecided".len(), &words::ways(check));
    }
}

fn trust(page: &mut Page, run: &Run) {
    page.gap();
    page.heading("how far to trust it");
    let controlled: Vec<_> =
        run.findings.cells.iter().filter_map(|cell| Some((&cell.name, words::noise(cell)?))).collect();
    for (cell, noise) in &controlled {
        page.sentence(&format!("A/A {cell}: {noise}"));
    }
    if controlled.is_empty() {
        page.sentence("no A/A control: there is no verdict in this run");
    } else {
        page.sentence(&format!("margin {}; a noisier A/A raises the bar", percent(MARGIN - 1.0)));
    }
    for fact in words::trust(run) {
        page.sentence(&fact);
    }
    for warning in &run.findings.trust.warnings {
        page.sentence(&format!("warning: {warning}"));
    }
}

#[cfg(test)]
mod tests;
