//! What no scenario may say, whoever says it.

use super::{across::check_across, claim, path::join, templates::check_templates};
use crate::{
    quantity::unknown,
    scenario::{Arm, Cell, Fixture, Presence, Procedure, Question, Scenario, Size, Step},
    target::ROUTER,
};

/// The largest share of its own time by which an answer is held back.
pub(super) const MOST_HANDICAP: f64 = 10.0;

/// A place and what is wrong there.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) path: String,
    pub(super) message: String,
}

pub(super) type Checked = Result<(), Fault>;

/// Finds the first value that makes no sense.
pub(super) fn check(scenario: &Scenario) -> Checked {
    check_size(&scenario.size)?;
    must(!scenario.cells.is_empty(), "cells", || "there is none".to_owned())?;
    for (name, cell) in &scenario.cells {
        let path = join("cells", name);
        check_name(name, &path)?;
        check_cell(cell, &scenario.fixtures, &path)?;
        let needs_starts = cell.procedure.is_first_request() && scenario.size.starts == 0;
        must(!needs_starts, "size.starts", || format!("0 leaves the cell {name} without a sample"))?;
    }
    if let Some(agreement) = &scenario.agreement {
        check_questions("agreement.questions", &agreement.questions)?;
    }
    check_templates(scenario)?;
    check_across(scenario)?;
    for (index, leg) in scenario.legs.iter().enumerate() {
        let path = format!("legs[{index}]");
        let Some(cell) = scenario.cells.get(&leg.cell) else {
            return wrong(join(&path, "cell"), unknown("cell", &leg.cell, scenario.cells.keys().map(String::as_str)));
        };
        for (key, series) in [("longer", &leg.longer), ("shorter", &leg.shorter)] {
            check_names(&join(&path, key), series, cell)?;
        }
    }
    for (name, claim) in &scenario.claims {
        let path = join("claims", name);
        check_name(name, &path)?;
        let path = join(&path, "holds");
        claim::about(&claim.holds, scenario).map_err(|message| Fault { path, message })?;
    }
    Ok(())
}

fn check_size(size: &Size) -> Checked {
    let at_least = |path, value: u64, least: u64| must(value >= least, path, || format!("{value} is below {least}"));
    at_least("size.rounds", size.rounds.into(), 2)?;
    at_least("size.pairs", size.pairs.into(), 1)?;
    check_block(size.block, "size.block")?;
    at_least("size.cell_ms", size.cell_ms, 1)?;
    at_least("size.deadline_ms", size.deadline_ms, 1)?;
    let limit = size.error_limit;
    must((0.0..=1.0).contains(&limit), "size.error_limit", || format!("{limit} is not between 0 and 1"))
}

fn check_block(block: u32, path: &str) -> Checked {
    must(block >= 2, path, || format!("{block} is below 2"))?;
    must(block.is_multiple_of(2), path, || format!("{block} is odd, and half of a block is on the way back"))
}

fn check_cell(cell: &Cell, fixtures: &[Fixture], path: &str) -> Checked {
    check_procedure(&cell.procedure, &join(path, "procedure"))?;
    if let Some(block) = cell.block {
        check_block(block, &join(path, "block"))?;
    }
    let unprepared = cell.presence == Presence::Given || cell.preparation.is_empty();
    must(unprepared, &join(path, "presence"), || "arms are asked before anything is prepared".to_owned())?;
    for (name, value) in &cell.at {
        let path = join(&join(path, "at"), name);
        check_name(name, &path)?;
        must(value.is_finite(), &path, || format!("{value} is not a finite number"))?;
    }
    for (key, name) in [("base", cell.base.as_ref()), ("headline", Some(&cell.headline))] {
        if let Some(name) = name {
            check_names(&join(path, key), [name], cell)?;
        }
    }
    for (name, arm) in &cell.arms {
        let path = join(&join(path, "arms"), name);
        check_name(name, &path)?;
        check_door(arm, fixtures, &path)?;
        check_arm(arm, cell, &path)?;
        let alike = cell.base.iter().filter_map(|base| cell.arms.get(base)).all(|base| is_alike(base, arm));
        must(alike, &join(&path, "reading"), || "it is compared with a base that is read by another clock".to_owned())?;
    }
    let own = cell.question.iter().map(|question| ("question", question));
    for (key, question) in own.chain(cell.afterwards.iter().map(|question| ("afterwards", question))) {
        check_question(&join(path, key), question)?;
    }
    check_questions(&join(path, "before"), &cell.before)?;
    for (index, Step { question, arms, .. }) in cell.preparation.iter().enumerate() {
        let path = format!("{path}.preparation[{index}]");
        check_question(&join(&path, "question"), question)?;
        check_names(&join(&path, "arms"), arms, cell)?;
    }
    Ok(())
}

