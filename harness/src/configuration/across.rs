//! What no scenario may say about several cells together.

use indexmap::IndexMap;

use super::{
    check::{Checked, Fault, check_name, must},
    path::join,
};
use crate::{
    quantity::{Quantity, unknown},
    scenario::{Cell, CrossCheck, Fit, Procedure, Scenario, Survey},
};

/// Finds the first value that makes no sense.
pub(super) fn check_across(scenario: &Scenario) -> Checked {
    for (name, survey) in &scenario.surveys {
        let path = join("surveys", name);
        check_name(name, &path)?;
        check_survey(survey, scenario, &path)?;
    }
    for (name, fit) in &scenario.fits {
        let path = join("fits", name);
        check_name(name, &path)?;
        check_fit(fit, scenario, &path)?;
    }
    for (name, check) in &scenario.cross_checks {
        let path = join("cross_checks", name);
        check_name(name, &path)?;
        check_cross_check(check, scenario, &path)?;
    }
    Ok(())
}

fn check_survey(survey: &Survey, scenario: &Scenario, path: &str) -> Checked {
    let along = &survey.along;
    let cells = compared_alike(&survey.cells, scenario, &join(path, "cells"))?;
    for (place, (name, cell)) in cells.iter().enumerate() {
        check_coordinate(along, name, cell, &join(path, "along"))?;
        for (earlier, other) in cells.iter().take(place) {
            must(cell.at.get(along) != other.at.get(along), path, || {
                format!("{earlier} and {name} stand at the same {along}")
            })?;
            must(without(along, cell) == without(along, other), path, || {
                format!("{earlier} and {name} differ in more than {along}")
            })?;
        }
    }
    Ok(())
}

fn check_fit(fit: &Fit, scenario: &Scenario, path: &str) -> Checked {
    let (path_of_cells, path_of_over) = (join(path, "cells"), join(path, "over"));
    for (name, cell) in compared_alike(&fit.cells, scenario, &path_of_cells)? {
        must(matches!(cell.procedure, Procedure::Paired { .. }), &path_of_cells, || {
            format!("{name} is {}, and only the rounds of paired cells stand side by side", cell.procedure.as_str())
        })?;
        fit.over.iter().try_for_each(|coordinate| check_coordinate(coordinate, name, cell, &path_of_over))?;
    }
    must(!fit.over.is_empty(), &path_of_over, || "without a coordinate there is nothing to fit".to_owned())?;
    let twice =
        fit.over.iter().enumerate().find(|(place, name)| fit.over.iter().take(*place).any(|other| other == *name));
    must(twice.is_none(), &path_of_over, || "a coordinate stands there twice".to_owned())
}

fn check_cross_check(check: &CrossCheck, scenario: &Scenario, path: &str) -> Checked {
    let way = |key: &str, text: &str| {
        let path = join(path, key);
        let quantity = Quantity::parse(text, scenario)
            .map_err(|error| Fault { path: path.clone(), message: error.to_string() })?;
        must(quantity.end.is_none(), &path, || format!("{text}: the end of an interval has none itself"))?;
        Ok(quantity)
    };
    let (one, other) = (way("one", &check.one)?, way("other", &check.other)?);
    must(one.cell != other.cell, path, || format!("both ways are of {}, so neither stands alone", one.cell))?;
    let (measure, against) = (one.measure, other.measure);
    must(measure == against || measure.is_time() && against.is_time(), path, || {
        format!("{} and {} are not of the same kind", measure.as_str(), against.as_str())
    })
}

/// At least two cells in which arms are compared with the same base, each named once.
fn compared_alike<'a>(
    names: &'a [String],
    scenario: &'a Scenario,
    path: &str,
) -> Result<Vec<(&'a str, &'a Cell)>, Fault> {
    let fault = |message: String| Fault { path: path.to_owned(), message };
    let mut cells: Vec<(&str, &Cell)> = Vec::new();
    for name in names {
        let known = || scenario.cells.keys().map(String::as_str);
        let cell = scenario.cells.get(name).ok_or_else(|| fault(unknown("cell", name, known())))?;
        if matches!(cell.procedure, Procedure::Ladder { .. }) || cell.base.is_none() {
            return Err(fault(format!("{name} compares no arm with a base")));
        }
        if cells.iter().any(|(other, _)| other == name) {
            return Err(fault(format!("{name} stands there twice")));
        }
        if let Some((first, _)) = cells.first().filter(|(_, first)| first.base != cell.base) {
            return Err(fault(format!("{first} and {name} have different bases")));
        }
        cells.push((name, cell));
    }
    if cells.len() < 2 { Err(fault("it takes two cells at least".to_owned())) } else { Ok(cells) }
}

fn check_coordinate(coordinate: &str, name: &str, cell: &Cell, path: &str) -> Checked {
    must(cell.at.contains_key(coordinate), path, || {
        unknown(&format!("coordinate of {name}"), coordinate, cell.at.keys().map(String::as_str))
    })
}

fn without(coordinate: &str, cell: &Cell) -> IndexMap<String, f64> {
    cell.at.iter().filter(|(name, _)| *name != coordinate).map(|(name, value)| (name.clone(), *value)).collect()
}

#[cfg(test)]
mod tests;
