//! Every ratio of every cell on one axis.

use statistics::MARGIN;

use super::tenants::is_of_tenants;
use crate::{
    numbers::percent,
    ranged::Ranged,
    record::{CellFinding, Run, SummaryFinding},
    report::{
        badges, characters,
        document::{Block, Cell, Column, Figure, Group, Layout, Picture, Piece, Row, Table, Text, Track},
        words,
    },
};

/// The forest.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    if is_of_tenants(run) {
        return Vec::new();
    }
    let cells = run.findings.cells.iter().filter(|cell| cell.arms.iter().any(|arm| arm.ratio.is_some()));
    let mut groups: Vec<Group> = cells.map(group).collect();
    if groups.is_empty() {
        return vec![Block::Note("No arm was compared with another.".into())];
    }
    if !run.findings.summary.is_empty() {
        let head = [
            Piece::Plain("Geometric mean over cells".to_owned()),
            Piece::Faint(" from the same resampling".to_owned()),
        ];
        groups.push(Group { head: Some(head.into()), rows: run.findings.summary.iter().map(mean).collect() });
    }
    let columns = vec![
        Column::words("arm"),
        Column::tracks("times the base"),
        Column::figures("ratio"),
        Column::words("verdict"),
    ];
    let caption = format!(
        "How many times the base an arm takes, on a logarithmic axis: left of 1 it is faster, right of 1 slower. Stroke: 95 % \
         interval. Band: the margin of {}, inside of which arms are equivalent. Dashed: the cell's own bar, where noise has \
         raised it. Hollow marks are A/A controls.",
        percent(MARGIN - 1.0)
    );
    let table = Table { label: "all ratios".to_owned(), caption: caption.into(), columns, names: 1, groups };
    let drawn = Block::Lines(characters::forest(&table));
    let said = "Left of | is faster than the base, right of it slower; : is the bar.";
    vec![Block::Figures(
        Layout::Under,
        vec![Figure {
            title: Text::default(),
            note: String::new(),
            picture: Picture::Forest(table),
            instead: vec![Block::Note(said.into()), drawn],
        }],
    )]
}

fn group(cell: &CellFinding) -> Group {
    let head = Text::from(Piece::Link { text: cell.title.clone(), to: format!("cell-{}", cell.name) });
    let head = cell.base.iter().fold(head, |head, base| head.and(Piece::Faint(format!(" against {base}"))));
    let bar = cell.noise.as_ref().map(|noise| noise.bar);
    let arms = cell
        .arms
        .iter()
        .filter_map(|arm| Some(row(Text::arm(&arm.name), &arm.name, (arm.ratio?, bar), badges::of_arm(arm))));
    let others = cell.others.iter().map(|pair| {
        let name = Text::arm(&pair.arm).and(Piece::Faint(format!("/{}", pair.base)));
        row(name, &pair.arm, (pair.ratio, bar), badges::of_pair(pair))
    });
    Group { head: Some(head), rows: arms.chain(others).collect() }
}

fn mean(summary: &SummaryFinding) -> Row {
    let SummaryFinding { arm, base, cells, ratio } = summary;
    let name = Text::arm(arm).and(Piece::Faint(format!("/{base}")));
    row(name, arm, (*ratio, None), Piece::Faint(format!("over {}", words::listed(cells))).into())
}

fn row(name: Text, arm: &str, (ratio, bar): (Ranged, Option<f64>), word: Text) -> Row {
    let track = Track { arm: arm.to_owned(), of: name.words(), ratio, bar };
    vec![name.into(), Cell::Track(track), Cell::ranged(Some(&ratio)), word.into()]
}
