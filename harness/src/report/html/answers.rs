//! The answers, first of all: one sentence, then a card for each headline comparison and each claim.

use maud::{Markup, html};
use statistics::{Answer, Comparison, Verdict};

use super::{
    arms::{Arms, plain},
    badge, numbers, plot,
    scale::Scale,
    tenants, track,
};
use crate::{
    quantity::{Condition, Measure},
    record::{ArmFinding, CellFinding, ClaimFinding, Ranged, Run},
    report::words::found,
    scenario::Kind,
};

/// How high the small picture on a card is, in pixels.
const HEIGHT: f64 = 26.0;

/// The answer in one sentence, or why there is none.
pub(super) fn sentence(run: &Run) -> String {
    if !run.findings.trust.invalid.is_empty() {
        return "This run is invalid: none of its numbers is an answer.".to_owned();
    }
    if let Some(sentence) = tenants::sentence(run).or_else(|| summary(run)) {
        return sentence;
    }
    let Some((cell, arm, ratio)) = headlines(run).next() else {
        return "This run compared nothing: it has no ratio to report.".to_owned();
    };
    let shown = numbers::ratio(&ratio);
    let (of, base) = (plain(&arm.name), cell.base.as_deref().map_or_else(|| "the base".to_owned(), plain));
    let title = short(&cell.title);
    match arm.verdict {
        Some(Verdict::Inconclusive) | None => {
            format!("On {title}, this run does not tell {of} from {base}: {} {}.", shown.value, shown.interval)
        }
        Some(Verdict::Equivalent) => {
            format!("On {title}, {of} is as fast as {base}: {} {}.", shown.value, shown.interval)
        }
        Some(Verdict::Faster | Verdict::Slower) => {
            format!("On {title}, {of} takes {} times as long as {base}, {}.", shown.value, shown.interval)
        }
    }
}

/// What the arms take over several cells, those with the base and the cells of the first.
fn summary(run: &Run) -> Option<String> {
    let summary = &run.findings.summary;
    let first = summary.first()?;
    let alike = summary.iter().filter(|other| other.base == first.base && other.cells == first.cells);
    let takes: Vec<String> = alike
        .enumerate()
        .map(|(place, summary)| {
            let (shown, arm) = (numbers::ratio(&summary.ratio), plain(&summary.arm));
            if place == 0 {
                format!("{arm} takes {} times as long as {} {}", shown.value, plain(&summary.base), shown.interval)
            } else {
                format!("{arm} {} times {}", shown.value, shown.interval)
            }
        })
        .collect();
    let title =
        |name: &String| run.findings.cell(name).map_or_else(|| plain(name), |cell| short(&cell.title).to_owned());
    let cells: Vec<String> = first.cells.iter().map(title).collect();
    Some(format!("Over {}, {}.", listed(&cells), listed(&takes)))
}

/// How the claims were answered, in one sentence; none where nothing was claimed.
pub(super) fn tally(run: &Run) -> Option<String> {
    if !run.findings.trust.invalid.is_empty() {
        return None;
    }
    let count = |answer| run.findings.claims.iter().filter(|claim| claim.answer == answer).count();
    let words: Vec<String> = [
        (count(Answer::Supported), "supported or met"),
        (count(Answer::Refuted), "refuted or not met"),
        (count(Answer::Undecided), "undecided"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    (!words.is_empty()).then(|| format!("Claims made before the run: {}.", listed(&words)))
}

/// The cards.
pub(super) fn cards(run: &Run, arms: &Arms) -> Markup {
    let compared = compared(run);
    let axis = track::ratio_axis(compared.iter().flat_map(|compared| [compared.ratio.lower, compared.ratio.upper]));
    html! {
        @if compared.is_empty() && run.findings.claims.is_empty() {
            p.note { "No claim was made and no arm was compared with another." }
        }
        @if let (Some(axis), false) = (axis, compared.is_empty()) {
            h3 { "Headline comparisons" }
            ul.cards {
                @for compared in &compared { (comparison(run, arms, &axis, compared)) }
            }
        }
        @if !run.findings.claims.is_empty() {
            h3 { "Claims made before the run" }
            ul.cards { @for found in &run.findings.claims { (claim(run, found)) } }
        }
    }
}

fn headlines(run: &Run) -> impl Iterator<Item = (&CellFinding, &ArmFinding, Ranged)> {
    run.findings.cells.iter().filter_map(|cell| headline(cell).map(|(arm, ratio)| (cell, arm, ratio)))
}

fn headline(cell: &CellFinding) -> Option<(&ArmFinding, Ranged)> {
    let arm = cell.arm(&cell.headline)?;
    Some((arm, arm.ratio?))
}

/// Two arms, for a card.
struct Compared<'a> {
    cell: &'a CellFinding,
    arm: &'a str,
    base: Option<&'a str>,
    ratio: Ranged,
    difference: Option<Ranged>,
    verdict: Option<Verdict>,
}

/// Cell by cell: the headline against the base, then, where pairs stood side by side, the others against each other.
fn compared(run: &Run) -> Vec<Compared<'_>> {
    run.findings.cells.iter().flat_map(compared_in).collect()
}

fn compared_in(cell: &CellFinding) -> Vec<Compared<'_>> {
    let headline = headline(cell).map(|(arm, ratio)| Compared {
        cell,
        arm: &arm.name,
        base: cell.base.as_deref(),
        ratio,
        difference: arm.difference_ms,
        verdict: arm.verdict,
    });
    let others = cell.others.iter().filter(|_| cell.procedure == "paired").map(|pair| Compared {
        cell,
        arm: &pair.arm,
        base: Some(&pair.base),
        ratio: pair.ratio,
        difference: Some(pair.difference_ms),
        verdict: pair.verdict,
    });
    headline.into_iter().chain(others).collect()
}

