//! The journal of an instance in the words of the suite.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value, json};

/// How many numbers of events a row of a journal has.
const IN_A_ROW: u64 = 1 << 16;

/// What an operation was when it began.
struct Begun {
    kind: String,
    name: String,
    parent: Option<u64>,
    at: u64,
    due: Option<u64>,
    attempts: u64,
}

/// A history: events with numbers from one.
pub(super) struct History {
    events: Vec<Value>,
}

impl History {
    /// Of this journal; `input` gives what a child began with.
    pub(super) fn of(id: &str, journal: &[Value], told: &Value, input: impl Fn(&str) -> Option<Value>) -> Self {
        let mut history = Self { events: vec![json!({ "EventType": "ExecutionStarted", "EventId": 1 })] };
        let mut operations: BTreeMap<u64, Begun> = BTreeMap::new();
        let (mut row, mut is_empty) = (None, true);
        for event in journal {
            let this = event["id"].as_u64().unwrap() / IN_A_ROW;
            if row.replace(this).is_some_and(|row| row != this) && !is_empty {
                let is_interrupted = |error: &str| error.contains("the object ended in the middle");
                history.end_invocation(event["error"].as_str().is_some_and(is_interrupted));
                is_empty = true;
            }
            let before = history.events.len();
            history.add(id, event, &mut operations, &input);
            is_empty &= history.events.len() == before;
        }
        if !is_empty || told["ended_ms"] != Value::Null {
            history.end_invocation(false);
        }
        match told["state"].as_str() {
            Some("completed") => {
                history.push("ExecutionSucceeded", json!({ "Result": payload(&told["output"]) }), None, None);
            }
            Some("failed") => {
                let (kind, message) = split(stripped(told["error"].as_str().unwrap()));
                let error = json!({ "Payload": { "ErrorType": kind, "ErrorMessage": message } });
                history.push("ExecutionFailed", json!({ "Error": error }), None, None);
            }
            _ => {}
        }
        history
    }

    /// The event of that number.
    pub(super) fn event(&self, id: u64) -> Option<&Value> {
        self.events.get(usize::try_from(id).ok()?.checked_sub(1)?)
    }

    /// `interrupted` says that the next thing known of the instance is that an attempt did not come to its end.
    fn end_invocation(&mut self, interrupted: bool) {
        let error =
            json!({ "Payload": { "ErrorMessage": "the process was killed", "ErrorType": "Runtime.ExitError" } });
        let details = if interrupted { json!({ "Error": error }) } else { json!({}) };
        self.push("InvocationCompleted", details, None, None);
    }

    fn push(&mut self, kind: &str, details: Value, operation: Option<(u64, &Begun)>, sub_type: Option<&str>) {
        let mut event = Map::new();
        event.insert("EventType".to_owned(), json!(kind));
        event.insert("EventId".to_owned(), json!(self.events.len() + 1));
        event.insert("EventTimestamp".to_owned(), json!("some time"));
        event.insert(format!("{kind}Details"), details);
        if let Some((number, begun)) = operation {
            event.insert("Id".to_owned(), json!(number.to_string()));
            event.insert("Name".to_owned(), json!(begun.name));
            if let Some(parent) = begun.parent {
                event.insert("ParentId".to_owned(), json!(parent.to_string()));
            }
        }
        if let Some(sub_type) = sub_type {
            event.insert("SubType".to_owned(), json!(sub_type));
        }
        self.events.push(Value::Object(event));
    }

    fn add(
        &mut self,
        id: &str,
        event: &Value,
        operations: &mut BTreeMap<u64, Begun>,
        input: &impl Fn(&str) -> Option<Value>,
    ) {
        let Some(number) = event["operation"].as_u64() else { return };
        let at = event["at_ms"].as_u64().unwrap();
        if let Some(name) = event["name"].as_str() {
            let (kind, name) = kind_of(name);
            let begun = Begun {
                kind: kind.to_owned(),
                name: name.to_owned(),
                parent: event["scope"].as_u64(),
                at,
                due: event["due_ms"].as_u64(),
                attempts: 1,
            };
            operations.insert(number, begun);
        }
        let Some(begun) = operations.get_mut(&number) else { return };
        match event["kind"].as_str().unwrap() {
            "began" => self.began(number, begun, || input(&format!("{id}~{number}"))),
            // A step whose result is there at once, and the secret of a callback, of which the suite knows nothing.
            "step" if begun.kind == "secret" => {}
            "step" => {
                self.began(number, begun, || None);
                self.ended(number, begun, event);
            }
            "attempt" => {
                begun.attempts += 1;
                self.began(number, begun, || None);
            }
            "attempt_failed" => {
                let details = json!({ "Error": error_of(event), "RetryDetails": retry(begun, event) });
                self.push("StepFailed", details, Some((number, begun)), Some(sub_type(&begun.kind)));
            }
            "checked" => {
                let details = json!({ "Result": payload(&event["output"]), "RetryDetails": retry(begun, event) });
                self.push("StepSucceeded", details, Some((number, begun)), Some(sub_type(&begun.kind)));
            }
            "done" | "closed" => self.ended(number, begun, event),
            _ => {}
        }
    }

