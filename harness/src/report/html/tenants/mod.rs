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
    report::tenants::{self, Facts, Sent},
    scenario::Traffic,
};

pub(super) use self::limits::{method, threats};

/// The answer in one sentence; none for another run.
pub(super) fn sentence(run: &Run) -> Option<String> {
    if !tenants::is_of_tenants(run) {
        return None;
    }
    let sent = tenants::cells(run);
    let bursts = sent.iter().filter(|sent| matches!(sent.traffic, Traffic::Burst { .. }));
    let told: Vec<String> = bursts
        .flat_map(|sent| sent.arms())
        .filter_map(|(arm, found)| {
            let share = found.warm?;
            Some(format!("{} served {} of {} warm", arm.name, share.hits, share.of))
        })
        .collect();
    if told.is_empty() {
        return Some("How warm many tenants are served, by architecture.".to_owned());
    }
    Some(format!("In a burst of new tenants, {}.", told.join(", ")))
}

/// Every cell of traffic.
pub(super) fn scenarios(run: &Run, arms: &Arms) -> Option<Markup> {
    if !tenants::is_of_tenants(run) {
        return None;
    }
    let sent = tenants::cells(run);
    Some(html! {
        p { (tenants::circumstances(run)) "." }
        (table(&tenants::policies(run), tenants::POLICIES, "warm, by policy"))
        @if sent.len() > 1 {
            ul.contents { @for sent in &sent {
                li { a href=(format!("#scenario-{}", sent.name)) { (sent.title()) } }
            } }
        }
        (heat::legend())
        @for sent in &sent { (scenario(run, *sent, arms)) }
        p.note { (tenants::AGAIN) }
    })
}

/// From how many requests on which arm wins.
pub(super) fn break_even(run: &Run) -> Option<Markup> {
    let even = tenants::break_even(run);
    (!even.rows.is_empty()).then(|| html! { (table(&even, tenants::BREAK_EVEN, "break-even")) })
}

fn scenario(run: &Run, sent: Sent<'_>, arms: &Arms) -> Markup {
    let title = sent.title();
    html! {
        div.cell id=(format!("scenario-{}", sent.name)) {
            h3 { (title) }
            (table(&tenants::groups(sent), "Times in milliseconds, with 95\u{202f}% intervals: Wilson for shares, \
                order statistics for medians; a percentile is left out where there are too few samples for it.", &title))
            @if let Some(schedule) = sent.schedule() { p.note { (schedule) } }
            @if matches!(sent.traffic, Traffic::Gaps { .. }) { (gaps::pictures(sent, arms)) }
            div.pictures.heats { @for (arm, found) in sent.arms() { (heat::maps(&arm.name, &found.heat)) } }
            (table(&tenants::again(sent), "Who came back to where.", "who came back to where"))
            @match sent.traffic {
                Traffic::Gaps { .. } => (table(&tenants::gaps(sent), "Warm: found the engine running. Awake: found the object in \
                    memory.", "idle gaps")),
                Traffic::Sparse { .. } => (table(&tenants::keep_warm(run), "What a signal to compute every so often \
                    buys, by the policy that chooses the isolate.", "keep-warm")),
                Traffic::Burst { .. } | Traffic::Sustained { .. } | Traffic::Second { .. } | Traffic::CrossTenant { .. } => {}
            }
            details {
                summary { "Places that were seen, in the round with the most requests" }
                (table(&tenants::census(sent), "Distinct ids in the answers.", "census"))
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