fn comparison(run: &Run, arms: &Arms, axis: &Scale, compared: &Compared) -> Markup {
    let Compared { cell, arm, base, ratio, difference, verdict } = compared;
    let shown = numbers::ratio(ratio);
    let against = base.map(|base| format!(" against {}", plain(base))).unwrap_or_default();
    html! {
        li.card.(verdict.map_or("none", Verdict::as_str)) {
            p.over { (arms.tag(arm)) @if let Some(base) = base { " against " (arms.tag(base)) } }
            h4 { a href=(format!("#cell-{}", cell.name)) { (cell.title) } }
            (answer(run, &match verdict {
                Some(verdict) => badge::verdict(*verdict),
                None => badge::badge("none", "–", "no verdict"),
            }))
            p.value { (shown.value) " ×" span.range { (shown.interval) } }
            (track::track(
                axis,
                ratio,
                arms.look(arm),
                HEIGHT,
                &format!("{}{against}: {}", plain(arm), track::ratio_in_words(ratio)),
                &track::behind_ratio(axis, cell.noise.as_ref().map(|noise| noise.bar), HEIGHT),
            ))
            dl.facts {
                @if let Some(difference) = difference {
                    @let shown = numbers::difference(difference);
                    div { dt { "costs" } dd { (shown.value) " ms " span.range { (shown.interval) } } }
                }
                @if let Some(arm) = cell.arm(arm) {
                    div { dt { "n" } dd {
                        (numbers::count(arm.samples)) @if cell.pairs > 0 { " in " (cell.pairs) " pairs" }
                    } }
                }
            }
        }
    }
}

/// The word, and what the number must not be carried over from.
fn answer(run: &Run, word: &Markup) -> Markup {
    html! {
        p.answer {
            (word) (badge::target(run.card.target))
            @if !run.findings.trust.invalid.is_empty() { span.beware { "✗ of an invalid run" } }
        }
    }
}

fn claim(run: &Run, claim: &ClaimFinding) -> Markup {
    // A claim that the scenario of the record does not know has a number, but neither unit nor picture.
    let condition = Condition::parse(&claim.holds, &run.scenario).ok();
    let unit = condition.as_ref().map_or(Unit::Number, |condition| Unit::of(condition.quantity.measure));
    html! {
        li.card.(claim.answer.as_str()) id=(format!("claim-{}", claim.name)) {
            p.over { @match claim.kind { Kind::Hypothesis => "hypothesis", Kind::Bound => "bound on our own code" } }
            h4 { (claim.question) }
            (answer(run, &badge::answer(claim.kind, claim.answer)))
            @match &claim.found {
                Some(found) => {
                    @let (shown, after) = unit.show(found);
                    p.value { (shown.value) (after) span.range { (shown.interval) } }
                    @if let Some(condition) = &condition { (against_bound(claim, condition, found)) }
                }
                None if claim.none_failed_up_to.is_some() => p.value { (found(claim)) },
                None => p.value.nothing { "not measured in this run" },
            }
            p.claimed { "claimed: " code { (claim.holds) } }
        }
    }
}

/// The interval and, shaded, the side on which the claim holds.
fn against_bound(claim: &ClaimFinding, condition: &Condition, found: &Ranged) -> Markup {
    let bound = condition.number;
    let below = matches!(condition.comparison, Comparison::Less | Comparison::AtMost);
    let Some(axis) = Scale::linear([found.lower, found.value, found.upper, bound].into_iter()) else { return html! {} };
    let place = axis.at(bound);
    let (from, to) = if below { (0.0, place) } else { (place, 1.0) };
    let word = match claim.answer {
        Answer::Supported => "inside what was claimed",
        Answer::Refuted => "outside of what was claimed",
        Answer::Undecided => "across the bound",
    };
    html! {
        (track::track(&axis, found, super::arms::Look::default(), HEIGHT, &format!("the interval lies {word}"), &html! {
            (plot::band(from, to, 0.0, HEIGHT, "holds"))
            (plot::uprights([place].into_iter(), 0.0, HEIGHT, "bound"))
        }))
        p.scale { "shaded: where the claim holds, up to the bound of " (numbers::tick(bound)) }
    }
}

/// In what a claimed quantity is counted; its name says so.
#[derive(Clone, Copy)]
enum Unit {
    Milliseconds,
    Ratio,
    Share,
    Number,
}

impl Unit {
    fn of(measure: Measure) -> Self {
        match measure {
            Measure::Ratio => Self::Ratio,
            _ if measure.is_share() => Self::Share,
            _ if measure.is_time() => Self::Milliseconds,
            _ => Self::Number,
        }
    }

    fn show(self, range: &Ranged) -> (numbers::Shown, &'static str) {
        match self {
            Self::Milliseconds => (numbers::milliseconds(range), " ms"),
            Self::Ratio => (numbers::ratio(range), " ×"),
            Self::Share => (numbers::shares(range), ""),
            Self::Number => (numbers::milliseconds(range), ""),
        }
    }
}

/// A title up to its explanation.
fn short(title: &str) -> &str {
    title.split_once(':').map_or(title, |(short, _)| short)
}

fn listed(parts: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    match parts.as_slice() {
        [] => "all cells".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
