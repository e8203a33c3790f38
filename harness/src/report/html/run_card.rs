//! What was done, when, where and with what: enough to do it again.

use maud::{Markup, html};

use super::{arms::plain, badge, numbers};
use crate::{
    record::{Machine, Run},
    target::TargetKind,
    terminal,
};

/// The card.
pub(super) fn run_card(run: &Run) -> Markup {
    let (card, print) = (&run.card, &run.fingerprint);
    html! {
        dl.grid {
            div.whole { dt { "Command" } dd { code { (card.command) } } }
            (row("Date", &html! { (began(&card.began)) ", measured for " (seconds(card.seconds)) }))
            (row("Target", &html! { (badge::target(card.target)) @if let Some(url) = &card.url { " " (url) } }))
            @if let Some(spread) = &print.spread { (row("Compute", &html! { (spread) })) }
            (row("Seed", &html! { code { (card.seed) } ", for every order and every resampling" }))
            (row("State", &html! {
                @if card.complete { "complete" } @else { "partial: " (card.ended_by.as_deref().unwrap_or("ended early")) }
            }))
            (row("Commit", &commit(run)))
            (row("Versions", &versions(run)))
            (row("Machine", &machine(&print.machine)))
            @if card.target != TargetKind::Deployed {
                (row("Processes", &html! { (card.processes) " of the runtime were started" }))
            }
            @if !print.bundles.is_empty() {
                (row("WASM", &html! {
                    ul.plain { @for bundle in &print.bundles {
                        li {
                            (bundle.worker) " " (terminal::bytes(bundle.bytes)) " "
                            code title=(bundle.blake3) { (head(&bundle.blake3)) }
                        }
                    } }
                }))
            }
            @if !card.unavailable.is_empty() {
                (row("Not measured", &html! {
                    ul.plain { @for (cell, reason) in &card.unavailable { li { (plain(cell)) ": " (reason) } } }
                }))
            }
            (row("Changed", &origins(run)))
            (row("Samples", &html! {
                code { (run.samples.name) } ", " (numbers::counted(run.samples.rows, "row", "rows")) ", BLAKE3 "
                code title=(run.samples.blake3) { (head(&run.samples.blake3)) }
            }))
        }
    }
}

fn row(term: &str, value: &Markup) -> Markup {
    html! { div { dt { (term) } dd { (value) } } }
}

fn commit(run: &Run) -> Markup {
    html! {
        @match &run.fingerprint.commit {
            Some(commit) => code { (commit) },
            None => "not known",
        }
        @match run.fingerprint.dirty {
            Some(true) => { ", " strong { "with changes that the commit does not hold" } },
            Some(false) => ", without changes",
            None => "",
        }
    }
}

fn versions(run: &Run) -> Markup {
    let print = &run.fingerprint;
    let named = [
        ("harness", Some(&print.harness)),
        ("workerd", print.workerd.as_ref()),
        ("compatibility date", print.compatibility_date.as_ref()),
    ];
    html! {
        ul.plain {
            @for (name, version) in named { @if let Some(version) = version { li { (name) " " (version) } } }
            @if let Some(rustc) = &print.rustc { li { (rustc) } }
        }
    }
}

fn machine(machine: &Machine) -> Markup {
    let threads = u64::try_from(machine.threads).unwrap_or(u64::MAX);
    html! {
        (machine.platform)
        @if let Some(kernel) = &machine.kernel { ", kernel " (kernel) }
        ", " (numbers::counted(threads, "thread", "threads"))
        @if let Some(processor) = &machine.processor { ", " (processor) }
    }
}

/// What differs from the scenario as the code has it, its value, and who said so.
fn origins(run: &Run) -> Markup {
    if run.origins.is_empty() {
        return html! { "nothing: the scenario as the code has it" };
    }
    let scenario = serde_json::to_value(&run.scenario).unwrap_or_default();
    html! {
        ul.plain {
            @for (path, origin) in &run.origins {
                li {
                    code { (path) @if let Some(value) = scenario.pointer(&format!("/{}", path.replace('.', "/"))) {
                        @if !value.is_object() && !value.is_array() { " = " (value) }
                    } }
                    ", by " (origin)
                }
            }
        }
    }
}

/// A time as `2026-11-21 10:00:00 UTC`; one of another form stays as it is.
fn began(began: &str) -> String {
    match began.strip_suffix('Z').and_then(|began| began.split_once('T')) {
        Some((day, time)) => format!("{day} {time} UTC"),
        None => began.to_owned(),
    }
}

fn seconds(seconds: f64) -> String {
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), (seconds % 60.0).floor())
    }
}

fn head(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
