//! A survey in Markdown: arms under each other, cells side by side.

use super::text::{Column, code, plain, table};
use crate::{
    record::{Findings, SurveyFinding},
    report::{
        matrix::{Entry, Matrix, explanation},
        numbers::{NONE, ranged, ranged_or_none},
        words,
    },
};

/// The section of a survey.
pub(super) fn section(survey: &SurveyFinding, findings: &Findings) -> String {
    let matrix = Matrix::of(survey, findings);
    let heads: Vec<String> = matrix.heads.iter().map(|head| format!("{} [95 %]", plain(head))).collect();
    let columns: Vec<Column> =
        [Column::Words("arm")].into_iter().chain(heads.iter().map(|head| Column::Figures(head))).collect();
    let own = [format!("{} {}", code(&survey.base), matrix.base_measure)].into_iter();
    let base = own.chain(matrix.base.iter().map(|base| ranged_or_none(base.as_ref()))).collect();
    let rows = matrix.rows.iter().map(|(arm, row)| {
        let entries = row.iter().map(|found| found.as_ref().map_or_else(|| NONE.to_owned(), told));
        [code(arm)].into_iter().chain(entries).collect()
    });
    let rows: Vec<Vec<String>> = [base].into_iter().chain(rows).collect();
    let (title, said) = (plain(&survey.title), plain(&explanation(survey, &matrix)));
    format!("### {title}\n\n{said}\n\n{}", table(&columns, &rows))
}

fn told(Entry { difference, verdict }: &Entry) -> String {
    let sign = verdict.map(|verdict| format!("{} ", words::sign(verdict))).unwrap_or_default();
    sign + &ranged(difference)
}
