//! The sections of a run of tenants: scenarios with their heat maps, idle gaps, keep-warm, break-even, and what limits them.
//!
//! ```text
//! scenario ─┬─ table, sentence of the schedule
//!           ├─ heat: tenants × time, cold and warm; isolates: the same, by isolate
//!           ├─ gaps: P(warm | gap), P(awake | gap)
//!           └─ census
//! ```

mod gaps;
mod heat;
mod limits;

use maud::{Markup, html};

use super::arms::Arms;
use crate::{
    record::Run,
    report::tenants::{self, Facts},
    tenants::{
        findings::TenantFindings,
        plan::Plan,
        traffic::{ScenarioName, Shape},
        visit::Variant,
    },
};

pub(super) use self::limits::{method, threats};

/// The answer in one sentence; none for another run.
pub(super) fn sentence(run: &Run) -> Option<String> {
    let (plan, found) = tenants::parts(run)?;
    let warm = |scenario: ScenarioName, label: &str| {
        let share = found.group(scenario, label, Variant::Plain)?.warm?;
        Some(format!("{} of {}", share.hits, share.of))
    };
    let told: Vec<String> = plan
        .contenders
        .iter()
        .filter_map(|contender| {
            let label = contender.label();
            Some(format!("{label} served {} warm", warm(ScenarioName::Burst, &label)?))
        })
        .collect();
    if told.is_empty() {
        return Some("How warm many tenants are served, by architecture.".to_owned());
    }
    Some(format!("In a burst of new tenants, {}.", told.join(", ")))
}

/// Every scenario.
pub(super) fn scenarios(run: &Run, arms: &Arms) -> Option<Markup> {
    let (plan, found) = tenants::parts(run)?;
    let shapes: Vec<&Shape> = tenants::shapes(plan, found).collect();
    Some(html! {
        p { (tenants::circumstances(plan)) "." }
        (table(&tenants::policies(plan, found), tenants::POLICIES, "warm, by policy"))
        @if shapes.len() > 1 {
            ul.contents { @for shape in &shapes {
                li { a href=(format!("#scenario-{}", shape.name.as_str())) { (tenants::title(shape)) } }
            } }
        }
        (heat::legend())
        @for shape in &shapes { (scenario(plan, found, shape, arms)) }
        p.note { (tenants::AGAIN) }
    })
}

/// From how many requests on which contender wins.
pub(super) fn break_even(run: &Run) -> Option<Markup> {
    let (_, found) = tenants::parts(run)?;
    let even = tenants::break_even(found);
    (!even.rows.is_empty()).then(|| html! { (table(&even, tenants::BREAK_EVEN, "break-even")) })
}

fn scenario(plan: &Plan, found: &TenantFindings, shape: &Shape, arms: &Arms) -> Markup {
    let groups = || found.of(shape.name);
    let title = tenants::title(shape);
    html! {
        div.cell id=(format!("scenario-{}", shape.name.as_str())) {
            h3 { (title) }
            (table(&tenants::groups(found, shape.name), "Times in milliseconds, with 95\u{202f}% intervals: Wilson for shares, \
                order statistics for medians; a percentile is left out where there are too few samples for it.", &title))
            @if let Some(schedule) = tenants::schedule(found, shape.name) { p.note { (schedule) } }
            @if shape.name == ScenarioName::Gaps { (gaps::pictures(plan, found, arms)) }
            div.pictures.heats { @for group in groups() { (heat::maps(group)) } }
            (table(&tenants::again(found, shape.name), "Who came back to where.", "who came back to where"))
            @match shape.name {
                ScenarioName::Gaps => (table(&tenants::gaps(found), "Warm: found the engine running. Awake: found the object in \
                    memory.", "idle gaps")),
                ScenarioName::Sparse => (table(&tenants::keep_warm(plan, found), "What a signal to compute every so often \
                    buys, by the policy that chooses the isolate.", "keep-warm")),
                ScenarioName::Burst | ScenarioName::Sustained | ScenarioName::Second | ScenarioName::CrossTenant => {}
            }
            details {
                summary { "Places that were seen, in the pass with the most requests" }
                (table(&tenants::census(found, shape.name), "Distinct ids in the answers.", "census"))
            }
        }
    }
}

fn table(facts: &Facts, caption: &str, label: &str) -> Markup {
    let (heads, rows) = (&facts.heads, &facts.rows);
    html! { @if !rows.is_empty() {
        div.wide tabindex="0" role="region" aria-label=(label) { table.arms {
            caption { (caption) }
            thead { tr { @for (place, head) in heads.iter().enumerate() {
                th.words[place < facts.names] scope="col" { (head) }
            } } }
            tbody { @for row in rows { tr {
                @for (place, text) in row.iter().enumerate() {
                    @if place < facts.names { th.words scope="row" { (text) } } @else { td { (figure(text)) } }
                }
            } } }
        } }
    } }
}

/// A figure with its interval below it, or a sentence.
fn figure(text: &str) -> Markup {
    match text.split_once(" [") {
        Some((value, interval)) => html! { (value) span.range { "[" (interval) } },
        None if text.len() > 24 => html! { span.sentence { (text) } },
        None => html! { (text) },
    }
}
