//! What was measured in two ways, and whether they agree.

use maud::{Markup, html};
use statistics::Accord;

use super::{
    badge,
    numbers::{self, Shown},
};
use crate::{
    record::{CrossCheckFinding, Run, Way},
    report::words,
};

/// The table, or nothing where nothing was measured twice.
pub(super) fn cross_checks(run: &Run) -> Option<Markup> {
    let checks = &run.findings.cross_checks;
    (!checks.is_empty()).then(|| {
        html! {
            div.wide tabindex="0" role="region" aria-label="cross-checks" { table.arms.checks {
                caption { (words::CROSS_CHECKS) }
                thead { tr { @for head in ["question", "one way", "other way", "ratio", "they"] { th scope="col" { (head) } } } }
                tbody { @for check in checks { (row(check)) } }
            } }
        }
    })
}

fn row(check: &CrossCheckFinding) -> Markup {
    html! {
        tr id=(format!("cross-check-{}", check.name)) {
            th.sentence scope="row" { (check.question) }
            td { (way(&check.one)) }
            td { (way(&check.other)) }
            td { @match &check.ratio { Some(ratio) => (shown(&numbers::ratio(ratio))), None => (numbers::NOTHING) } }
            td { (accord(check.accord)) }
        }
    }
}

fn way(way: &Way) -> Markup {
    html! {
        @match &way.found { Some(found) => (shown(&numbers::milliseconds(found))), None => "not measured" }
        span.range { code { (way.quantity) } }
    }
}

fn accord(accord: Accord) -> Markup {
    match accord {
        Accord::Agree => badge::badge("supported", "✓", accord.as_str()),
        Accord::Differ => badge::badge("refuted", "✗", accord.as_str()),
        Accord::Undecided => badge::badge("undecided", "?", accord.as_str()),
    }
}

fn shown(Shown { value, interval }: &Shown) -> Markup {
    html! { (value) span.range { (interval) } }
}
