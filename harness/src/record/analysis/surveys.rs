//! Cells that differ in one coordinate, put side by side.

use indexmap::IndexSet;

use crate::{
    instrument::scenario::{Scenario, Survey},
    record::{CellFinding, SurveyFinding, SurveyPoint},
};

/// Every survey of which at least two cells were measured.
pub(super) fn all(scenario: &Scenario, cells: &[CellFinding]) -> Vec<SurveyFinding> {
    scenario.surveys.iter().filter_map(|(name, survey)| found(name, survey, scenario, cells)).collect()
}

fn found(name: &str, survey: &Survey, scenario: &Scenario, cells: &[CellFinding]) -> Option<SurveyFinding> {
    let measured = |name: &String| {
        let cell = cells.iter().find(|cell| cell.name == *name && cell.compared().next().is_some())?;
        Some((cell, *scenario.cells.get(name)?.at.get(&survey.along)?))
    };
    let mut placed: Vec<(&CellFinding, f64)> = survey.cells.iter().filter_map(measured).collect();
    let base = placed.first()?.0.base.clone()?;
    placed.retain(|(cell, _)| cell.base.as_ref() == Some(&base));
    placed.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let arms: IndexSet<&str> = placed.iter().flat_map(|(cell, _)| cell.compared()).collect();
    (placed.len() >= 2).then(|| SurveyFinding {
        name: name.to_owned(),
        title: survey.title.clone(),
        along: survey.along.clone(),
        base,
        arms: arms.into_iter().map(str::to_owned).collect(),
        points: placed.iter().map(|(cell, at)| SurveyPoint { cell: cell.name.clone(), at: *at }).collect(),
    })
}
