//! The instances of all objects, in lines.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use comfy_table::{Cell, CellAlignment, Table, presets};
use serde::Deserialize;
use shared::limits;

use super::{Listing, source::Routes};
use crate::{
    error::Result,
    terminal::{self, printable},
};

/// A page of a list.
#[derive(Deserialize)]
struct Page {
    instances: Vec<Listed>,
    next: Option<String>,
}

/// An instance in it.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) workflow: String,
    pub(super) state: String,
    pub(super) accepted_ms: u64,
    pub(super) ended_ms: Option<u64>,
}

/// How many there are, by workflow and state.
#[derive(Deserialize)]
struct Counts {
    workflows: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Prints as many as are asked for, and how many there are.
pub(super) fn print(listing: &Listing) -> Result<()> {
    let mut routes = Routes::open(&listing.router)?;
    let (mut all, mut after): (Vec<Listed>, Option<String>) = (Vec::new(), None);
    let wanted = usize::try_from(listing.limit).unwrap_or(usize::MAX);
    while all.len() < wanted {
        let left = u32::try_from(wanted - all.len()).unwrap_or(u32::MAX).min(limits::workflow::LISTED);
        let Page { instances, next } = routes.ask(&address(listing, left, after.as_deref()))?;
        let is_last = next.is_none() || instances.is_empty();
        all.extend(instances);
        if is_last {
            break;
        }
        after = next;
    }
    let of_workflow = listing.workflow.as_ref().map(|name| format!("?workflow={}", name.as_str())).unwrap_or_default();
    let Counts { workflows } = routes.ask(&format!("/workflow/counts{of_workflow}"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    terminal::print(&lines(&all, &workflows, u64::try_from(now.as_millis()).unwrap_or(u64::MAX)))
}

fn address(listing: &Listing, limit: u32, after: Option<&str>) -> String {
    let workflow = listing.workflow.as_ref().map(|name| format!("&workflow={}", name.as_str()));
    let status = listing.status.map(|state| format!("&status={}", state.as_str()));
    let after = after.map(|after| format!("&after={after}"));
    let rest: String = [workflow, status, after].into_iter().flatten().collect();
    format!("/workflow/instances?limit={limit}{rest}")
}

/// Each in a line, then the counts.
pub(super) fn lines(all: &[Listed], counts: &BTreeMap<String, BTreeMap<String, u64>>, now_ms: u64) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["instance", "workflow", "object", "is", "accepted", "took"]);
    for listed in all {
        let ago = now_ms.saturating_sub(listed.accepted_ms) / 1_000;
        let took = listed
            .ended_ms
            .map_or_else(String::new, |ended| format!("{} ms", ended.saturating_sub(listed.accepted_ms)));
        table.add_row([
            Cell::new(printable(&listed.id)),
            Cell::new(printable(&listed.workflow)),
            Cell::new(printable(&listed.object)),
            Cell::new(printable(&listed.state)),
            Cell::new(format!("{ago} s ago")).set_alignment(CellAlignment::Right),
            Cell::new(took).set_alignment(CellAlignment::Right),
        ]);
    }
    let mut text: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    for (workflow, states) in counts {
        let states: Vec<String> = states.iter().map(|(state, count)| format!("{count} {}", printable(state))).collect();
        text.push(format!("{}: {}", printable(workflow), states.join(", ")));
    }
    text.join("\n") + "\n"
}
