//! The routes of workflows.

use shared::{
    choice::Choice,
    error::{ErrorCode, Failure},
    ids::TenantId,
    limits,
    workflow::{Control, ListQuestion, Place, State, WorkflowId, shard, shards},
};

use crate::{
    address::Parameters,
    endpoint::{Endpoint, GET, POST},
};

/// What is asked of the objects that run workflows, or of a tracker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `POST /workflow/:workflow/run` and `run-async`.
    Begin {
        workflow: String,
        /// The object; the shard of the name where none is named.
        object: Option<TenantId>,
        waits: Waits,
    },
    /// `GET /workflow/instances/:id`.
    Status(Instance),
    /// `GET /workflow/instances/:id/journal`.
    Journal(Instance, u64),
    /// `GET /workflow/instances/:id/events`; a client that resumes may name its last event in a header.
    Events(Instance, Option<u64>),
    /// `POST /workflow/instances/:id/cancel` and so on.
    Control(Instance, Control),
    /// `POST /workflow/instances/:id/restart-from`.
    RestartFrom(Instance),
    /// `POST /workflow/instances/:id/signal/:event`.
    Signal(Instance, String),
    /// `POST /workflow/callback`; of the shard of the instance in the token where no object is named.
    Callback(Option<TenantId>),
    /// `GET /workflow/dead` and `running`; of all shards where no object is named.
    List(Option<TenantId>, &'static [State]),
    /// `GET /workflow/tracker`.
    Tracker { object: String, instance: Option<WorkflowId> },
    /// `POST /workflow/tracker/conduct`.
    Conduct(String),
    /// `GET /workflow/instances`.
    Index(ListQuestion),
    /// `GET /workflow/counts`.
    Counts(Option<String>),
    /// `POST /workflow/sweep`; of all shards where no object is named.
    Sweep(Option<TenantId>),
    /// `POST /workflow/trial`.
    Trial,
}

/// What whoever begins an instance waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// That it is stored.
    Stored,
    /// That it has ended.
    Ended,
}

/// An instance, and the object that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(super) id: WorkflowId,
    pub(super) object: String,
}

