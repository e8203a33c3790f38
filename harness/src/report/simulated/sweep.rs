//! What a promise costs: the policies that were tried for it, by their price.

use simulator::{Findings, sweep::Candidate};

use super::{percent_ranged, ranged, said};
use crate::{
    numbers::percent,
    report::document::{Block, Cell, Column, Row, Table},
};

/// What a sweep found.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// The promise, in words.
    pub promise: String,
    pub candidates: Vec<Candidate>,
}

impl Sweep {
    pub(super) fn sentence(&self) -> String {
        match self.candidates.first() {
            Some(best) if best.holds => format!(
                "{} is the cheapest of {} that holds {}: ${:.3} a day",
                best.name(),
                self.candidates.len(),
                self.promise,
                best.dollars
            ),
            _ => format!("none of {} policies holds {}", self.candidates.len(), self.promise),
        }
    }

    pub(super) fn blocks(&self) -> Vec<Block<'static>> {
        let columns = vec![
            Column::words("policy"),
            Column::words("holds"),
            Column::figures("$ a day"),
            Column::figures("cold"),
            Column::figures("p99 wait, ms"),
            Column::figures("refused"),
            Column::figures("open"),
        ];
        let rows = self.candidates.iter().map(|candidate| -> Row {
            vec![
                candidate.name().into(),
                if candidate.holds { "yes" } else { "no" }.into(),
                Cell::figure(format!("{:.3}", candidate.dollars)),
                Cell::figure(percent_ranged(&ranged(&candidate.spread, Findings::cold_rate))),
                Cell::figure(said(&ranged(&candidate.spread, |found| found.wait_ms(0.99)))),
                Cell::figure(percent(candidate.spread.mean(Findings::refused_rate))),
                Cell::figure(said(&ranged(&candidate.spread, |found| found.open))),
            ]
        });
        let table = Table::new("policies by price", columns, rows.collect());
        vec![Block::Paragraph(self.sentence().into()), Block::Table(table)]
    }
}
