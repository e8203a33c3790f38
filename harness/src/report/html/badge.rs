//! Words that stand out: verdicts and answers with a sign and a tint, and what was measured.

use maud::{Markup, html};
use statistics::{Answer, Verdict};

use crate::{report::words, scenario::Kind, target::TargetKind};

/// The word for a ratio.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    badge(verdict.as_str(), words::sign(verdict), verdict.as_str())
}

/// The word for a claim: a bound is met or not, a hypothesis is supported or not.
pub(super) fn answer(kind: Kind, answer: Answer) -> Markup {
    let word = match (kind, answer) {
        (Kind::Bound, Answer::Supported) => "met",
        (Kind::Bound, Answer::Refuted) => "not met",
        (Kind::Hypothesis, Answer::Supported | Answer::Refuted) | (_, Answer::Undecided) => answer.as_str(),
    };
    let sign = match answer {
        Answer::Supported => "✓",
        Answer::Refuted => "✗",
        Answer::Undecided => "?",
    };
    badge(answer.as_str(), sign, word)
}

/// What was measured, so that nobody carries a local number over to production.
pub(super) fn target(target: TargetKind) -> Markup {
    let word = match target {
        TargetKind::Workerd => "local, workerd",
        TargetKind::WranglerDev => "local, wrangler dev",
        TargetKind::Deployed => "deployed",
    };
    html! { span.target { (word) } }
}

/// A badge in the tint of its class.
pub(super) fn badge(class: &str, sign: &str, word: &str) -> Markup {
    html! { span.badge.(class) { span aria-hidden="true" { (sign) } " " (word) } }
}
