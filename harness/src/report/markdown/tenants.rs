//! The scenarios of a run of tenants as Markdown.

use std::fmt::Write as _;

use super::text::{Column, plain, table};
use crate::{
    record::Run,
    report::tenants::{self, Facts},
    scenario::Traffic,
};

/// All sections; empty for another run.
pub(super) fn sections(run: &Run) -> String {
    if !tenants::is_of_tenants(run) {
        return String::new();
    }
    let mut text = format!("## Scenarios\n\n{}\n\n", plain(&tenants::circumstances(run)));
    let policies = tenants::policies(run);
    if !policies.rows.is_empty() {
        // A String takes all that is written.
        let _ = write!(text, "### Warm, by policy\n\n{}\n\n{}", plain(tenants::POLICIES), facts(&policies));
    }
    for sent in tenants::cells(run) {
        let _ = write!(text, "### {}\n\n", plain(&sent.title()));
        text += &facts(&tenants::groups(sent));
        text += &facts(&tenants::again(sent));
        if let Some(schedule) = sent.schedule() {
            let _ = write!(text, "{}\n\n", plain(&schedule));
        }
        text += &match sent.traffic {
            Traffic::Gaps { .. } => facts(&tenants::gaps(sent)),
            Traffic::Sparse { .. } => facts(&tenants::keep_warm(run)),
            Traffic::Burst { .. }
            | Traffic::Sustained { .. }
            | Traffic::Second { .. }
            | Traffic::CrossTenant { .. } => String::new(),
        };
        text += &facts(&tenants::census(sent));
    }
    let _ = write!(text, "{}\n\n", plain(tenants::AGAIN));
    let even = tenants::break_even(run);
    if !even.rows.is_empty() {
        let _ = write!(text, "## Break-even\n\n{}\n\n{}", plain(tenants::BREAK_EVEN), facts(&even));
    }
    text
}

/// The first table of every scenario, for a short report.
pub(in crate::report) fn short(run: &Run) -> String {
    let tables = tenants::cells(run).into_iter().map(|sent| {
        let whole = tenants::groups(sent);
        // Requests and the share of warm answers are what a short report has room for.
        let cut = |row: &Vec<String>| row.iter().take(4).cloned().collect();
        let short = Facts { names: 1, heads: cut(&whole.heads), rows: whole.rows.iter().map(cut).collect() };
        facts(&short).replacen("arm", sent.name, 1)
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
