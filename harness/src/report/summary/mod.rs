//! A short report in GitHub's Markdown, for the page of a CI run: at most 60 lines, whatever the run.

use super::{
    markdown::{
        self,
        text::{Column, alerts, code, list, plain, table},
    },
    numbers::{NONE, number, ranged, ranged_or_none},
    words,
};
use crate::{
    gate::Checked,
    record::{ArmFinding, CellFinding, Noise, Run},
};

/// Most rows of a table; three of them with all that stands around them stay below 60 lines.
const MOST_ROWS: usize = 8;

/// Most lines of what can be unfolded.
const MOST_FACTS: usize = 8;

/// The text: banner, gates, answers, verdicts of the arms that are meant, and how far to trust it.
pub fn render(run: &Run, gates: &[Checked]) -> String {
    let text = [
        format!("# {}: {}\n\n", plain(&run.scenario.name), plain(&run.scenario.title)),
        alerts(&words::banners(run)),
        self::gates(gates),
        answers(run),
        verdicts(run),
        markdown::tenants::short(run),
        trust(run),
    ]
    .concat();
    format!("{}\n", text.trim_end())
}

fn gates(gates: &[Checked]) -> String {
    let columns = [Column::Words("gate"), Column::Figures("found"), Column::Words("result"), Column::Words("why")];
    let mut sorted: Vec<&Checked> = gates.iter().collect();
    // What failed stands first, so that it is left out last.
    sorted.sort_by_key(|gate| gate.passed);
    let row = |gate: &&Checked| {
        let result = if gate.passed { "passed" } else { "**FAILED**" };
        let found = gate.found.map_or_else(|| NONE.to_owned(), number);
        vec![code(&gate.text), found, result.to_owned(), plain(&gate.why)]
    };
    short(&columns, sorted.iter().map(row).collect())
}

fn answers(run: &Run) -> String {
    let columns =
        [Column::Words("question"), Column::Words("claim"), Column::Figures("found [95 %]"), Column::Words("answer")];
    short(&columns, run.findings.claims.iter().map(markdown::claim).collect())
}

fn verdicts(run: &Run) -> String {
    let columns = [
        Column::Words("cell"),
        Column::Words("arm"),
        Column::Figures("p50 ms [95 %]"),
        Column::Figures("ratio [95 %]"),
        Column::Words("verdict"),
    ];
    let row = |(cell, arm): (&CellFinding, &ArmFinding)| {
        let base = cell.base.as_ref().map(|base| format!(" to {}", code(base))).unwrap_or_default();
        let ratio = arm.ratio.as_ref().map(|ratio| format!("{}{base}", ranged(ratio)))?;
        let p50 = ranged_or_none(arm.p50_ms.as_ref());
        Some(vec![code(&cell.name), code(&arm.name), p50, ratio, format!("**{}**", judged(arm))])
    };
    let headlines = run.findings.cells.iter().filter_map(|cell| Some((cell, cell.arm(&cell.headline)?)));
    short(&columns, headlines.filter_map(row).collect())
}

fn judged(arm: &ArmFinding) -> &'static str {
    match words::verdict(arm) {
        "" => "no verdict",
        word => word,
    }
}

fn trust(run: &Run) -> String {
    let findings = &run.findings;
    let warnings = findings.trust.warnings.iter().map(|warning| format!("warning: {warning}"));
    // The noisiest cell first: it is the one to know of where not all fit.
    let mut noisy: Vec<(&CellFinding, &Noise)> =
        findings.cells.iter().filter_map(|cell| Some((cell, cell.noise.as_ref()?))).collect();
    noisy.sort_by(|(_, one), (_, other)| other.floor.total_cmp(&one.floor));
    let controls = noisy.iter().filter_map(|(cell, _)| Some(format!("A/A {}: {}", cell.name, words::noise(cell)?)));
    let facts: Vec<String> = words::trust(run).into_iter().chain(warnings).chain(controls).collect();
    let left_out = facts.len().saturating_sub(MOST_FACTS);
    let mut points: Vec<String> = facts.iter().take(MOST_FACTS).map(|fact| plain(fact)).collect();
    if left_out > 0 {
        points.push(format!("and {left_out} more in the report"));
    }
    let target = run.card.target.as_str();
    format!(
        "<details><summary>How far to trust it: target {target}, seed {}, {}</summary>\n\n{}</details>\n",
        run.card.seed,
        words::measured_for(run),
        list(points)
    )
}

/// A table of at most [`MOST_ROWS`] rows that says how many it leaves out; nothing without rows.
fn short(columns: &[Column], mut rows: Vec<Vec<String>>) -> String {
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    match (rows.is_empty(), left_out) {
        (true, _) => String::new(),
        (false, 0) => table(columns, &rows),
        (false, more) => format!("{}and {more} more in the report\n\n", table(columns, &rows)),
    }
}

#[cfg(test)]
mod tests;
