//! The scenarios of a run of tenants as Markdown.

use std::fmt::Write as _;

use super::text::{Column, plain, table};
use crate::{
    record::Run,
    report::tenants::{self, Facts},
    tenants::traffic::ScenarioName,
};

/// All sections; empty for another run.
pub(super) fn sections(run: &Run) -> String {
    let Some((plan, found)) = tenants::parts(run) else { return String::new() };
    let mut text = format!("## Scenarios\n\n{}\n\n", plain(&tenants::circumstances(plan)));
    let policies = tenants::policies(plan, found);
    if !policies.rows.is_empty() {
        // A String takes all that is written.
        let _ = write!(text, "### Warm, by policy\n\n{}\n\n{}", plain(tenants::POLICIES), facts(&policies));
    }
    for shape in tenants::shapes(plan, found) {
        let _ = write!(text, "### {}\n\n", plain(&tenants::title(shape)));
        text += &facts(&tenants::groups(found, shape.name));
        text += &facts(&tenants::again(found, shape.name));
        if let Some(schedule) = tenants::schedule(found, shape.name) {
            let _ = write!(text, "{}\n\n", plain(&schedule));
        }
        text += &match shape.name {
            ScenarioName::Gaps => facts(&tenants::gaps(found)),
            ScenarioName::Sparse => facts(&tenants::keep_warm(plan, found)),
            ScenarioName::Burst | ScenarioName::Sustained | ScenarioName::Second | ScenarioName::CrossTenant => {
                String::new()
            }
        };
        text += &facts(&tenants::census(found, shape.name));
    }
    let _ = write!(text, "{}\n\n", plain(tenants::AGAIN));
    let even = tenants::break_even(found);
    if !even.rows.is_empty() {
        let _ = write!(text, "## Break-even\n\n{}\n\n{}", plain(tenants::BREAK_EVEN), facts(&even));
    }
    text
}

/// The first table of every scenario, for a short report.
pub(in crate::report) fn short(run: &Run) -> String {
    let Some((plan, found)) = tenants::parts(run) else { return String::new() };
    let tables = tenants::shapes(plan, found).map(|shape| {
        let whole = tenants::groups(found, shape.name);
        // Requests and the share of warm answers are what a short report has room for.
        let cut = |row: &Vec<String>| row.iter().take(4).cloned().collect();
        let short = Facts { names: 1, heads: cut(&whole.heads), rows: whole.rows.iter().map(cut).collect() };
        facts(&short).replacen("contender", shape.name.as_str(), 1)
    });
    tables.collect()
}

fn facts(facts: &Facts) -> String {
    if facts.rows.is_empty() {
        return String::new();
    }
    let column = |(place, head)| if place < facts.names { Column::Words(head) } else { Column::Figures(head) };
    let columns: Vec<Column> = facts.heads.iter().map(String::as_str).enumerate().map(column).collect();
    let rows: Vec<Vec<String>> = facts.rows.iter().map(|row| row.iter().map(|text| plain(text)).collect()).collect();
    table(&columns, &rows)
}
