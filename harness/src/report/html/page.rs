//! The page: what stands above everything, then the sections in the order in which a reader asks.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    answers,
    arms::{self, Arms, plain},
    badge, break_even, cell, cross_checks, diagram, fit, forest, numbers, run_card, strips, survey, tenants, threats,
    trust,
};
use crate::record::Run;

/// The page loads nothing and runs nothing, and says so to the browser.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// One part of the page; it has an entry in the list of contents.
struct Section {
    id: &'static str,
    title: &'static str,
    body: Markup,
}

/// The page.
pub(super) fn page(run: &Run) -> Markup {
    let arms = Arms::of(run);
    let sections = sections(run, &arms);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                link rel="icon" href="data:,";
                title { (run.scenario.title) " · Isolab" }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                (arms::shapes())
                (banners(run))
                main class=[(!run.findings.trust.invalid.is_empty()).then_some("invalid")] {
                    (head(run))
                    nav aria-label="contents" { ul { @for section in &sections {
                        li { a href=(format!("#{}", section.id)) { (section.title) } }
                    } } }
                    @for section in &sections {
                        section id=(section.id) aria-labelledby=(format!("{}-title", section.id)) {
                            h2 id=(format!("{}-title", section.id)) { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer {
                    "Made by Isolab " (run.fingerprint.harness) " from the record of the run alone, format " (run.version) "."
                }
            }
        }
    }
}

fn sections(run: &Run, arms: &Arms) -> Vec<Section> {
    let section = |id, title, body| Some(Section { id, title, body });
    if let Some(scenarios) = tenants::scenarios(run, arms) {
        return [
            section("answers", "Answers", answers::cards(run, arms)),
            section("run", "The run", run_card::run_card(run)),
            section("trust", "Trust", trust::trust(run, arms)),
            section("scenarios", "Scenarios", scenarios),
            tenants::break_even(run).and_then(|body| section("break-even", "Break-even", body)),
            section("threats", "Threats to validity", tenants::threats(run)),
            section("method", "Method", tenants::method()),
        ]
        .into_iter()
        .flatten()
        .collect();
    }
    [
        section("answers", "Answers", answers::cards(run, arms)),
        section("run", "The run", run_card::run_card(run)),
        section("trust", "Trust", trust::trust(run, arms)),
        section("ratios", "All ratios", forest::forest(run, arms)),
        survey::surveys(run, arms).and_then(|body| section("surveys", "Surveys", body)),
        fit::fits(run, arms).and_then(|body| section("fits", "Fits", body)),
        diagram::diagrams(run, arms).and_then(|body| section("ways", "Where the time goes", body)),
        section("cells", "Cells", cells(run, arms)),
        break_even::break_even(run, arms).and_then(|body| section("break-even", "Break-even", body)),
        cross_checks::cross_checks(run).and_then(|body| section("cross-checks", "Measured in two ways", body)),
        section("threats", "Threats to validity", threats::threats(run)),
        section("method", "Method", threats::method(run)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What nobody may overlook.
fn banners(run: &Run) -> Markup {
    html! {
        @if !run.findings.trust.invalid.is_empty() {
            div.banner.invalid role="alert" {
                p { strong { "✗ Invalid run. " } "Nothing below is a result." }
                ul { @for reason in &run.findings.trust.invalid { li { (reason) } } }
            }
        }
        @if !run.card.complete {
            div.banner.partial role="alert" {
                @let reason = run.card.ended_by.as_deref().unwrap_or("for a reason that is not known");
                p { strong { "◐ Partial run. " } "It ended early: " (reason) "." }
            }
        }
    }
}

fn head(run: &Run) -> Markup {
    let requests = numbers::counted(run.findings.trust.requests, "request", "requests");
    let began = run.card.began.split_once('T').map_or(run.card.began.as_str(), |(day, _)| day);
    html! {
        header {
            p.over { "Isolab · " (plain(&run.scenario.name)) }
            h1 { (run.scenario.title) }
            p.sentence { (answers::sentence(run)) }
            @if let Some(tally) = answers::tally(run) { p { (tally) } }
            p.badges {
                (badge::target(run.card.target))
                @if !run.findings.trust.invalid.is_empty() { (badge::badge("refuted", "✗", "invalid")) }
                @if !run.card.complete { (badge::badge("undecided", "◐", "partial")) }
                span.note { (began) " · " (requests) " · seed " (run.card.seed) }
            }
        }
    }
}

fn cells(run: &Run, arms: &Arms) -> Markup {
    let cells = &run.findings.cells;
    let picks = strips::picks(run);
    html! {
        @if cells.is_empty() { p.note { "The run has no cell." } }
        @if cells.len() > 1 {
            ul.contents { @for cell in cells { li { a href=(format!("#cell-{}", cell.name)) { (cell.title) } } } }
        }
        @for finding in cells { (cell::cell(run, finding, arms, picks)) }
    }
}
