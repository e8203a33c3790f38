//! One cell on the terminal: a table in the form of its procedure, and what has to be said beside it.

use statistics::Verdict;

use super::layout::{Column, Page};
use crate::{
    record::{ArmFinding, CellFinding, PairFinding, Ranged},
    report::{
        numbers::{NONE, count, number, number_or_none, ranged, ranged_or_none},
        words,
    },
};

/// Writes the cell.
pub(super) fn write(page: &mut Page, cell: &CellFinding) {
    page.heading(&format!("{}: {}", cell.name, cell.title));
    if let Some(reason) = &cell.unavailable {
        page.sentence(&format!("not measured: {reason}"));
        return;
    }
    page.sentence(&words::procedure(cell));
    match cell.procedure.as_str() {
        "ladder" => ladder(page, cell),
        "open" => open(page, cell),
        "first_request" => first_request(page, cell),
        _ => paired(page, cell),
    }
    for absent in &cell.absent {
        page.sentence(&format!("{}: {}", absent.name, words::not_available(absent)));
    }
    for note in words::notes(cell) {
        page.sentence(&note);
    }
}

fn paired(page: &mut Page, cell: &CellFinding) {
    let columns = [
        Column::Words("arm"),
        Column::Figures("p50"),
        Column::Figures("p95"),
        Column::Figures("p99"),
        Column::Figures("ratio [95 %]"),
        Column::Words("verdict"),
    ];
    let figure = |value: Option<Ranged>| number_or_none(value.map(|ranged| ranged.value));
    let row = |arm: &ArmFinding| {
        let [p50, p95, p99] = [arm.p50_ms, arm.p95_ms, arm.p99_ms].map(figure);
        vec![arm.name.clone(), p50, p95, p99, ratio(arm), words::verdict(arm).to_owned()]
    };
    let others = cell.others.iter().map(|pair| compared(pair, 3));
    page.table(&columns, &cell.arms.iter().map(row).chain(others).collect::<Vec<_>>());
}

fn first_request(page: &mut Page, cell: &CellFinding) {
    let columns = [
        Column::Words("arm"),
        Column::Figures("p50 [95 %]"),
        Column::Figures("ratio [95 %]"),
        Column::Words("verdict"),
    ];
    let row = |arm: &ArmFinding| {
        let p50 = ranged_or_none(arm.p50_ms.as_ref());
        vec![arm.name.clone(), p50, ratio(arm), words::verdict(arm).to_owned()]
    };
    let others = cell.others.iter().map(|pair| compared(pair, 1));
    page.table(&columns, &cell.arms.iter().map(row).chain(others).collect::<Vec<_>>());
}

fn ladder(page: &mut Page, cell: &CellFinding) {
    let columns = [
        Column::Words("arm"),
        Column::Figures(words::rungs(cell)),
        Column::Figures("per second"),
        Column::Figures("p50"),
        Column::Figures("p99"),
        Column::Figures("errors"),
    ];
    let mut rows = Vec::new();
    for arm in &cell.arms {
        for (index, rung) in arm.rungs.iter().enumerate() {
            // The name once is enough for the eye to find where an arm begins.
            let name = if index == 0 { arm.name.clone() } else { String::new() };
            let [p50, p99] = [rung.p50_ms, rung.p99_ms].map(number_or_none);
            let (place, errors) = (count(rung.number.into()), count(rung.errors));
            rows.push(vec![name, place, number(rung.per_second), p50, p99, errors]);
        }
        if arm.rungs.is_empty() {
            let mut row = vec![NONE.to_owned(); columns.len()];
            row.splice(..1, [arm.name.clone()]);
            rows.push(row);
        }
    }
    page.table(&columns, &rows);
    if let Some(most) = cell.arms.iter().flat_map(|arm| &arm.rungs).map(|rung| rung.number).max()
        && cell.arms.iter().all(|arm| arm.first_failing.is_none())
    {
        page.sentence(&format!("no failure with up to {}", words::rung(cell, most)));
    }
}

fn open(page: &mut Page, cell: &CellFinding) {
    let columns = [
        Column::Words("arm"),
        Column::Words("time"),
        Column::Figures("p50"),
        Column::Figures("p99"),
        Column::Figures("per second"),
        Column::Figures("dropped"),
        Column::Figures("lag p50"),
        Column::Figures("lag p99"),
    ];
    let figure = |value: Option<Ranged>| number_or_none(value.map(|ranged| ranged.value));
    let mut rows = Vec::new();
    for arm in &cell.arms {
        let (p50, p99) = (figure(arm.p50_ms), figure(arm.p99_ms));
        let schedule = arm.load.map_or_else(
            || [NONE; 4].map(str::to_owned),
            |load| [number(load.per_second), count(load.dropped), number(load.lag_p50_ms), number(load.lag_p99_ms)],
        );
        rows.push([vec![arm.name.clone(), "schedule".to_owned(), p50, p99], schedule.into()].concat());
        let service = arm.load.map_or([None, None], |load| [load.service_p50_ms, load.service_p99_ms]);
        let [p50, p99] = service.map(number_or_none);
        let empty = String::new;
        rows.push(vec![empty(), "service".to_owned(), p50, p99, empty(), empty(), empty(), empty()]);
    }
    page.table(&columns, &rows);
    let compared: Vec<&ArmFinding> = cell.arms.iter().filter(|arm| arm.ratio.is_some()).collect();
    if !compared.is_empty() {
        let columns = [Column::Words("arm"), Column::Figures("ratio [95 %]"), Column::Words("verdict")];
        let row = |arm: &&ArmFinding| vec![arm.name.clone(), ratio(arm), words::verdict(arm).to_owned()];
        let others = cell.others.iter().map(|pair| self::compared(pair, 0));
        page.table(&columns, &compared.iter().map(row).chain(others).collect::<Vec<_>>());
    }
}

/// The row of two arms of which neither is the base, with so many empty fields between its name and its ratio.
fn compared(pair: &PairFinding, empty: usize) -> Vec<String> {
    let verdict = pair.verdict.map_or("", Verdict::as_str).to_owned();
    let mut row = vec![words::name(pair)];
    row.extend(std::iter::repeat_n(String::new(), empty));
    row.extend([ranged(&pair.ratio), verdict]);
    row
}

fn ratio(arm: &ArmFinding) -> String {
    arm.ratio.as_ref().map(ranged).unwrap_or_default()
}
