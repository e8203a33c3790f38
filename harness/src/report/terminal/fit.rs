//! A fit on the terminal: arms under each other, unknowns side by side.

use super::layout::Page;
use crate::{
    record::FitFinding,
    report::{
        fit::{EXPLANATION, heads, unknowns},
        numbers::{NONE, percent, short},
    },
};

/// Writes the fit.
pub(super) fn write(page: &mut Page, fit: &FitFinding) {
    page.gap();
    page.heading(&format!("{}, beyond {}", fit.title, fit.base));
    page.sentence(EXPLANATION);
    let names = ["arm".to_owned()].into_iter().chain(fit.arms.iter().map(|arm| arm.arm.clone()));
    let mut columns: Vec<Vec<String>> = heads(fit).into_iter().map(|head| vec![head]).collect();
    let (mut cells, mut off) = (vec!["cells".to_owned()], vec!["off by".to_owned()]);
    for arm in &fit.arms {
        for (column, unknown) in columns.iter_mut().zip(unknowns(fit, arm)) {
            column.push(unknown.as_ref().map_or_else(|| NONE.to_owned(), short));
        }
        cells.push(arm.cells.to_string());
        off.push(arm.worst_residual.map_or_else(|| NONE.to_owned(), percent));
    }
    columns.extend([cells, off]);
    page.tables(&names.collect::<Vec<_>>(), &columns);
}
