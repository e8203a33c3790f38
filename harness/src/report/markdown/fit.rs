//! A fit in Markdown: arms under each other, unknowns side by side.

use super::text::{Column, code, plain, table};
use crate::{
    record::{FitFinding, FittedArm},
    report::{
        fit::{EXPLANATION, heads, unknowns},
        numbers::{NONE, percent, ranged_or_none},
    },
};

/// The section of a fit.
pub(super) fn section(fit: &FitFinding) -> String {
    let heads: Vec<String> = heads(fit).iter().map(|head| format!("{} [95 %]", plain(head))).collect();
    let own = [Column::Figures("cells"), Column::Figures("off by")];
    let figures = heads.iter().map(|head| Column::Figures(head)).chain(own);
    let columns: Vec<Column> = [Column::Words("arm")].into_iter().chain(figures).collect();
    let row = |arm: &FittedArm| {
        let unknowns = unknowns(fit, arm).into_iter().map(|unknown| ranged_or_none(unknown.as_ref()));
        let off = arm.worst_residual.map_or_else(|| NONE.to_owned(), percent);
        [code(&arm.arm)].into_iter().chain(unknowns).chain([arm.cells.to_string(), off]).collect()
    };
    let rows: Vec<Vec<String>> = fit.arms.iter().map(row).collect();
    let (title, base) = (plain(&fit.title), code(&fit.base));
    format!("### {title}, beyond {base}\n\n{}\n\n{}", plain(EXPLANATION), table(&columns, &rows))
}
