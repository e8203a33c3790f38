//! The scenarios of a run of tenants on a terminal.

use super::layout::Page;
use crate::{
    record::Run,
    report::tenants::{self, Facts},
    scenario::Traffic,
};

/// Writes all of it; nothing for another run.
pub(super) fn write(page: &mut Page, run: &Run) {
    if !tenants::is_of_tenants(run) {
        return;
    }
    page.gap();
    page.sentence(&tenants::circumstances(run));
    let policies = tenants::policies(run);
    if !policies.rows.is_empty() {
        page.gap();
        page.heading("warm, by policy");
        page.sentence(tenants::POLICIES);
        write_wide(page, &policies);
    }
    for sent in tenants::cells(run) {
        page.gap();
        page.heading(&sent.title());
        write_wide(page, &tenants::groups(sent));
        write_wide(page, &tenants::again(sent));
        if let Some(schedule) = sent.schedule() {
            page.sentence(&schedule);
        }
        match sent.traffic {
            Traffic::Gaps { .. } => write_wide(page, &tenants::gaps(sent)),
            Traffic::Sparse { .. } => write_wide(page, &tenants::keep_warm(run)),
            Traffic::Burst { .. }
            | Traffic::Sustained { .. }
            | Traffic::Second { .. }
            | Traffic::CrossTenant { .. } => {}
        }
    }
    page.gap();
    page.sentence(tenants::AGAIN);
    let even = tenants::break_even(run);
    if !even.rows.is_empty() {
        page.gap();
        page.heading("break-even");
        page.sentence(tenants::BREAK_EVEN);
        for row in &even.rows {
            if let [pair, first, further, even, conclusion] = row.as_slice() {
                page.sentence(&format!(
                    "{pair}: {conclusion} (first {first} ms, further {further} ms, even after {even})"
                ));
            }
        }
    }
}

/// Columns beside the names of the rows, in as many tables as the width asks for.
fn write_wide(page: &mut Page, facts: &Facts) {
    if facts.rows.is_empty() {
        return;
    }
    let column = |place: usize| {
        let head = facts.heads.get(place).cloned().unwrap_or_default();
        let texts = facts.rows.iter().map(|row| row.get(place).cloned().unwrap_or_default());
        std::iter::once(head).chain(texts).collect::<Vec<String>>()
    };
    let columns: Vec<Vec<String>> = (facts.names..facts.heads.len()).map(column).collect();
    let names = (0..facts.names).map(column).reduce(|before, behind| joined(&before, &behind));
    page.tables(&names.unwrap_or_default(), &columns);
}

/// Two columns as one, each text of the first as wide as the widest.
fn joined(before: &[String], behind: &[String]) -> Vec<String> {
    let width = before.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    before.iter().zip(behind).map(|(before, behind)| format!("{before:<width$}  {behind}")).collect()
}
