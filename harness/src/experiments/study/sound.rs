//! What holds of every scenario that is built in, and of what is left when some of its cells and arms are chosen.

use indexmap::IndexMap;

use crate::instrument::scenario::{
    Arm, Cell, CrossCheck, Fit, Presence, Procedure, Question, Scenario, Survey, Then, Tried,
};
use crate::{
    instrument::target::ROUTER,
    record::quantity::{Condition, Quantity},
};

/// Fails at the first thing that makes no sense, naming where it is.
pub(crate) fn assert_sound(scenario: &Scenario) {
    assert!(!scenario.cells.is_empty(), "there is no cell");
    for (name, cell) in &scenario.cells {
        assert_name(name);
        assert_cell(name, cell, scenario);
    }
    scenario.agreement.iter().flat_map(|agreement| &agreement.questions).for_each(assert_question);
    for leg in &scenario.legs {
        let cell = &scenario.cells[&leg.cell];
        assert!(leg.longer.iter().chain(&leg.shorter).all(|arm| cell.arms.contains_key(arm)), "{leg:?}");
    }
    for (name, claim) in &scenario.claims {
        assert_name(name);
        Condition::parse(&claim.holds, scenario).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for (name, survey) in &scenario.surveys {
        assert_name(name);
        assert_survey(survey, scenario);
    }
    for (name, fit) in &scenario.fits {
        assert_name(name);
        assert_fit(fit, scenario);
    }
    for (name, trial) in &scenario.trials {
        assert_name(name);
        assert!(!scenario.cells.contains_key(name) && !trial.rows.is_empty() && trial.processes > 0, "{name}");
        trial.rows.iter().for_each(|(row, tried)| assert_tried(&format!("{name}.{row}"), tried, scenario));
    }
    for (name, check) in &scenario.cross_checks {
        assert_name(name);
        assert_cross_check(check, scenario);
    }
}

/// A gate has to be able to name it.
fn assert_name(name: &str) {
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    assert!(!name.is_empty() && name.bytes().all(plain), "{name:?} is not a name");
}

/// An engine may stand behind `@`, and a policy of two words behind `:`.
fn assert_arm_name(name: &str) {
    assert_name(&name.replace(['@', ':', '-'], "_"));
}

fn assert_cell(name: &str, cell: &Cell, scenario: &Scenario) {
    let is_arm = |arm: &String| cell.arms.contains_key(arm);
    assert!(cell.base.as_ref().is_none_or(is_arm) && is_arm(&cell.headline), "{name}: base or headline is no arm");
    // Tenants are asked their probe, which needs no data.
    let is_traffic = cell.procedure.traffic().is_some();
    let is_prepared = cell.presence == Presence::Asked && !cell.preparation.is_empty();
    assert!(is_traffic || !is_prepared, "{name}: asked before it is prepared");
    for (coordinate, value) in &cell.at {
        assert_name(coordinate);
        assert!(value.is_finite(), "{name}: {coordinate}");
    }
    for (arm_name, arm) in &cell.arms {
        assert_arm_name(arm_name);
        assert_arm(&format!("{name}.{arm_name}"), arm, cell, scenario);
    }
    cell.arms.values().filter_map(|arm| arm.afterwards.as_ref()).for_each(assert_question);
    for step in &cell.preparation {
        assert!(step.arms.iter().all(is_arm), "{name}: {step:?}");
        assert_question(&step.question);
    }
    let is_paired = matches!(cell.procedure, Procedure::Paired { .. });
    assert!(cell.clock.is_usual() || is_paired, "{name}: only blocks are asked with nothing beside them");
    cell.before.iter().chain(&cell.question).chain(&cell.afterwards).for_each(assert_question);
}

fn assert_arm(name: &str, arm: &Arm, cell: &Cell, scenario: &Scenario) {
    let question = arm.question.as_ref().or(cell.question.as_ref());
    assert_question(question.unwrap_or_else(|| panic!("{name} has no question")));
    if let Some(beside) = &arm.beside {
        assert_question(&beside.question);
        let is_open = matches!(cell.procedure, Procedure::Open { .. });
        assert!(is_open && beside.per_second > 0.0, "{name}: {beside:?}");
    }
    let is_paired = matches!(cell.procedure, Procedure::Paired { .. });
    let in_batches = is_paired || matches!(cell.procedure, Procedure::Audit(_));
    if let Some(door) = arm.door.as_deref() {
        assert!(is_door(door, scenario), "{name}: there is no door {door}");
    }
    if let Some(batch) = arm.batch {
        let from_zero = arm.reading.is_some() || cell.clients == Some(batch.many);
        let from_zero = from_zero || !is_paired;
        assert!(in_batches && batch.few < batch.many && (batch.few > 0 || from_zero), "{name}: {batch:?}");
    }
    if let Some(pointer) = &arm.reading {
        // What the client holds back is not seen by a clock inside.
        assert!(
            is_paired && cell.clock.is_usual() && pointer.starts_with('/') && arm.handicap.is_none(),
            "{name}: {pointer}"
        );
    }
    assert!(arm.serving.is_some() || cell.procedure.traffic().is_none(), "{name} is not known to serve tenants");
    assert!(arm.handicap.is_none() || cell.can_hold_back(), "{name} cannot be held back");
    // A sample of several clients has no single answer, and the time of one operation is the share of each client.
    let alone = arm.reading.is_none() && arm.batch.is_none_or(|batch| Some(batch.many) == cell.clients);
    assert!(cell.clients.is_none_or(|clients| is_paired && clients > 1 && alone), "{name}: {:?} clients", cell.clients);
    let base = cell.base.as_ref().and_then(|base| cell.arms.get(base));
    let is_alike = |base: &Arm| base.reading.is_some() == arm.reading.is_some();
    assert!(base.is_none_or(is_alike), "{name} is compared with a base that is read by another clock");
}

fn assert_tried(name: &str, Tried { door, first, then }: &Tried, scenario: &Scenario) {
    assert!(door.as_deref().is_none_or(|door| is_door(door, scenario)), "{name}: there is no door {door:?}");
    for step in first {
        assert_question(&step.question);
    }
    match then {
        Then::Words { question, pointer } => {
            assert_question(question);
            assert!(pointer.starts_with('/'), "{name}: {pointer}");
        }
        Then::Growth { steps, until, of } => {
            assert!(!steps.is_empty() && *of > 0, "{name}");
            steps.iter().map(|step| &step.question).chain(until).for_each(assert_question);
        }
        Then::Held { question, few, many } => {
            assert!(few.clients > 0 && few.clients < many.clients, "{name}");
            [question].into_iter().chain(&few.until).chain(&many.until).for_each(assert_question);
        }
        Then::Rush(rush) => {
            assert!(rush.clients > 0 && rush.clients <= rush.times, "{name}");
            assert!(rush.holders.iter().all(|holders| holders.crowd.clients > 0), "{name}");
            let until = rush.holders.iter().flat_map(|holders| &holders.crowd.until);
            let after = rush.after.iter().map(|after| &after.question);
            rush.questions().chain(until).chain(after).for_each(assert_question);
            let served = rush.served.iter().flat_map(|served| [&served.place, &served.number]);
            let refused = rush.refusal.iter().flat_map(|refusal| refusal.parts.keys());
            let read = || rush.after.iter().flat_map(|after| &after.numbers);
            let mut pointers = served.chain(refused).chain(read().map(|(_, pointer)| pointer));
            assert!(pointers.all(|pointer| pointer.starts_with('/')), "{name}");
            let is_new = |name: &str| !["answered", "refused", "overtaken", "late"].contains(&name);
            assert!(read().all(|(name, _)| is_new(name)), "{name}");
        }
    }
}

fn is_door(door: &str, scenario: &Scenario) -> bool {
    scenario.fixtures.iter().flat_map(|fixture| fixture.doors()).chain([&ROUTER]).any(|known| *known == door)
}

fn assert_question(question: &Question) {
    assert!(question.cycle > 0, "{question:?}");
    assert!(question.expect.parts.keys().all(|pointer| pointer.starts_with('/')), "{question:?}");
}

fn assert_survey(survey: &Survey, scenario: &Scenario) {
    let Survey { cells, along, .. } = survey;
    let cells = compared_alike(cells, scenario);
    let without = |cell: &Cell| -> IndexMap<String, f64> {
        cell.at.iter().filter(|(name, _)| *name != along).map(|(name, value)| (name.clone(), *value)).collect()
    };
    for (place, cell) in cells.iter().enumerate() {
        assert!(cell.at.contains_key(along), "{survey:?}");
        for other in &cells[..place] {
            assert!(cell.at[along].total_cmp(&other.at[along]).is_ne(), "{survey:?}: two at the same place");
            assert_eq!(without(cell), without(other), "{survey:?}: cells differ in more than one coordinate");
        }
    }
}

fn assert_fit(fit: &Fit, scenario: &Scenario) {
    let over: std::collections::BTreeSet<_> = fit.over.iter().collect();
    assert!(!over.is_empty() && over.len() == fit.over.len(), "{fit:?}");
    for cell in compared_alike(&fit.cells, scenario) {
        // Only the rounds of paired cells stand side by side.
        assert!(matches!(cell.procedure, Procedure::Paired { .. }), "{fit:?}");
        assert!(fit.over.iter().all(|coordinate| cell.at.contains_key(coordinate)), "{fit:?}");
    }
}

/// At least two cells in which arms are compared with the same base, each named once.
fn compared_alike<'a>(names: &[String], scenario: &'a Scenario) -> Vec<&'a Cell> {
    let cells: IndexMap<&String, &Cell> = names.iter().map(|name| (name, &scenario.cells[name])).collect();
    assert!(cells.len() >= 2 && cells.len() == names.len(), "{names:?}");
    for (name, cell) in &cells {
        let is_compared = cell.base.is_some() && !matches!(cell.procedure, Procedure::Ladder { .. });
        assert!(is_compared && cell.base == cells[0].base, "{name} is not compared like {}", names[0]);
    }
    cells.into_values().collect()
}

fn assert_cross_check(check: &CrossCheck, scenario: &Scenario) {
    let [one, other] = [&check.one, &check.other].map(|way| Quantity::parse(way, scenario).unwrap());
    assert!(one.end.is_none() && other.end.is_none(), "{check:?}: an end has no interval");
    assert_ne!(one.cell, other.cell, "{check:?}: neither way stands alone");
    let (measure, against) = (one.measure, other.measure);
    assert!(measure == against || measure.is_time() && against.is_time(), "{check:?}: not of the same kind");
}