/// Where a path leads.
#[derive(Clone, Copy)]
pub(crate) enum Found<'a> {
    Begin(&'a str, Waits),
    Status(&'a str),
    Journal(&'a str),
    Events(&'a str),
    Control(&'a str, Control),
    RestartFrom(&'a str),
    Signal(&'a str, &'a str),
    Callback,
    List(&'static [State]),
    Index,
    Counts,
    Sweep,
    ReadTracker,
    SetConduct,
    Trial,
}

/// How many instances a page has where nobody says it.
const USUAL_PAGE: u32 = 50;

const DEAD: &[State] = &[State::Stuck, State::Poisoned];
const RUNNING: &[State] = &[State::Running, State::Paused, State::Queued];

impl<'a> Endpoint<'a> for Found<'a> {
    type Asked = Asked;

    fn find(segments: &[&'a str]) -> Option<Self> {
        let ["workflow", rest @ ..] = segments else { return None };
        Some(match *rest {
            ["callback"] => Self::Callback,
            ["dead"] => Self::List(DEAD),
            ["running"] => Self::List(RUNNING),
            ["instances"] => Self::Index,
            ["counts"] => Self::Counts,
            ["sweep"] => Self::Sweep,
            ["tracker"] => Self::ReadTracker,
            ["tracker", "conduct"] => Self::SetConduct,
            ["trial"] => Self::Trial,
            ["instances", id] => Self::Status(id),
            ["instances", id, "journal"] => Self::Journal(id),
            ["instances", id, "events"] => Self::Events(id),
            ["instances", id, "signal", event] => Self::Signal(id, event),
            ["instances", id, "restart-from"] => Self::RestartFrom(id),
            ["instances", id, control] => Self::Control(id, control_of(control)?),
            [workflow, "run"] => Self::Begin(workflow, Waits::Ended),
            [workflow, "run-async"] => Self::Begin(workflow, Waits::Stored),
            _ => return None,
        })
    }

    fn methods(&self) -> &'static str {
        match self {
            Self::Status(_)
            | Self::Journal(_)
            | Self::Events(_)
            | Self::List(_)
            | Self::Index
            | Self::Counts
            | Self::ReadTracker => GET,
            Self::Begin(..)
            | Self::Callback
            | Self::Control(..)
            | Self::RestartFrom(_)
            | Self::Signal(..)
            | Self::Sweep
            | Self::SetConduct
            | Self::Trial => POST,
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Trial => &[],
            Self::Index => &["workflow", "status", "after", "limit"],
            Self::Counts => &["workflow"],
            Self::ReadTracker => &["object", "instance"],
            Self::Journal(_) | Self::Events(_) => &["object", "after"],
            Self::Begin(..)
            | Self::Callback
            | Self::Status(_)
            | Self::Control(..)
            | Self::RestartFrom(_)
            | Self::Signal(..)
            | Self::List(_)
            | Self::Sweep
            | Self::SetConduct => &["object"],
        }
    }

    fn asked(self, parameters: &Parameters) -> Result<Self::Asked, Failure> {
        let object = parameters.value("object").map(TenantId::parse).transpose()?;
        let of = |id: &WorkflowId| object.as_ref().map_or_else(|| shard(id), |object| object.as_str().to_owned());
        let instance = |id: &str| {
            let id = WorkflowId::parse_any(id)?;
            let object = of(&id);
            Ok::<_, Failure>(Instance { id, object })
        };
        let after = || parameters.value("after").map(number).transpose();
        let workflow = || parameters.value("workflow").map(str::to_owned);
        Ok(match self {
            Self::Begin(workflow, waits) => Asked::Begin { workflow: workflow.to_owned(), object, waits },
            Self::Status(id) => Asked::Status(instance(id)?),
            Self::Journal(id) => Asked::Journal(instance(id)?, after()?.unwrap_or(0)),
            Self::Events(id) => Asked::Events(instance(id)?, after()?),
            Self::Control(id, control) => Asked::Control(instance(id)?, control),
            Self::RestartFrom(id) => Asked::RestartFrom(instance(id)?),
            Self::Signal(id, event) => Asked::Signal(instance(id)?, event.to_owned()),
            Self::Callback => Asked::Callback(object),
            Self::List(states) => Asked::List(object, states),
            Self::Index => Asked::Index(ListQuestion {
                workflow: workflow(),
                state: parameters.value("status").map(<State as Choice>::parse).transpose()?,
                after: parameters.value("after").map(Place::parse).transpose()?,
                most: parameters.value("limit").map_or(Ok(USUAL_PAGE), page)?,
            }),
            Self::Counts => Asked::Counts(workflow()),
            Self::Sweep => Asked::Sweep(object),
            Self::Trial => Asked::Trial,
            Self::SetConduct => Asked::Conduct(of_object(object.as_ref()).unwrap_or_else(usual_object)),
            Self::ReadTracker => {
                let instance = parameters.value("instance").map(WorkflowId::parse_any).transpose()?;
                let object = of_object(object.as_ref()).or_else(|| instance.as_ref().map(shard));
                let object = object.unwrap_or_else(usual_object);
                Asked::Tracker { object, instance }
            }
        })
    }
}

fn control_of(name: &str) -> Option<Control> {
    Some(match name {
        "cancel" => Control::Cancel,
        "pause" => Control::Pause,
        "resume" => Control::Resume,
        "restart" => Control::Restart,
        "redrive" => Control::Redrive,
        "purge" => Control::Purge,
        _ => return None,
    })
}

/// How many instances a page has.
fn page(text: &str) -> Result<u32, Failure> {
    let most = limits::workflow::LISTED;
    text.parse().ok().filter(|number| (1..=most).contains(number)).ok_or_else(|| {
        let message = format!("\"limit\" is a whole number from 1 to {most}; read more by \"after\"");
        Failure::new(ErrorCode::BadCount, message)
    })
}

/// The number of an event, as the address or a header has it.
pub(super) fn number(text: &str) -> Result<u64, Failure> {
    text.parse().map_err(|_| {
        Failure::new(ErrorCode::BadCount, "\"after\" is the id of an event, a whole number; without it all are told")
    })
}

fn of_object(object: Option<&TenantId>) -> Option<String> {
    object.map(|object| object.as_str().to_owned())
}

/// The object whose tracker is meant where neither it nor an instance is named: the first shard.
fn usual_object() -> String {
    shards().next().unwrap_or_default()
}
