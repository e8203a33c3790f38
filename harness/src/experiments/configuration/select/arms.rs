//! Chooses the arms, and makes copies of them where one is to be compared with itself.

use indexmap::{IndexMap, IndexSet};

use super::{drop_changed, keep_across};
use crate::{
    error::{Error, Result},
    instrument::scenario::{Agreement, Arm, Cell, Role, Scenario, Step, Values},
    record::quantity::unknown,
};

/// The value by which an arm has its own data.
const TENANT: &str = "tenant";

/// Keeps these arms only: the first is the base, the A/A control becomes a copy of it, and a name that stands here again
/// makes a copy `new_2` under another tenant that is compared like any other.
///
/// Cells that are left without two arms are removed unless they had but one, and so is what no longer means what it
/// meant: legs, surveys, fits, claims, cross-checks, and all trials. In traffic one arm is enough.
///
/// Of arms that serve tenants, the name of an architecture means every one of that architecture.
pub fn keep_arms(scenario: &mut Scenario, arms: &[String]) -> Result<()> {
    let arms = &spelled_out(scenario, arms);
    let known: IndexSet<&String> = scenario.cells.values().flat_map(compared).map(|(name, _)| name).collect();
    if let Some(name) = arms.iter().find(|name| !known.contains(*name)) {
        return Err(Error::usage(unknown("arm", name, known.into_iter().map(String::as_str))));
    }
    let choices = choices(arms)?;
    let before = scenario.clone();
    scenario.cells =
        before.cells.iter().filter_map(|(name, cell)| Some((name.clone(), chosen(cell, &choices)?))).collect();
    if scenario.cells.is_empty() {
        let message = format!("no cell compares {}", arms.join(" with "));
        return Err(Error::usage(message).remedy("name two arms of a cell, or one of them twice"));
    }
    scenario.agreement = before.agreement.as_ref().and_then(|agreement| agreeing(agreement, &choices));
    scenario.legs.retain(|leg| {
        let has = |name| scenario.cells.get(&leg.cell).is_some_and(|cell| cell.arms.contains_key(name));
        leg.longer.iter().chain(&leg.shorter).all(has)
    });
    keep_across(scenario);
    drop_changed(scenario, &before);
    // Their rows are no arms.
    scenario.trials.clear();
    Ok(())
}

/// The names with each architecture replaced by its arms.
fn spelled_out(scenario: &Scenario, arms: &[String]) -> Vec<String> {
    let all = || scenario.cells.values().flat_map(|cell| &cell.arms);
    let of = |name: &String| {
        let is_of = |arm: &Arm| arm.serving.as_ref().is_some_and(|serving| serving.architecture == *name);
        let names: IndexSet<&String> = all().filter(|(_, arm)| is_of(arm)).map(|(name, _)| name).collect();
        if names.is_empty() { vec![name.clone()] } else { names.into_iter().cloned().collect() }
    };
    arms.iter().flat_map(of).collect()
}

/// The arms of a cell that can be chosen; the control comes by itself.
fn compared(cell: &Cell) -> impl Iterator<Item = (&String, &Arm)> {
    cell.arms.iter().filter(|(_, arm)| arm.role == Role::Compared)
}

/// An arm as it was asked for: itself, or a copy of it.
struct Choice {
    name: String,
    source: String,
    suffix: String,
}

impl Choice {
    fn of(&self, source: &Arm) -> Arm {
        Arm { values: apart(&source.values, &self.suffix), ..source.clone() }
    }
}

fn choices(arms: &[String]) -> Result<Vec<Choice>> {
    let mut taken = IndexSet::new();
    let mut choices = Vec::new();
    for (index, source) in arms.iter().enumerate() {
        let (name, suffix) = match arms.iter().take(index).filter(|earlier| *earlier == source).count() {
            0 => (source.clone(), String::new()),
            earlier => (format!("{source}_{}", earlier + 1), format!("-{}", earlier + 1)),
        };
        if !taken.insert(name.clone()) {
            return Err(Error::usage(format!("the name {name} would stand for two arms")));
        }
        choices.push(Choice { name, source: source.clone(), suffix });
    }
    Ok(choices)
}

/// The same values under another tenant.
fn apart(values: &Values, suffix: &str) -> Values {
    let mut values = values.clone();
    if let Some(serde_json::Value::String(tenant)) = values.get_mut(TENANT) {
        tenant.push_str(suffix);
    }
    values
}

/// The cell with the chosen arms, `None` where nothing of it is left to compare.
fn chosen(cell: &Cell, choices: &[Choice]) -> Option<Cell> {
    let mut arms = IndexMap::new();
    let mut sources: IndexMap<String, &str> = IndexMap::new();
    for choice in choices {
        if let Some((_, source)) = compared(cell).find(|(name, _)| **name == choice.source) {
            arms.insert(choice.name.clone(), choice.of(source));
            sources.insert(choice.name.clone(), &choice.source);
        }
    }
    let least = if cell.procedure.traffic().is_some() { 1 } else { compared(cell).count().clamp(1, 2) };
    if arms.len() < least {
        return None;
    }
    let (first, source) = arms.first().map(|(name, arm)| (name.clone(), arm.clone()))?;
    let base = cell.base.as_ref().map(|_| first.clone());
    let is_other = |name: &&String| Some(*name) != base.as_ref();
    let kept = arms.keys().find(|name| **name == cell.headline).filter(is_other);
    let headline = kept.or_else(|| arms.keys().find(is_other)).unwrap_or(&first).clone();
    if base.is_some() && cell.control().is_some() {
        let control = format!("{first}_again");
        let copy = Arm { role: Role::Control, values: apart(&source.values, "-again"), ..source };
        arms.insert_before(1, control.clone(), copy);
        sources.insert(control, sources.get(&first).copied().unwrap_or_default());
    }
    let preparation = cell.preparation.iter().filter_map(|step| {
        let concerns = |source: &str| step.arms.iter().any(|arm| arm == source);
        let arms: Vec<String> =
            sources.iter().filter(|(_, source)| concerns(source)).map(|(name, _)| name.clone()).collect();
        // No name means every arm, so a step whose arms are all gone goes with them.
        (step.arms.is_empty() || !arms.is_empty()).then(|| Step { arms, ..step.clone() })
    });
    let preparation = preparation.collect();
    Some(Cell { preparation, base, headline, arms, ..cell.clone() })
}

/// The agreement between the chosen arms; a copy runs on its own data, so it is asked as well.
fn agreeing(agreement: &Agreement, choices: &[Choice]) -> Option<Agreement> {
    let arms: IndexMap<String, Values> = choices
        .iter()
        .filter_map(|choice| Some((choice.name.clone(), apart(agreement.arms.get(&choice.source)?, &choice.suffix))))
        .collect();
    (!arms.is_empty()).then(|| Agreement { arms, ..agreement.clone() })
}
