//! What several cells say together: surveys over a coordinate, and what the differences grow by.

use crate::{
    numbers::{percent, short},
    record::{FitFinding, FittedArm, Run, SurveyFinding},
    report::{
        badges,
        document::{Block, Cell, Column, Figure, Layout, Part, Picture, Piece, Row, Table, Text},
        fit::{heads, unknowns},
        matrix::{Entry, Matrix},
    },
};

/// Cells in one table; more would not fit on paper.
const SIDE_BY_SIDE: usize = 6;

/// What the table of a fit says.
const FIT: &str = "Least squares of relative errors over the cells in which an arm was compared, with 95 % intervals; \"off by\" is \
                   how far the worst of them is from the fit.";

/// All surveys.
pub(super) fn surveys(run: &Run) -> Vec<Block<'_>> {
    run.findings.surveys.iter().map(|finding| survey(run, finding)).collect()
}

fn survey<'run>(run: &'run Run, survey: &'run SurveyFinding) -> Block<'run> {
    let matrix = Matrix::of(survey, &run.findings);
    let tables = (0..matrix.heads.len()).step_by(SIDE_BY_SIDE).map(|first| Block::Table(table(&matrix, first)));
    let tables: Vec<Block<'_>> = tables.collect();
    let title = format!("{} more than {} over {}", matrix.unit.as_str(), survey.base, survey.along);
    let figure =
        Figure { title: title.into(), note: String::new(), picture: Picture::Curve(matrix), instead: Vec::new() };
    let picture = Block::Figures(Layout::Wide, vec![figure]);
    Block::Part(Part {
        id: format!("survey-{}", survey.name),
        title: survey.title.as_str().into(),
        blocks: [picture].into_iter().chain(tables).collect(),
    })
}

/// The table of as many cells as fit, from the first one on.
fn table(matrix: &Matrix, first: usize) -> Table {
    let survey = matrix.survey;
    let shown = first..(first + SIDE_BY_SIDE).min(matrix.heads.len());
    let heads = matrix.heads.iter().zip(&survey.points).skip(first).take(SIDE_BY_SIDE);
    let heads = heads
        .map(|(head, point)| Column::figures(Piece::Link { text: head.clone(), to: format!("cell-{}", point.cell) }));
    let columns = [Column::words("arm")].into_iter().chain(heads).collect();
    let own = Text::arm(&survey.base).and(Piece::Faint(format!(" {}", matrix.base_measure)));
    let base = matrix.base.get(shown.clone()).unwrap_or_default().iter().map(|own| Cell::ranged(own.as_ref()));
    let base: Row = [own.into()].into_iter().chain(base).collect();
    let rows = matrix.rows.iter().map(|(arm, row)| {
        let found = row
            .get(shown.clone())
            .unwrap_or_default()
            .iter()
            .map(|found| found.as_ref().map_or_else(Cell::nothing, entry));
        [Text::arm(arm).into()].into_iter().chain(found).collect::<Row>()
    });
    Table::new(format!("table of {}", survey.title), columns, [base].into_iter().chain(rows).collect())
        .captioned(matrix.explanation() + ".")
}

fn entry(Entry { difference, verdict }: &Entry) -> Cell {
    let figure = Text::figure(short(difference));
    verdict.iter().fold(figure, |figure, verdict| figure.and(Piece::Sign(badges::verdict(*verdict)))).into()
}

/// All fits.
pub(super) fn fits(run: &Run) -> Vec<Block<'_>> {
    run.findings.fits.iter().map(fit).collect()
}

fn fit(fit: &FitFinding) -> Block<'_> {
    let own = [Column::figures("cells"), Column::figures("off by")];
    let figures = heads(fit).into_iter().map(Column::figures).chain(own);
    let columns = [Column::words("arm")].into_iter().chain(figures).collect();
    let row = |arm: &FittedArm| {
        let unknowns = unknowns(fit, arm);
        let unknowns = unknowns.iter().map(|unknown| Cell::short(unknown.as_ref()));
        let off = arm.worst_residual.map_or_else(Cell::nothing, |off| Cell::figure(percent(off)));
        let own = [Cell::figure(arm.cells.to_string()), off];
        [Text::arm(&arm.arm).into()].into_iter().chain(unknowns).chain(own).collect()
    };
    let title = format!("{}, beyond {}", fit.title, fit.base);
    let table = Table::new(format!("table of {}", fit.title), columns, fit.arms.iter().map(row).collect());
    Block::Part(Part {
        id: format!("fit-{}", fit.name),
        title: title.into(),
        blocks: vec![Block::Table(table.captioned(FIT))],
    })
}