fn check_arm(arm: &Arm, cell: &Cell, path: &str) -> Checked {
    let Arm { question, batch, reading, handicap, .. } = arm;
    let is_asked = question.is_some() || cell.question.is_some();
    must(is_asked, &join(path, "question"), || "neither the arm nor its cell has one".to_owned())?;
    if let Some(question) = question {
        check_question(&join(path, "question"), question)?;
    }
    let procedure = cell.procedure.as_str();
    if let Some(batch) = batch {
        must(matches!(cell.procedure, Procedure::Paired { .. }), &join(path, "batch"), || {
            format!("only paired cells ask in batches, and this one is {procedure}")
        })?;
        let grows = 0 < batch.few && batch.few < batch.many;
        must(grows, &join(path, "batch"), || format!("few ({}) has to be below many ({})", batch.few, batch.many))?;
    }
    if let Some(pointer) = reading {
        let path = join(path, "reading");
        must(matches!(cell.procedure, Procedure::Paired { .. }), &path, || {
            format!("only paired cells are read by the answer, and this one is {procedure}")
        })?;
        must(pointer.starts_with('/'), &path, || format!("{pointer:?} is no JSON pointer, such as \"/elapsed_ms\""))?;
        must(handicap.is_none(), &path, || "what the client holds back is not seen by a clock inside".to_owned())?;
    }
    if let Some(share) = handicap {
        must(cell.procedure.can_hold_back(), &join(path, "handicap"), || {
            format!("answers can be held back in paired and first_request cells only, and this one is {procedure}")
        })?;
        check_handicap(*share).map_err(|message| Fault { path: join(path, "handicap"), message })?;
    }
    Ok(())
}

/// Whether two arms are read by clocks that may be compared.
fn is_alike(base: &Arm, arm: &Arm) -> bool {
    base.reading.is_some() == arm.reading.is_some()
}

/// Refuses the name of a cell, an arm, a coordinate or whatever else has one that no gate could name.
pub(super) fn check_name(name: &str, path: &str) -> Checked {
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    must(!name.is_empty() && name.bytes().all(plain), path, || {
        format!("{name:?} is not a name of lower-case letters, digits and underscores, as gates need it")
    })
}

fn check_door(arm: &Arm, fixtures: &[Fixture], path: &str) -> Checked {
    let Some(door) = arm.door.as_deref() else { return Ok(()) };
    let known = || fixtures.iter().flat_map(|fixture| fixture.doors()).copied().chain([ROUTER]);
    must(known().any(|known| known == door), &join(path, "door"), || unknown("door", door, known()))
}

/// Refuses a handicap that is none.
pub(super) fn check_handicap(share: f64) -> Result<(), String> {
    if (0.0..=MOST_HANDICAP).contains(&share) {
        return Ok(());
    }
    Err(format!("{share} is not between 0 and {MOST_HANDICAP}, as a share of the arm's own time"))
}

fn check_procedure(procedure: &Procedure, path: &str) -> Checked {
    let positive = |key, value: u64| must(value > 0, &join(path, key), || "0 leaves nothing to measure".to_owned());
    match procedure {
        Procedure::Paired { .. } | Procedure::FirstRequest { .. } => Ok(()),
        Procedure::Ladder { rungs, requests, deadline_ms, .. } => {
            let ascends = rungs.first().is_some_and(|first| *first > 0) && rungs.is_sorted_by(|low, high| low < high);
            must(ascends, &join(path, "rungs"), || format!("{rungs:?} is not a list of ascending numbers from 1 on"))?;
            positive("requests", (*requests).into())?;
            positive("deadline_ms", *deadline_ms)
        }
        Procedure::Open { per_second, segment, segments, connections, .. } => {
            let comes = *per_second > 0.0 && per_second.is_finite();
            must(comes, &join(path, "per_second"), || format!("{per_second} is not above 0"))?;
            positive("segment", (*segment).into())?;
            positive("segments", (*segments).into())?;
            positive("connections", (*connections).into())
        }
    }
}

fn check_questions(path: &str, questions: &[Question]) -> Checked {
    questions.iter().enumerate().try_for_each(|(index, question)| check_question(&format!("{path}[{index}]"), question))
}

fn check_question(path: &str, question: &Question) -> Checked {
    must(question.turns > 0, &join(path, "turns"), || "0 leaves no turn to take".to_owned())
}

fn check_names<'name>(path: &str, names: impl IntoIterator<Item = &'name String>, cell: &Cell) -> Checked {
    match names.into_iter().find(|name| !cell.arms.contains_key(*name)) {
        Some(name) => wrong(path.to_owned(), unknown("arm", name, cell.arms.keys().map(String::as_str))),
        None => Ok(()),
    }
}

pub(super) fn must(holds: bool, path: &str, message: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { wrong(path.to_owned(), message()) }
}

fn wrong(path: String, message: String) -> Checked {
    Err(Fault { path, message })
}
