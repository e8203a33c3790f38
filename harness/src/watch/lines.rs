//! A timeline for a terminal: an operation in a line, and a bar of when it was under way.

use comfy_table::{Cell, CellAlignment, Table, presets};

use super::{
    source::Event,
    timeline::{End, Row, Timeline},
};
use crate::terminal::{cut, printable};

/// How many characters a bar has.
const BAR: u64 = 30;

/// How many characters of an outcome are shown.
const OUTCOME: usize = 48;

/// The whole timeline.
pub(super) fn of(timeline: &Timeline) -> String {
    let status = &timeline.status;
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["", "operation", "began", "took", "", "tries", "came to"]);
    for row in &timeline.rows {
        table.add_row([
            Cell::new(row.operation).set_alignment(CellAlignment::Right),
            Cell::new(format!("{}{}", "  ".repeat(row.depth), printable(&row.name))),
            Cell::new(format!("{} ms", row.began_ms)).set_alignment(CellAlignment::Right),
            Cell::new(took(row)).set_alignment(CellAlignment::Right),
            Cell::new(bar(row, timeline.length_ms)),
            Cell::new(row.attempts).set_alignment(CellAlignment::Right),
            Cell::new(outcome(row)),
        ]);
    }
    let mut text =
        vec![printable(&format!("{} {} in {}: {}", status.workflow, status.id, status.object, status.state))];
    text.extend(table.lines().map(|line| line.trim_end().to_owned()));
    text.extend(timeline.marks.iter().map(|mark| format!("{} at {} ms", printable(&mark.kind), mark.at_ms)));
    text.extend(status.waits_for.iter().map(|waits| format!("waits for {}", printable(waits))));
    text.extend(status.error.iter().map(|error| format!("error: {}", printable(error))));
    let numbers = timeline.numbers().into_iter().skip(1).map(|(name, value)| format!("{name} {value}"));
    text.push(numbers.collect::<Vec<_>>().join(", "));
    text.join("\n") + "\n"
}

/// One event as it comes.
pub(super) fn of_event(event: &Event) -> String {
    let mut parts = vec![event.at_ms.to_string(), event.kind.clone()];
    parts.extend(event.operation.map(|operation| format!("#{operation}")));
    parts.extend(event.name.clone());
    parts.extend(event.output.as_ref().map(|output| cut(&output.to_string(), OUTCOME)));
    parts.extend(event.error.clone());
    format!("{}\n", printable(&parts.join("  ")))
}

fn took(row: &Row) -> String {
    match row.ended_ms {
        Some(ended) => format!("{} ms", ended.saturating_sub(row.began_ms)),
        None => row.end.words().to_owned(),
    }
}

fn outcome(row: &Row) -> String {
    let mut parts: Vec<String> = row.failures.iter().map(|failure| format!("failed: {failure}")).collect();
    parts.extend(row.late_ms.filter(|late| *late > 0).map(|late| format!("{late} ms late")));
    parts.extend(row.outcome.clone().filter(|outcome| outcome != "null"));
    cut(&printable(&parts.join("; ")), OUTCOME)
}

fn bar(row: &Row, length_ms: u64) -> String {
    let place = |at_ms: u64| at_ms.min(length_ms) * (BAR - 1) / length_ms.max(1);
    let (from, to) = (place(row.began_ms), place(row.ended_ms.unwrap_or(length_ms)));
    let sign = match row.end {
        End::Open => '░',
        End::Done => '█',
        End::Failed => '×',
        End::GivenUp => '·',
    };
    let one = |at: u64| if (from..=to).contains(&at) { sign } else { ' ' };
    (0..BAR).map(one).collect()
}
