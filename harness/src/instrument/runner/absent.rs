//! Before anything is measured: which arms the target has at all.

use std::collections::BTreeMap;

use load::Answer;
use serde_json::Value;
use shared::error::ErrorCode;

use super::{
    Runner,
    asking::{Clients, error_code, unanswered, wrong},
    ready::{Cycle, ReadyArm, tenant_values},
};
use crate::{
    error::Result,
    instrument::{
        samples::Samples,
        scenario::{Arm, Cell, Presence, Serving},
        target::{Process, ROUTER},
    },
};

/// The status by which a Worker says that its platform has no such way.
const NOT_IMPLEMENTED: u16 = 501;

/// The status by which a Worker says that the other side failed. Once that may be chance; a platform that refuses an address
/// or a way says it every time.
const UNAVAILABLE: u16 = 503;

impl Runner<'_> {
    /// Asks the arms of every cell that says so, and remembers those that the target does not have.
    pub(super) async fn find_absent(&mut self, process: &Process, clients: &mut Clients) -> Result<()> {
        let mut probed = BTreeMap::new();
        for (name, cell) in self.available().into_iter().filter(|(_, cell)| cell.presence == Presence::Asked) {
            let mut absent = BTreeMap::new();
            for (arm_name, arm) in &cell.arms {
                let reason = match &arm.serving {
                    None => reason(process, clients, (name, cell), (arm_name, arm)).await?,
                    Some(serving) => probe(process, clients, arm, serving, &mut probed).await?,
                };
                absent.extend(reason.map(|reason| (arm_name.clone(), reason)));
            }
            if let Some(reason) = unmeasurable(cell, &absent) {
                self.unavailable.insert(name.to_owned(), reason);
            }
            if !absent.is_empty() {
                self.absent.insert(name.to_owned(), absent);
            }
        }
        Ok(())
    }

    /// The arms of a cell that the target has, in the scenario's order.
    pub(super) fn present<'cell>(&self, name: &str, cell: &'cell Cell) -> Vec<(&'cell str, &'cell Arm)> {
        let absent = |arm: &str| self.absent.get(name).is_some_and(|absent| absent.contains_key(arm));
        cell.arms.iter().map(|(name, arm)| (name.as_str(), arm)).filter(|(arm, _)| !absent(arm)).collect()
    }

    /// Whether an arm of that name is absent in every cell that was asked for it or will be measured with it.
    pub(super) fn lacks(&self, arm: &str) -> bool {
        let mut cells = self.scenario.cells.iter().filter(|(name, cell)| {
            cell.arms.contains_key(arm) && (self.absent.contains_key(*name) || !self.unavailable.contains_key(*name))
        });
        let absent = |name: &String| self.absent.get(name).is_some_and(|absent| absent.contains_key(arm));
        let somewhere = self.absent.keys().any(absent);
        somewhere && cells.all(|(name, _)| absent(name))
    }
}

/// Why the target does not have an arm, if so; anything but a right answer or that reason is an error.
async fn reason(
    process: &Process,
    clients: &mut Clients,
    cell: (&str, &Cell),
    arm: (&str, &Arm),
) -> Result<Option<String>> {
    // Its samples would count nowhere.
    let arm = ReadyArm::new(&mut Samples::default(), cell, arm, &process.fresh)?;
    let Some(variant) = arm.variants.first() else { return Ok(None) };
    let Some(request) = variant.cycle.request(0) else { return Ok(None) };
    let mut failed_before = false;
    loop {
        let answer = clients.of(process, &arm.door).await?.send(request).await;
        let answer = answer.map_err(|failure| unanswered(&failure, &request.to_string()))?;
        let Err(objection) = arm.judge(variant, 0, &answer) else { return Ok(None) };
        let fails = answer.status == UNAVAILABLE && error_code(&answer) == Some(ErrorCode::RuntimeFailed);
        if fails && !failed_before {
            failed_before = true;
            continue;
        }
        let reason = if fails { message(&answer) } else { refusal(&answer) };
        return reason.map(Some).ok_or_else(|| wrong(&request.to_string(), &objection));
    }
}

/// Why the target does not have the engine of an arm that serves tenants, if so. Whether it is there depends neither on the cell
/// nor on the policy, so that the same probe is sent once.
async fn probe(
    process: &Process,
    clients: &mut Clients,
    arm: &Arm,
    serving: &Serving,
    probed: &mut BTreeMap<String, Option<String>>,
) -> Result<Option<String>> {
    let values = tenant_values("presence", arm, &process.fresh, (0, 0))?;
    let cycle = Cycle::new(&serving.probe, &values)?;
    let Some(request) = cycle.request(0) else { return Ok(None) };
    let door = arm.door.as_deref().unwrap_or(ROUTER);
    let name = format!("{door} {request}");
    if let Some(reason) = probed.get(&name) {
        return Ok(reason.clone());
    }
    let answer = clients.of(process, door).await?.send(request).await;
    let answer = answer.map_err(|failure| unanswered(&failure, &request.to_string()))?;
    let reason = cycle.objection(0, &answer).map(|objection| message(&answer).unwrap_or(objection));
    probed.insert(name, reason.clone());
    Ok(reason)
}

/// What a Worker says that cannot ask in the way of the arm.
pub(super) fn refusal(answer: &Answer) -> Option<String> {
    message(answer).filter(|_| answer.status == NOT_IMPLEMENTED)
}

fn message(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    Some(body.pointer("/error/message")?.as_str()?.to_owned())
}

/// Why nothing of a cell can be measured without these arms, if so.
pub(super) fn unmeasurable(cell: &Cell, absent: &BTreeMap<String, String>) -> Option<String> {
    let base = cell.base.as_ref().and_then(|base| Some((base, absent.get(base)?)));
    if let Some((base, reason)) = base {
        return Some(format!("its base {base} is not available here: {reason}"));
    }
    let (first, reason) = absent.first_key_value()?;
    let none_left = cell.arms.keys().all(|arm| absent.contains_key(arm));
    none_left.then(|| format!("none of its arms is available here, such as {first}: {reason}"))
}