    fn began(&mut self, number: u64, begun: &Begun, input: impl Fn() -> Option<Value>) {
        let seconds = begun.due.map(|due| (due - begun.at).div_ceil(1_000));
        let (kind, details) = match family(&begun.kind) {
            Family::Step => ("StepStarted", json!({})),
            Family::Wait => ("WaitStarted", json!({ "Duration": seconds })),
            // A journal tells the first of both times.
            Family::Callback => {
                ("CallbackStarted", json!({ "CallbackId": number, "Timeout": seconds, "HeartbeatTimeout": seconds }))
            }
            Family::Child => {
                let details = json!({
                    "FunctionName": begun.name,
                    "Input": payload(&input().unwrap_or_default()),
                    "ExecutedVersion": "the only one",
                    "DurableExecutionArn": "an instance of the same object",
                });
                ("ChainedInvokeStarted", details)
            }
            Family::Scope => ("ContextStarted", json!({})),
        };
        self.push(kind, details, Some((number, begun)), Some(sub_type(&begun.kind)));
    }

    fn ended(&mut self, number: u64, begun: &Begun, event: &Value) {
        let family = family(&begun.kind);
        let failed = event["error"].is_string();
        let kind = match (family, failed) {
            (Family::Step, false) => "StepSucceeded",
            (Family::Step, true) => "StepFailed",
            (Family::Wait, _) => "WaitSucceeded",
            (Family::Callback, false) => "CallbackSucceeded",
            (Family::Callback, true) if event["error_kind"] == "callback_failed" => "CallbackFailed",
            (Family::Callback, true) => "CallbackTimedOut",
            (Family::Child, false) => "ChainedInvokeSucceeded",
            (Family::Child, true) => "ChainedInvokeFailed",
            (Family::Scope, false) => "ContextSucceeded",
            (Family::Scope, true) => "ContextFailed",
        };
        let mut details =
            if failed { json!({ "Error": error_of(event) }) } else { json!({ "Result": payload(&event["output"]) }) };
        match family {
            Family::Step => details["RetryDetails"] = json!({ "CurrentAttempt": begun.attempts }),
            Family::Wait => details = json!({ "Duration": begun.due.map(|due| (due - begun.at).div_ceil(1_000)) }),
            Family::Callback | Family::Child | Family::Scope => {}
        }
        self.push(kind, details, Some((number, begun)), Some(sub_type(&begun.kind)));
    }
}

impl fmt::Display for History {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for event in &self.events {
            writeln!(formatter, "{event}")?;
        }
        Ok(())
    }
}

/// The kinds of operations of a journal, as the suite has them.
#[derive(Clone, Copy)]
enum Family {
    Step,
    Wait,
    Callback,
    Child,
    Scope,
}

/// What a journal calls operations; longer names first, since one may begin like another.
const KINDS: [&str; 14] = [
    "wait for condition",
    "wait for callback",
    "wait for event",
    "step at most once",
    "step",
    "sleep",
    "secret",
    "scope",
    "parallel",
    "branch",
    "map",
    "item",
    "callback",
    "child",
];

fn kind_of(name: &str) -> (&'static str, &str) {
    let found = KINDS.iter().find_map(|kind| Some((*kind, name.strip_prefix(kind)?.trim_start())));
    found.unwrap_or_else(|| panic!("no kind of operation: {name}"))
}

fn family(kind: &str) -> Family {
    match kind {
        "sleep" => Family::Wait,
        "callback" => Family::Callback,
        "child" => Family::Child,
        "scope" | "parallel" | "branch" | "map" | "item" | "wait for callback" => Family::Scope,
        _ => Family::Step,
    }
}

fn sub_type(kind: &str) -> &'static str {
    match kind {
        "sleep" => "Wait",
        "callback" => "Callback",
        "child" => "ChainedInvoke",
        "scope" => "RunInChildContext",
        "parallel" => "Parallel",
        "branch" => "ParallelBranch",
        "map" => "Map",
        "item" => "MapIteration",
        "wait for callback" => "WaitForCallback",
        "wait for condition" => "WaitForCondition",
        _ => "Step",
    }
}

/// A value as the suite shows it: JSON as text.
fn payload(value: &Value) -> Value {
    json!({ "Payload": value, "Truncated": false })
}

fn retry(begun: &Begun, event: &Value) -> Value {
    let (at, due) = (event["at_ms"].as_u64().unwrap(), event["due_ms"].as_u64().unwrap());
    json!({ "CurrentAttempt": begun.attempts, "NextAttemptDelaySeconds": due.saturating_sub(at).div_ceil(1_000) })
}

fn error_of(event: &Value) -> Value {
    let (kind, message) = split(stripped(event["error"].as_str().unwrap()));
    let kind = match event["error_kind"].as_str() {
        Some("timed_out") => "Callback.Timeout",
        Some("no_heartbeat") => "Callback.Heartbeat",
        _ => kind,
    };
    json!({ "Payload": { "ErrorType": kind, "ErrorMessage": message } })
}

/// An error without the words in which the engine says whose it is.
fn stripped(error: &str) -> &str {
    let said = |prefix: &str, mark: &str| {
        error.strip_prefix(prefix).and_then(|rest| rest.split_once(mark)).map(|(_, message)| message)
    };
    let step = said("step \"", "failed at attempt ").and_then(|rest| rest.split_once(": ")).map(|(_, message)| message);
    step.or_else(|| said("callback \"", "failed: ")).unwrap_or(error)
}

/// The kind of an error and its message, where it has a kind.
fn split(error: &str) -> (&str, &str) {
    match error.split_once(": ") {
        Some((kind, message)) if !kind.contains(' ') => (kind, message),
        _ => ("Error", error),
    }
}
