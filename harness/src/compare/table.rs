//! The report on a terminal of 80 columns; every meaning is a word, none is only a colour.

use std::fmt::{self, Display, Formatter};

use super::{
    lane::{Cell, Lane},
    report::{CellReport, LaneReport, Numbers, Report},
    targets::{Target, Unit},
};

impl Display for Report {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for cell in &self.cells {
            writeln!(formatter, "{cell}")?;
        }
        if let Some(hop) = &self.hop {
            writeln!(formatter, "hop from object to compute, 256 bytes there and back")?;
            writeln!(formatter, "  through the envelope  {:.3} ms", hop.envelope_ms)?;
            writeln!(formatter, "  JavaScript pair       {:.3} ms", hop.script_ms)?;
            writeln!(formatter, "  ratio                 {}\n", times(&hop.ratio))?;
        }
        if !self.legs.is_empty() {
            writeln!(formatter, "where the time of a hot query goes           ms [95 % interval]")?;
        }
        for leg in &self.legs {
            writeln!(formatter, "  {:<12} {:<34} {}", leg.arm, leg.work, times(&leg.elapsed_ms))?;
        }
        if !self.targets.is_empty() {
            writeln!(formatter, "\nbounds                                  at most  found [95 % interval]")?;
        }
        for target in &self.targets {
            writeln!(formatter, "{target}")?;
        }
        if let Some(reason) = &self.invalid {
            writeln!(formatter, "\nthis run is INVALID: {reason}")?;
        }
        Ok(())
    }
}

impl Display for CellReport {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}, {} pairs", title(self.cell), self.pairs)?;
        let base = self.lanes.first().map_or("", |lane| lane.lane);
        let stands_alone = self.lanes.iter().any(|lane| lane.p50_interval_ms.is_some());
        let spread = if stands_alone { "ms [95 %]" } else { "p95 ms  p99 ms" };
        let compared = self.lanes.len() > 1;
        let controlled = self.lanes.iter().any(|lane| lane.lane == Lane::Control.as_str());
        let ratio = if compared { format!("ratio to {base}") } else { String::new() };
        let verdict = if controlled { "verdict" } else { "" };
        let header = format!("  {:<14}{:>8}  {spread:<16}{ratio:<23}{verdict}", "", "p50 ms");
        writeln!(formatter, "{}", header.trim_end())?;
        for lane in &self.lanes {
            writeln!(formatter, "{lane}")?;
        }
        if compared && !controlled {
            writeln!(formatter, "  no verdict on these ratios: this cell has no A/A control")?;
        }
        for lane in &self.lanes {
            if let Some(pairs) = lane.pairs_to_settle {
                writeln!(formatter, "  {} would be settled by about {pairs:.0} pairs", lane.lane)?;
            }
        }
        Ok(())
    }
}

impl Display for LaneReport {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let percentile = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
        let spread = match &self.p50_interval_ms {
            Some(numbers) => format!("[{:.1}, {:.1}]", numbers.low, numbers.high),
            None => format!("{:>6}  {:>6}", percentile(self.p95_ms), percentile(self.p99_ms)),
        };
        let ratio = self.ratio.as_ref().map(times).unwrap_or_default();
        let verdict = self.verdict.unwrap_or(if self.lane == Lane::Control.as_str() { "A/A control" } else { "" });
        let row = format!("  {:<14}{:>8.3}  {spread:<16}{ratio:<23}{verdict}", self.lane, self.p50_ms);
        formatter.write_str(row.trim_end())
    }
}

impl Display for Target {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let (bound, found) = match self.unit {
            Unit::Times => (format!("{}", self.bound), times(&self.found)),
            Unit::Milliseconds => (format!("{} ms", self.bound), times(&self.found)),
        };
        write!(formatter, "  {:<36}{bound:>9}  {found:<22} {}", self.name, self.outcome)
    }
}

fn times(Numbers { value, low, high }: &Numbers) -> String {
    format!("{value:.3} [{low:.3}, {high:.3}]")
}

/// What is asked in a cell, for somebody who did not read the code.
fn title(cell: &str) -> String {
    let explained = [
        (Cell::ColdEmpty, "first request to the arm's Workers in a fresh process, tenant without data"),
        (Cell::ColdData, "first request to the arm's Workers in a fresh process, tenant with 100 rows"),
        (Cell::ColdEngine, "first request to compute in a fresh process, which starts its engine"),
        (Cell::Hot, "hot query: one row of 100 by primary key"),
        (Cell::Write, "write: update of one row of 100"),
        (Cell::AgeWarm, "age: hot query on a warm copy"),
        (Cell::AgeCold, "age: first query on a cold copy, engine warm"),
        (Cell::Hydrate, "size: first query on a cold copy, engine warm"),
    ];
    explained
        .iter()
        .find(|(known, _)| known.as_str() == cell)
        .map_or_else(|| cell.to_owned(), |(_, title)| (*title).to_owned())
}
