//! Where the time of a request goes: the way through each architecture, taken apart.

use crate::{
    numbers::number,
    record::{LegFinding, Run},
    report::document::{Block, Cell, Column, Figure, Layout, Picture, Piece, Row, Table, Text},
};

/// The legs of every architecture are listed under this name.
const COMMON: &str = "all";

/// A picture for each architecture, and a table of all legs where there are no pictures.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    let legs = &run.findings.legs;
    let mut names: Vec<&str> = Vec::new();
    for leg in legs {
        if leg.of != COMMON && !names.contains(&leg.of.as_str()) {
            names.push(&leg.of);
        }
    }
    if names.is_empty() {
        names.extend(legs.first().map(|leg| leg.of.as_str()));
    }
    let ways: Vec<(&str, Vec<&LegFinding>)> = names
        .into_iter()
        .map(|name| (name, legs.iter().filter(|leg| leg.of == name || leg.of == COMMON).collect()))
        .collect();
    let longest = ways.iter().map(|(_, legs)| total(legs)).fold(0.0, f64::max);
    if longest <= 0.0 {
        return Vec::new();
    }
    let figures = ways.into_iter().map(|(of, legs)| {
        let name = if of == COMMON { Text::plain("Every architecture") } else { Text::arm(of) };
        Figure {
            title: name,
            note: format!("{} ms in all", number(total(&legs))),
            instead: vec![Block::Table(table(of, &legs))],
            picture: Picture::Way { of, legs, longest },
        }
    });
    vec![Block::Figures(Layout::Under, figures.collect())]
}

fn table(of: &str, legs: &[&LegFinding]) -> Table {
    let columns = vec![Column::words("work"), Column::figures("ms")];
    let row = |leg: &&LegFinding| -> Row { vec![leg.work.as_str().into(), Cell::ranged(Some(&leg.elapsed_ms))] };
    let caption = [Piece::Arm(of.to_owned()), Piece::Plain(format!(": {} ms in all", number(total(legs))))];
    Table::new(of, columns, legs.iter().map(row).collect()).captioned(caption)
}

fn total(legs: &[&LegFinding]) -> f64 {
    legs.iter().map(|leg| leg.elapsed_ms.value.max(0.0)).sum()
}
