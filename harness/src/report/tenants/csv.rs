//! The findings of a run of tenants as comma-separated values: a row for every arm of a cell, and one for each gap.
//!
//! A quantity with an interval has three columns: `x`, `x_lower` and `x_upper`. Times are in milliseconds, nothing is rounded,
//! and what is not known is empty.

use super::Sent;
use crate::record::{ArmFinding, GapFinding, Pool, Ranged, Share, Times, TrafficFinding};

/// A row as pairs of column and text; every row has the same columns in the same order.
type Row = Vec<(String, String)>;

/// The header and the rows.
pub(in crate::report) fn rows(cells: &[Sent<'_>]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut rows: Vec<Row> = Vec::new();
    for sent in cells {
        for (arm, found) in sent.arms() {
            rows.push(row(*sent, (arm, found), None));
            rows.extend(found.gaps.iter().map(|gap| row(*sent, (arm, found), Some(gap))));
        }
    }
    let heads = rows.first().map(|row| row.iter().map(|(head, _)| head.clone()).collect()).unwrap_or_default();
    (heads, rows.into_iter().map(|row| row.into_iter().map(|(_, text)| text).collect()).collect())
}

fn row(sent: Sent<'_>, (arm, group): (&ArmFinding, &TrafficFinding), gap: Option<&GapFinding>) -> Row {
    let whole = gap.is_none();
    let serving = sent.cell.arms.get(&arm.name).and_then(|arm| arm.serving.as_ref());
    let mut row = vec![
        ("cell".to_owned(), sent.name.to_owned()),
        ("arm".to_owned(), arm.name.clone()),
        ("engine".to_owned(), serving.map(|serving| serving.engine.as_str().to_owned()).unwrap_or_default()),
        ("gap_seconds".to_owned(), gap.map(|gap| gap.gap_seconds.to_string()).unwrap_or_default()),
        ("rounds".to_owned(), number(whole.then_some(sent.found.rounds.into()))),
        ("requests".to_owned(), number(whole.then_some(arm.samples))),
        ("failures".to_owned(), number(whole.then_some(arm.errors.hits))),
        ("coalesced".to_owned(), number(whole.then_some(group.coalesced))),
    ];
    put_share(&mut row, "warm", gap.map_or(group.warm, |gap| gap.warm));
    put_share(&mut row, "awake", gap.map_or(group.again.awake, |gap| gap.awake));
    put_share(&mut row, "known_isolate", group.again.anybody.filter(|_| whole));
    put_share(&mut row, "own_isolate", group.again.tenant.filter(|_| whole));
    put_share(&mut row, "copy", group.copies.filter(|_| whole));
    put_times(&mut row, "opening", group.openings_ms.filter(|_| whole));
    put_times(&mut row, "cold", group.cold_ms.filter(|_| whole));
    put_times(&mut row, "warm", group.warm_ms.filter(|_| whole));
    put_times(&mut row, "gap", gap.and_then(|gap| gap.ms));
    let (seen, isolates) = match &group.pool {
        Pool::Estimated { seen, isolates, .. } => (*seen, Some(*isolates)),
        Pool::CannotTell { seen, .. } => (*seen, None),
    };
    row.push(("isolates_seen".to_owned(), number(whole.then_some(seen))));
    put_ranged(&mut row, "isolates", isolates.filter(|_| whole));
    row
}

fn put_share(row: &mut Row, name: &str, share: Option<Share>) {
    row.push((format!("{name}_hits"), number(share.map(|share| share.hits))));
    row.push((format!("{name}_of"), number(share.map(|share| share.of))));
    put_ranged(row, &format!("{name}_share"), share.map(|share| share.share));
}

fn put_times(row: &mut Row, name: &str, times: Option<Times>) {
    let plain = |value: f64| Ranged { value, lower: f64::NAN, upper: f64::NAN };
    put_ranged(
        row,
        &format!("{name}_p50_ms"),
        times.map(|times| times.p50_interval.unwrap_or_else(|| plain(times.p50))),
    );
    put_ranged(row, &format!("{name}_p95_ms"), times.and_then(|times| times.p95));
}

fn put_ranged(row: &mut Row, name: &str, range: Option<Ranged>) {
    let text = |value: Option<f64>| value.filter(|value| value.is_finite()).map(|value| value.to_string());
    row.push((name.to_owned(), text(range.map(|range| range.value)).unwrap_or_default()));
    row.push((format!("{name}_lower"), text(range.map(|range| range.lower)).unwrap_or_default()));
    row.push((format!("{name}_upper"), text(range.map(|range| range.upper)).unwrap_or_default()));
}

fn number(value: Option<u64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
