//! One cell in Markdown: a table in the form of its procedure, and what has to be said beside it.

use statistics::{MARGIN, Verdict};

use super::text::{Column, code, list, plain, table};
use crate::{
    record::{ArmFinding, CellFinding},
    report::{
        numbers::{NONE, count, number, number_or_none, percent, ranged, ranged_or_none},
        words,
    },
};

/// The section of a cell.
pub(super) fn section(cell: &CellFinding) -> String {
    let head = format!("### {}: {}\n\n", plain(&cell.name), plain(&cell.title));
    if let Some(reason) = &cell.unavailable {
        return format!("{head}Not measured: {}\n\n", plain(reason));
    }
    let figures = match cell.procedure.as_str() {
        "ladder" => ladder(cell),
        "open" => open(cell) + &compared(cell),
        _ => compared(cell),
    };
    let notes = words::notes(cell);
    let notes = if notes.is_empty() { String::new() } else { list(notes.iter().map(|note| plain(note))) };
    format!("{head}{}\n\n{figures}{notes}", plain(&words::procedure(cell)))
}

fn compared(cell: &CellFinding) -> String {
    let columns = [
        Column::Words("arm"),
        Column::Figures("n"),
        Column::Figures("errors"),
        Column::Figures("p50 [95 %]"),
        Column::Figures("p90"),
        Column::Figures("p95"),
        Column::Figures("p99"),
        Column::Figures("ratio [95 %]"),
        Column::Figures("difference [95 %]"),
        Column::Words("verdict"),
        Column::Figures("p (Holm)"),
    ];
    let row = |arm: &ArmFinding| {
        let percentiles = [arm.p90_ms, arm.p95_ms, arm.p99_ms];
        let [p90, p95, p99] = percentiles.map(|value| number_or_none(value.map(|ranged| ranged.value)));
        let [ratio, difference] = [arm.ratio, arm.difference_ms].map(|value| value.as_ref().map(ranged));
        vec![
            code(&arm.name),
            count(arm.samples),
            count(arm.errors.hits),
            ranged_or_none(arm.p50_ms.as_ref()),
            p90,
            p95,
            p99,
            ratio.unwrap_or_default(),
            difference.unwrap_or_default(),
            emphasised(words::verdict(arm)),
            arm.p_adjusted.map(number).unwrap_or_default(),
        ]
    };
    let others = cell.others.iter().map(|pair| {
        let mut row = vec![code(&words::name(pair))];
        row.extend(std::iter::repeat_n(String::new(), 6));
        row.extend([ranged(&pair.ratio), ranged(&pair.difference_ms)]);
        row.push(emphasised(pair.verdict.map_or("", Verdict::as_str)));
        row.push(pair.p_adjusted.map(number).unwrap_or_default());
        row
    });
    table(&columns, &cell.arms.iter().map(row).chain(absent(cell, columns.len())).chain(others).collect::<Vec<_>>())
}

/// The rows of the arms that the target does not have, in a table of so many columns.
fn absent(cell: &CellFinding, columns: usize) -> impl Iterator<Item = Vec<String>> {
    cell.absent.iter().map(move |absent| {
        let mut row = vec![code(&absent.name), plain(&words::not_available(absent))];
        row.resize(columns, String::new());
        row
    })
}

fn ladder(cell: &CellFinding) -> String {
    let columns = [
        Column::Words("arm"),
        Column::Figures(words::rungs(cell)),
        Column::Figures("per second"),
        Column::Figures("p50"),
        Column::Figures("p99"),
        Column::Figures("errors"),
    ];
    let rungs = cell.arms.iter().flat_map(|arm| arm.rungs.iter().map(move |rung| (arm, rung)));
    let rows = rungs.map(|(arm, rung)| {
        vec![
            code(&arm.name),
            count(rung.number.into()),
            number(rung.per_second),
            number_or_none(rung.p50_ms),
            number_or_none(rung.p99_ms),
            count(rung.errors),
        ]
    });
    table(&columns, &rows.chain(absent(cell, columns.len())).collect::<Vec<_>>())
}

fn open(cell: &CellFinding) -> String {
    let columns = [
        Column::Words("arm"),
        Column::Figures("per second"),
        Column::Figures("dropped"),
        Column::Figures("p50 from schedule"),
        Column::Figures("p99 from schedule"),
        Column::Figures("p50 of service"),
        Column::Figures("p99 of service"),
        Column::Figures("lag p50"),
        Column::Figures("lag p99"),
    ];
    let row = |arm: &ArmFinding| {
        let [p50, p99] = [arm.p50_ms, arm.p99_ms].map(|value| number_or_none(value.map(|ranged| ranged.value)));
        let load = arm.load.as_ref();
        let figure = |pick: fn(&crate::record::LoadFinding) -> Option<f64>| number_or_none(load.and_then(pick));
        vec![
            code(&arm.name),
            figure(|load| Some(load.per_second)),
            load.map_or_else(|| NONE.to_owned(), |load| count(load.dropped)),
            p50,
            p99,
            figure(|load| load.service_p50_ms),
            figure(|load| load.service_p99_ms),
            figure(|load| Some(load.lag_p50_ms)),
            figure(|load| Some(load.lag_p99_ms)),
        ]
    };
    table(&columns, &cell.arms.iter().map(row).collect::<Vec<_>>())
}

/// The A/A controls of all cells.
pub(super) fn controls(cells: &[CellFinding]) -> String {
    let columns = [
        Column::Words("cell"),
        Column::Words("A/A control"),
        Column::Figures("ratio [95 %]"),
        Column::Figures("noise floor"),
        Column::Figures("bar"),
        Column::Words("says"),
    ];
    let rows = cells.iter().filter_map(|cell| {
        let noise = cell.noise.as_ref()?;
        let says = match (noise.disturbed, noise.floor > MARGIN - 1.0) {
            (true, _) => "**DISTURBED**: identical arms differ beyond the margin",
            (false, true) => "noisy: nothing is called equivalent",
            (false, false) => "quiet",
        };
        let [floor, bar] = [noise.floor, noise.bar].map(percent);
        Some(vec![code(&cell.name), code(&noise.control), ranged(&noise.ratio), floor, bar, says.to_owned()])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        "No A/A control: there is no verdict in this run.\n\n".to_owned()
    } else {
        table(&columns, &rows)
    }
}

fn emphasised(word: &str) -> String {
    if matches!(word, "faster" | "slower") { format!("**{word}**") } else { word.to_owned() }
}
