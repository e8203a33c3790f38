//! What is told of instances.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use shared::workflow::{
    Count, Event, Handle, Indexed, Listed, OperationTold, RestartPlan, State, Status, TrackerReport,
};

use crate::edge::Way;

#[derive(Serialize)]
struct Told<T> {
    #[serde(flatten)]
    what: T,
    timing: Way,
}

#[derive(Serialize)]
struct HandleTold<'a> {
    object: &'a str,
    #[serde(flatten)]
    handle: Handle,
}

#[derive(Serialize)]
struct StatusTold<'a> {
    #[serde(flatten)]
    handle: HandleTold<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Box<RawValue>>,
    /// What it came to, or null.
    output: serde_json::Value,
    error: Option<String>,
    waits_for: Vec<String>,
    lives: u64,
}

/// An event, with its output as JSON where it is JSON.
#[derive(Serialize)]
pub(super) struct EventTold {
    id: u64,
    instance: String,
    at_ms: u64,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<u32>,
}

/// An instance in a list.
#[derive(Clone, Serialize)]
pub(super) struct InState {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) state: State,
}

/// Where an instance is.
#[derive(Serialize)]
pub(super) struct StateTold {
    pub(super) state: State,
}

#[derive(Serialize)]
struct Lists {
    instances: Vec<InState>,
}

/// Instances of all objects.
#[derive(Serialize)]
struct PageTold {
    instances: Vec<IndexedTold>,
    /// The `after` of the next page; null where there is none.
    next: Option<String>,
}

#[derive(Serialize)]
struct IndexedTold {
    id: String,
    object: String,
    workflow: String,
    state: State,
    accepted_ms: u64,
    ended_ms: Option<u64>,
}

#[derive(Serialize)]
struct CountsTold {
    workflows: BTreeMap<String, BTreeMap<&'static str, u64>>,
}

#[derive(Serialize)]
struct PlanTold {
    dry_run: bool,
    from: u32,
    again_count: u32,
    again: Vec<OperationTold>,
    failed: Vec<OperationTold>,
    events: Vec<String>,
}

#[derive(Serialize)]
struct EventsTold {
    events: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct TrackerTold {
    events: u64,
    again: u64,
    last: u64,
    requests: u64,
    told: Vec<serde_json::Value>,
}

/// An answer, with the way of the request at its end.
pub(super) fn json<T: Serialize>(what: T, timing: Way) -> Vec<u8> {
    serde_json::to_vec(&Told { what, timing }).expect("numbers and names always render")
}

/// What is told of an instance that was begun.
pub(super) fn of_handle(object: &str, handle: Handle, timing: Way) -> Vec<u8> {
    json(HandleTold { object, handle }, timing)
}

/// What is told of an instance wherever it is.
pub(super) fn of_status(object: &str, status: Status, timing: Way) -> Vec<u8> {
    let Status { handle, input, output, error, waits_for, lives } = status;
    let input = input.as_deref().and_then(value_of);
    let output = output.and_then(|output| serde_json::from_str(&output).ok()).unwrap_or_default();
    json(StatusTold { handle: HandleTold { object, handle }, input, output, error, waits_for, lives }, timing)
}

/// What is told of an instance that goes on from one of its operations, or would.
pub(super) fn of_plan(plan: RestartPlan, dry_run: bool, timing: Way) -> Vec<u8> {
    let RestartPlan { from, again_count, again, failed, events } = plan;
    json(PlanTold { dry_run, from, again_count, again, failed, events }, timing)
}

/// What is told of what an instance did.
pub(super) fn of_events(events: Vec<Event>, timing: Way) -> Vec<u8> {
    json(EventsTold { events: values(events) }, timing)
}

/// What is told of a tracker.
pub(super) fn of_tracker(report: TrackerReport, timing: Way) -> Vec<u8> {
    let TrackerReport { events, again, last, requests, told } = report;
    json(TrackerTold { events, again, last, requests, told: values(told) }, timing)
}

/// What is told of instances in some states.
pub(super) fn of_list(instances: Vec<InState>, timing: Way) -> Vec<u8> {
    json(Lists { instances }, timing)
}

/// What is told of a page of a list.
pub(super) fn of_page(instances: Vec<Listed>, next: Option<String>, timing: Way) -> Vec<u8> {
    let told = |Listed { object, row }: Listed| {
        let Indexed { run: _, id, workflow, state, accepted_ms, ended_ms } = row;
        IndexedTold { id, object, workflow, state, accepted_ms, ended_ms }
    };
    json(PageTold { instances: instances.into_iter().map(told).collect(), next }, timing)
}

/// How many instances there are, by workflow and state.
pub(super) fn of_counts(counts: Vec<Count>, timing: Way) -> Vec<u8> {
    let mut workflows: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for Count { workflow, state, count } in counts {
        *workflows.entry(workflow).or_default().entry(state.as_str()).or_default() += count;
    }
    json(CountsTold { workflows }, timing)
}

fn values(events: Vec<Event>) -> Vec<serde_json::Value> {
    let value = |event| serde_json::to_value(EventTold::of(event)).expect("events always render");
    events.into_iter().map(value).collect()
}

/// JSON as it is; what is none, as a text.
fn value_of(output: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(output.to_owned()).or_else(|_| serde_json::value::to_raw_value(output)).ok()
}

impl EventTold {
    /// The event as it is told.
    pub(super) fn of(event: Event) -> Self {
        let Event { id, instance, at_ms, kind, operation, scope, name, output, error, error_kind, due_ms } = event;
        let output = output.as_deref().and_then(value_of);
        Self { id, instance, at_ms, kind, operation, name, output, error, error_kind, due_ms, scope }
    }
}
