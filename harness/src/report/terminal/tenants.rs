//! The scenarios of a run of tenants on a terminal.

use super::layout::Page;
use crate::{
    record::Run,
    report::tenants::{self, Facts},
    tenants::traffic::ScenarioName,
};

/// Writes all of it; nothing for another run.
pub(super) fn write(page: &mut Page, run: &Run) {
    let Some((plan, found)) = tenants::parts(run) else { return };
    page.gap();
    page.sentence(&tenants::circumstances(plan));
    let policies = tenants::policies(plan, found);
    if !policies.rows.is_empty() {
        page.gap();
        page.heading("warm, by policy");
        page.sentence(tenants::POLICIES);
        write_wide(page, &policies);
    }
    for shape in tenants::shapes(plan, found) {
        page.gap();
        page.heading(&tenants::title(shape));
        write_wide(page, &tenants::groups(found, shape.name));
        write_wide(page, &tenants::again(found, shape.name));
        if let Some(schedule) = tenants::schedule(found, shape.name) {
            page.sentence(&schedule);
        }
        match shape.name {
            ScenarioName::Gaps => write_wide(page, &tenants::gaps(found)),
            ScenarioName::Sparse => write_wide(page, &tenants::keep_warm(plan, found)),
            ScenarioName::Burst | ScenarioName::Sustained | ScenarioName::Second | ScenarioName::CrossTenant => {}
        }
    }
    page.gap();
    page.sentence(tenants::AGAIN);
    let even = tenants::break_even(found);
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
