//! Fits: what the difference of each arm grows by, as a table.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    numbers::{self, Shown},
};
use crate::{
    record::{FitFinding, FittedArm, Ranged, Run},
    report::fit::{EXPLANATION, heads, unknowns},
};

/// All fits, or nothing where there is none.
pub(super) fn fits(run: &Run, arms: &Arms) -> Option<Markup> {
    let fits = &run.findings.fits;
    (!fits.is_empty()).then(|| html! { @for fit in fits { (article(fit, arms)) } })
}

fn article(fit: &FitFinding, arms: &Arms) -> Markup {
    html! {
        article.fit id=(format!("fit-{}", fit.name)) {
            h3 { (fit.title) ", beyond " (plain(&fit.base)) }
            div.wide tabindex="0" role="region" aria-label=(format!("table of {}", fit.title)) { table.arms {
                caption { (EXPLANATION) " 95\u{202f}% intervals." }
                thead { tr {
                    th scope="col" { "arm" }
                    @for head in heads(fit) { th scope="col" { (head) } }
                    th scope="col" { "cells" } th scope="col" { "off by" }
                } }
                tbody { @for arm in &fit.arms { (row(fit, arm, arms)) } }
            } }
        }
    }
}

fn row(fit: &FitFinding, arm: &FittedArm, arms: &Arms) -> Markup {
    html! {
        tr {
            th scope="row" { (arms.tag(&arm.arm)) }
            @for unknown in unknowns(fit, arm) { td { (told(unknown.as_ref())) } }
            td { (arm.cells) }
            td { (arm.worst_residual.map_or_else(|| numbers::NOTHING.to_owned(), numbers::percent)) }
        }
    }
}

fn told(unknown: Option<&Ranged>) -> Markup {
    let Some(unknown) = unknown else { return html! { (numbers::NOTHING) } };
    let Shown { value, interval } = numbers::difference(unknown);
    html! { (value) span.range { (interval) } }
}
