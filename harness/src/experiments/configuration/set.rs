//! Sets one value of a scenario, as far as it can be set, and refuses one that makes no sense.

use serde::{Serialize, de::DeserializeOwned};
use toml::{Table, Value};

use crate::{
    instrument::scenario::{Audit, Pace, Procedure, Scenario, Size},
    record::quantity::unknown,
};

/// What is said of everything else.
const SETTABLE: &str =
    "it cannot be set; what can is size.<value>, cells.<cell>.procedure.<value> and cells.<cell>.block";

/// The sizes of what is compared in pairs. Traffic follows none of them.
pub(super) const OF_PAIRS: [&str; 6] = ["rounds", "pairs", "block", "cell_ms", "most_ms", "starts"];

/// What is said of those where all is traffic.
const TRAFFIC: &str = "traffic does not follow it; each cell says itself how often and how long it is sent, which --config can change, \
                       such as by cells.burst.procedure.rounds = 3";

/// Sets the value at a path; the error is a sentence.
pub(super) fn set(scenario: &mut Scenario, path: &[String], value: &Value) -> Result<(), String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["size", key, ..] if scenario.is_traffic() && OF_PAIRS.contains(key) => return Err(TRAFFIC.to_owned()),
        ["size", keys @ ..] if !keys.is_empty() => replace(&mut scenario.size, keys, value)?,
        ["cells", name, keys @ ..] if !keys.is_empty() => {
            let stranger = unknown("cell", name, scenario.cells.keys().map(String::as_str));
            let cell = scenario.cells.get_mut(*name).ok_or(stranger)?;
            match keys {
                ["block"] => {
                    let block = value.clone().try_into().map_err(|error| said(&error))?;
                    check_block(block)?;
                    cell.block = Some(block);
                }
                // Its questions and arms are made for the kind of its procedure.
                ["procedure", "kind"] => {
                    let kind = cell.procedure.as_str();
                    must(value.as_str() == Some(kind), || format!("{name} is {kind}, and remains so"))?;
                }
                ["procedure", keys @ ..] if !keys.is_empty() => {
                    replace(&mut cell.procedure, keys, value)?;
                    check_procedure(&cell.procedure)?;
                }
                _ => return Err(SETTABLE.to_owned()),
            }
        }
        _ => return Err(SETTABLE.to_owned()),
    }
    check_size(scenario)
}

/// Replaces one value in the form that a value has in TOML.
fn replace<T: Serialize + DeserializeOwned>(whole: &mut T, keys: &[&str], value: &Value) -> Result<(), String> {
    let mut form = Table::try_from(&*whole).map_err(|error| error.to_string())?;
    put(&mut form, keys, value);
    *whole = form.try_into().map_err(|error| said(&error))?;
    Ok(())
}

fn put(form: &mut Table, keys: &[&str], value: &Value) {
    match keys {
        [] => {}
        [key] => drop(form.insert((*key).to_owned(), value.clone())),
        [key, keys @ ..] => {
            let inner = form.entry(*key).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, keys, value);
            } else {
                // What is no table there becomes one, which is then refused by its type.
                *inner = Value::Table(Table::new());
            }
        }
    }
}

fn said(error: &toml::de::Error) -> String {
    error.message().replace('\n', ", ")
}

fn check_size(scenario: &Scenario) -> Result<(), String> {
    let Size { rounds, pairs, block, cell_ms, most_ms, starts, deadline_ms, error_limit } = scenario.size;
    let at_least = |value: u64, least: u64| must(value >= least, || format!("{value} is below {least}"));
    at_least(rounds.into(), 2)?;
    at_least(pairs.into(), 1)?;
    check_block(block)?;
    at_least(cell_ms, 1)?;
    at_least(most_ms.unwrap_or(1), 1)?;
    at_least(deadline_ms, 1)?;
    let cold = scenario.cells.iter().find(|(_, cell)| cell.procedure.is_first_request());
    if let Some((name, _)) = cold {
        must(starts > 0, || format!("0 leaves the cell {name} without a sample"))?;
    }
    must((0.0..=1.0).contains(&error_limit), || format!("{error_limit} is not between 0 and 1"))
}

fn check_block(block: u32) -> Result<(), String> {
    must(block >= 2, || format!("{block} is below 2"))?;
    must(block.is_multiple_of(2), || format!("{block} is odd, and half of a block is on the way back"))
}

fn check_procedure(procedure: &Procedure) -> Result<(), String> {
    let positive = |value: u64| must(value > 0, || "0 leaves nothing to measure".to_owned());
    match procedure {
        Procedure::Paired { .. } | Procedure::FirstRequest { .. } => Ok(()),
        Procedure::Ladder { rungs, requests, deadline_ms, .. } => {
            let ascends = rungs.first().is_some_and(|first| *first > 0) && rungs.is_sorted_by(|low, high| low < high);
            must(ascends, || format!("{rungs:?} is not a list of ascending numbers from 1 on"))?;
            positive((*requests).into())?;
            positive(*deadline_ms)
        }
        Procedure::Open { per_second, segment, segments, connections, .. } => {
            let comes = *per_second > 0.0 && per_second.is_finite();
            must(comes, || format!("{per_second} is not above 0"))?;
            [segment, segments, connections].into_iter().try_for_each(|value| positive((*value).into()))
        }
        Procedure::Audit(audit) => {
            let Audit { looks, clients, batches, kill_ms, rest_ms, .. } = audit.as_ref();
            [looks, clients, batches].into_iter().try_for_each(|value| positive((*value).into()))?;
            positive(rest_ms.unwrap_or(1).into())?;
            let follows = kill_ms.is_none_or(|[earliest, latest]| earliest <= latest);
            must(follows, || format!("{kill_ms:?} is not an earliest and a latest moment"))
        }
        Procedure::Traffic { rounds, time_scale, traffic } => {
            positive((*rounds).into())?;
            let divides = *time_scale > 0.0 && time_scale.is_finite();
            must(divides, || format!("{time_scale} is not above 0"))?;
            must(traffic.tenants() > 0, || "without a tenant there is nothing to measure".to_owned())?;
            must(traffic.pace() != Pace::Flood { clients: 0 }, || "0 clients leave nobody to ask".to_owned())
        }
    }
}

fn must(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message()) }
}
