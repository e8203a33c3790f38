//! A survey on the terminal: arms under each other, cells side by side.

use super::layout::Page;
use crate::{
    record::{Findings, SurveyFinding},
    report::{
        matrix::{Entry, Matrix, explanation},
        numbers::{NONE, number_or_none, short},
        words,
    },
};

/// Writes the survey.
pub(super) fn write(page: &mut Page, survey: &SurveyFinding, findings: &Findings) {
    let matrix = Matrix::of(survey, findings);
    page.gap();
    page.heading(&survey.title);
    page.sentence(&explanation(survey, &matrix));
    let base = format!("{} {}", survey.base, matrix.base_measure);
    let names = ["arm".to_owned(), base].into_iter().chain(matrix.rows.iter().map(|(arm, _)| (*arm).to_owned()));
    let mut columns: Vec<Vec<String>> = matrix
        .heads
        .iter()
        .zip(&matrix.base)
        .map(|(head, base)| vec![head.clone(), number_or_none(base.map(|base| base.value))])
        .collect();
    for (_, row) in &matrix.rows {
        columns.iter_mut().zip(row).for_each(|(column, found)| column.push(told(found.as_ref())));
    }
    page.tables(&names.collect::<Vec<_>>(), &columns);
}

fn told(found: Option<&Entry>) -> String {
    let Some(Entry { difference, verdict }) = found else { return NONE.to_owned() };
    let sign = verdict.map(|verdict| format!("{} ", words::sign(verdict))).unwrap_or_default();
    sign + &short(difference)
}
