//! Surveys: what each arm takes beyond the base over one coordinate, as curves and as a table.

use maud::{Markup, html};

use super::{
    arms::{Arms, plain},
    badge, curve,
    numbers::{self, Shown},
};
use crate::{
    record::{Ranged, Run, SurveyFinding},
    report::matrix::{Entry, Matrix},
};

/// Cells in one table; more would not fit on paper.
const SIDE_BY_SIDE: usize = 6;

/// All surveys, or nothing where there is none.
pub(super) fn surveys(run: &Run, arms: &Arms) -> Option<Markup> {
    let surveys = &run.findings.surveys;
    (!surveys.is_empty()).then(|| html! { @for survey in surveys { (article(run, survey, arms)) } })
}

fn article(run: &Run, survey: &SurveyFinding, arms: &Arms) -> Markup {
    let matrix = Matrix::of(survey, &run.findings);
    html! {
        article.survey id=(format!("survey-{}", survey.name)) {
            h3 { (survey.title) }
            (curve::curve(survey, &matrix, arms))
            @for first in (0..matrix.heads.len()).step_by(SIDE_BY_SIDE) { (table(survey, &matrix, first, arms)) }
        }
    }
}

/// The table of as many cells as fit, from the first one on.
fn table(survey: &SurveyFinding, matrix: &Matrix, first: usize, arms: &Arms) -> Markup {
    let unit = matrix.unit.as_str();
    html! {
        div.wide tabindex="0" role="region" aria-label=(format!("table of {}", survey.title)) { table.arms {
            caption {
                (unit) " more than " (plain(&survey.base)) ", with 95\u{202f}% intervals and the verdict on the ratio; the first \
                 row is what " (plain(&survey.base)) " takes itself (" (matrix.base_measure) ")."
            }
            thead { tr {
                th scope="col" { "arm" }
                @for (head, point) in matrix.heads.iter().zip(&survey.points).skip(first).take(SIDE_BY_SIDE) {
                    th scope="col" { a href=(format!("#cell-{}", point.cell)) { (head) } }
                }
            } }
            tbody {
                tr {
                    th scope="row" { (arms.tag(&survey.base)) span.note { " base" } }
                    @for base in matrix.base.iter().skip(first).take(SIDE_BY_SIDE) { td { (base.as_ref().map_or_else(nothing, own)) } }
                }
                @for (arm, row) in &matrix.rows { tr {
                    th scope="row" { (arms.tag(arm)) }
                    @for found in row.iter().skip(first).take(SIDE_BY_SIDE) { td { (found.as_ref().map_or_else(nothing, entry)) } }
                } }
            }
        } }
    }
}

fn own(time: &Ranged) -> Markup {
    shown(&numbers::milliseconds(time))
}

fn entry(Entry { difference, verdict }: &Entry) -> Markup {
    html! { (shown(&numbers::difference(difference))) @if let Some(verdict) = verdict { (badge::verdict(*verdict)) } }
}

fn shown(Shown { value, interval }: &Shown) -> Markup {
    html! { (value) span.range { (interval) } }
}

fn nothing() -> Markup {
    html! { (numbers::NOTHING) }
}
