//! The words that stand out: verdicts and answers, each with a sign and a tone.

use statistics::{Accord, Answer, Verdict};

use super::document::{Badge, Piece, Text, Tone};
use crate::{
    instrument::{scenario::Kind, target::TargetKind},
    numbers::NONE,
    record::{ArmFinding, PairFinding},
};

/// The word for a ratio.
pub(super) fn verdict(verdict: Verdict) -> Badge {
    let (tone, sign) = match verdict {
        Verdict::Faster => (Tone::Good, "▼"),
        Verdict::Slower => (Tone::Bad, "▲"),
        Verdict::Equivalent => (Tone::Even, "="),
        Verdict::Inconclusive => (Tone::Open, "?"),
    };
    Badge { tone, sign, word: verdict.as_str() }
}

/// The word for a ratio on which there may be none.
pub(super) fn judged(found: Option<Verdict>) -> Badge {
    found.map_or(Badge { tone: Tone::Silent, sign: NONE, word: "no verdict" }, verdict)
}

/// What stands beside the ratio of an arm.
pub(super) fn of_arm(arm: &ArmFinding) -> Text {
    match arm.verdict {
        _ if arm.control => faint("A/A control"),
        Some(verdict) => self::verdict(verdict).into(),
        None if arm.ratio.is_some() => faint("no verdict"),
        None => Text::default(),
    }
}

/// What stands beside the ratio of two arms of which neither is the base.
pub(super) fn of_pair(pair: &PairFinding) -> Text {
    pair.verdict.map_or_else(|| faint("no verdict"), |verdict| self::verdict(verdict).into())
}

fn faint(word: &str) -> Text {
    Piece::Faint(word.to_owned()).into()
}

/// The word for a claim: a bound is met or not, a hypothesis is supported or refuted.
pub(super) fn answer(kind: Kind, answer: Answer) -> Badge {
    let word = match kind {
        Kind::Bound => answer.bound_word(),
        Kind::Hypothesis => answer.as_str(),
    };
    match answer {
        Answer::Supported => Badge { tone: Tone::Good, sign: "✓", word },
        Answer::Refuted => Badge { tone: Tone::Bad, sign: "✗", word },
        Answer::Undecided => Badge { tone: Tone::Open, sign: "?", word },
    }
}

/// The word for a cross-check.
pub(super) fn accord(accord: Accord) -> Badge {
    let word = accord.as_str();
    match accord {
        Accord::Agree => Badge { tone: Tone::Good, sign: "✓", word },
        Accord::Differ => Badge { tone: Tone::Bad, sign: "✗", word },
        Accord::Undecided => Badge { tone: Tone::Open, sign: "?", word },
    }
}

/// What was measured, so that nobody carries a local number over to production.
pub(super) fn target(target: TargetKind) -> &'static str {
    match target {
        TargetKind::Workerd => "local, workerd",
        TargetKind::WranglerDev => "local, wrangler dev",
        TargetKind::Deployed => "deployed",
    }
}
