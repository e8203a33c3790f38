//! The report as Markdown, for a repository.

mod card;
mod cells;
mod fit;
mod survey;
pub(super) mod tenants;
pub(super) mod text;

use self::text::{Column, alerts, code, list, plain, table};
use super::{
    numbers::{ranged, ranged_or_none},
    terminal::forest,
    words::{self, answer, banners, found},
};
use crate::{
    record::{ClaimFinding, CrossCheckFinding, LegFinding, Run, Way},
    scenario::Kind,
};

/// The text: the answers first, then what they rest on.
pub fn render(run: &Run) -> String {
    let findings = &run.findings;
    let banner = alerts(&banners(run));
    let trust =
        words::trust(run).into_iter().chain(findings.trust.warnings.iter().map(|text| format!("warning: {text}")));
    let plot = forest::plot(run);
    let plot = if plot.is_empty() {
        String::new()
    } else {
        // A cell's name may hold backticks, and a shorter fence would end at them.
        format!(
            "Left of `|` is faster than the base, right of it slower; `:` is the bar.\n\n~~~~~~text\n{}\n~~~~~~\n\n",
            plot.join("\n")
        )
    };
    // That of tenants stands with their traffic.
    let even = if super::tenants::is_of_tenants(run) {
        String::new()
    } else {
        points(findings.break_even.iter().map(words::break_even))
    };
    let text = [
        format!("# {}: {}\n\n", plain(&run.scenario.name), plain(&run.scenario.title)),
        banner.clone(),
        section("Answers", claims(Kind::Hypothesis, &findings.claims)),
        section("Bounds on our own code", claims(Kind::Bound, &findings.claims)),
        section("Measured in two ways", cross_checks(&findings.cross_checks)),
        section("The run", card::run(run)),
        section("How far to trust it", cells::controls(&findings.cells) + &list(trust.map(|fact| plain(&fact)))),
        section("All ratios", plot),
        section("All cells together", points(findings.summary.iter().map(words::geometric_mean))),
        section("Surveys", findings.surveys.iter().map(|finding| survey::section(finding, findings)).collect()),
        section("Fits", findings.fits.iter().map(fit::section).collect()),
        section(
            "Cells",
            findings.cells.iter().filter(|cell| !words::is_told_as_traffic(cell)).map(cells::section).collect(),
        ),
        tenants::sections(run),
        section("Where the time of a request goes", legs(&findings.legs)),
        section("Break-even", even),
        section("The environment", card::environment(run)),
        banner,
    ]
    .concat();
    format!("{}\n", text.trim_end())
}

fn section(heading: &str, body: String) -> String {
    if body.is_empty() { body } else { format!("## {heading}\n\n{body}") }
}

fn points(sentences: impl Iterator<Item = String>) -> String {
    let mut sentences = sentences.map(|sentence| plain(&sentence)).peekable();
    if sentences.peek().is_none() { String::new() } else { list(sentences) }
}

fn claims(kind: Kind, claims: &[ClaimFinding]) -> String {
    let columns =
        [Column::Words("question"), Column::Words("claim"), Column::Figures("found [95 %]"), Column::Words("answer")];
    let rows: Vec<Vec<String>> = claims.iter().filter(|claim| claim.kind == kind).map(claim).collect();
    if rows.is_empty() { String::new() } else { table(&columns, &rows) }
}

/// Question, claim, what was found and the answer, as a row.
pub(super) fn claim(claim: &ClaimFinding) -> Vec<String> {
    vec![plain(&claim.question), code(&claim.holds), found(claim), format!("**{}**", answer(claim))]
}

fn cross_checks(checks: &[CrossCheckFinding]) -> String {
    let columns = [
        Column::Words("question"),
        Column::Words("one way"),
        Column::Figures("found [95 %]"),
        Column::Words("other way"),
        Column::Figures("found [95 %]"),
        Column::Figures("ratio [95 %]"),
        Column::Words("they"),
    ];
    let row = |check: &CrossCheckFinding| {
        let way = |way: &Way| [code(&way.quantity), ranged_or_none(way.found.as_ref())];
        let [one, found] = way(&check.one);
        let [other, found_too] = way(&check.other);
        let (ratio, accord) = (ranged_or_none(check.ratio.as_ref()), format!("**{}**", check.accord));
        vec![plain(&check.question), one, found, other, found_too, ratio, accord]
    };
    let rows: Vec<Vec<String>> = checks.iter().map(row).collect();
    if rows.is_empty() {
        String::new()
    } else {
        format!("{}{}\n\n", table(&columns, &rows), plain(words::CROSS_CHECKS))
    }
}

fn legs(legs: &[LegFinding]) -> String {
    let columns = [Column::Words("of"), Column::Words("work"), Column::Figures("ms [95 %]")];
    let row = |leg: &LegFinding| vec![code(&leg.of), plain(&leg.work), ranged(&leg.elapsed_ms)];
    if legs.is_empty() { String::new() } else { table(&columns, &legs.iter().map(row).collect::<Vec<_>>()) }
}

#[cfg(test)]
mod tests;
