//! The arms of a cell as a table; columns that no arm fills are left out.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    forest,
    numbers::{self, Shown},
};
use crate::{
    record::{ArmFinding, CellFinding, PairFinding, Ranged},
    report::words,
};

type Write = fn(&ArmFinding) -> Option<Markup>;

/// A column: its head, what the head means, and how it is filled.
struct Column {
    head: &'static str,
    title: &'static str,
    write: Write,
}

/// What decides comes first, so that it is seen where there is no room for all.
const COLUMNS: [Column; 14] = [
    Column {
        head: "operation",
        title: "one of many in a request: the slope between few and many",
        write: |arm| time(arm.cost_ms),
    },
    Column { head: "p50", title: "the median", write: |arm| time(arm.p50_ms) },
    Column { head: "ratio", title: "how many times the base", write: ratio },
    Column { head: "difference", title: "milliseconds more than the base", write: |arm| difference(arm.difference_ms) },
    Column { head: "verdict", title: "the word for the ratio, and what would settle it", write: verdict },
    Column { head: "p", title: "Wilcoxon's signed-rank test, adjusted after Holm", write: probability },
    Column { head: "p90", title: "the 90th percentile", write: |arm| time(arm.p90_ms) },
    Column { head: "p95", title: "the 95th percentile", write: |arm| time(arm.p95_ms) },
    Column { head: "p99", title: "the 99th percentile", write: |arm| time(arm.p99_ms) },
    Column {
        head: "p95 difference",
        title: "milliseconds by which the 95th percentile exceeds that of the base",
        write: |arm| difference(arm.difference_p95_ms),
    },
    Column {
        head: "p99 difference",
        title: "milliseconds by which the 99th percentile exceeds that of the base",
        write: |arm| difference(arm.difference_p99_ms),
    },
    Column { head: "p99.9", title: "the percentile 99.9", write: |arm| time(arm.p999_ms) },
    Column { head: "n", title: "requests that count, outliers among them", write: |arm| Some(samples(arm)) },
    Column { head: "errors", title: "requests without a right answer", write: errors },
];

/// The table.
pub(super) fn table(cell: &CellFinding, arms: &Arms) -> Markup {
    let columns: Vec<&Column> =
        COLUMNS.iter().filter(|column| cell.arms.iter().any(|arm| (column.write)(arm).is_some())).collect();
    html! {
        div.wide tabindex="0" role="region" aria-label=(format!("arms of {}", cell.title)) {
            table.arms {
                caption {
                    "Times in milliseconds, with 95\u{202f}% intervals; a percentile is left out where there are too few \
                     samples for it."
                }
                thead { tr {
                    th scope="col" { "arm" }
                    @for column in &columns { th scope="col" title=(column.title) { (column.head) } }
                } }
                tbody { @for arm in &cell.arms { tr {
                    th scope="row" { (arms.tag(&arm.name)) }
                    @for column in &columns { td {
                        @match (column.write)(arm) { Some(text) => (text), None => (numbers::NOTHING) }
                    } }
                } }
                @for absent in &cell.absent { tr {
                    th scope="row" { (plain(&absent.name)) }
                    td.sentence colspan=(columns.len().max(1)) { (words::not_available(absent)) }
                } }
                @for pair in &cell.others { tr {
                    th scope="row" { (arms.tag(&pair.arm)) span.note { " against " (plain(&pair.base)) } }
                    @for column in &columns { td { (between(column.head, pair)) } }
                } } }
            }
        }
    }
}

/// What a column says of two arms of which neither is the base: only how they compare.
fn between(head: &str, pair: &PairFinding) -> Markup {
    match head {
        "ratio" => cell(&numbers::ratio(&pair.ratio)),
        "difference" => cell(&numbers::difference(&pair.difference_ms)),
        "verdict" => html! { (forest::judged(pair)) (to_settle(pair.pairs_to_settle)) },
        "p" => html! { @if let Some(value) = pair.p_adjusted { (numbers::probability(value)) } },
        _ => html! {},
    }
}

fn time(range: Option<Ranged>) -> Option<Markup> {
    range.map(|range| cell(&numbers::milliseconds(&range)))
}

fn samples(arm: &ArmFinding) -> Markup {
    let outliers = (arm.outliers > 0).then(|| numbers::counted(arm.outliers, "outlier", "outliers"));
    html! { (numbers::count(arm.samples)) @if let Some(outliers) = outliers { span.range { (outliers) } } }
}

fn ratio(arm: &ArmFinding) -> Option<Markup> {
    arm.ratio.map(|ratio| cell(&numbers::ratio(&ratio)))
}

fn difference(range: Option<Ranged>) -> Option<Markup> {
    range.map(|range| cell(&numbers::difference(&range)))
}

fn errors(arm: &ArmFinding) -> Option<Markup> {
    let errors = &arm.errors;
    (errors.of > 0).then(|| {
        html! {
            (numbers::count(errors.hits))
            @if errors.hits > 0 { span.range { (numbers::shares(&errors.share).interval) "\u{202f}%" } }
        }
    })
}

fn verdict(arm: &ArmFinding) -> Option<Markup> {
    arm.ratio?;
    Some(html! {
        (forest::word(arm)) (to_settle(arm.pairs_to_settle))
    })
}

fn to_settle(pairs: Option<f64>) -> Markup {
    html! { @if let Some(pairs) = pairs { span.range { "settled by " (numbers::amount(pairs.ceil())) " pairs" } } }
}

fn probability(arm: &ArmFinding) -> Option<Markup> {
    arm.p_adjusted.map(|value| html! { (numbers::probability(value)) })
}

fn cell(shown: &Shown) -> Markup {
    html! { (shown.value) span.range { (shown.interval) } }
}
