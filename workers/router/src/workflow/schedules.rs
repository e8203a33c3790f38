//! `/workflow/schedules/…`: instances that begin by themselves.

use futures::future::try_join_all;
use kit::client::Client;
use serde::Serialize;
use serde_json::value::RawValue;
use shared::{
    call::{
        Call, Workflow,
        workflow::{BackfillSchedule, ControlSchedule, ListSchedules, ReadSchedule, SetSchedule},
    },
    error::Failure,
    ids::TenantId,
    timing::Trace,
    workflow::{
        Backfill, Backfilled, Overlap, Schedule, ScheduleControl, ScheduleId, ScheduleTold, shard_of_schedule, shards,
    },
};
use worker::Env;

use super::{answer::asked_of, report::json};
use crate::{
    address::Parameters,
    edge::{Arrival, Errand, PATIENCE},
    endpoint::{Endpoint, GET, POST},
};

/// What is asked of the objects that hold schedules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `POST /workflow/schedules/:schedule/set`.
    Set(Planned),
    /// `GET /workflow/schedules/:schedule`.
    Read(Planned),
    /// `GET /workflow/schedules`; of all shards where no object is named.
    List(Option<TenantId>),
    /// `POST /workflow/schedules/:schedule/pause` and so on.
    Control(Planned, ScheduleControl),
    /// `POST /workflow/schedules/:schedule/backfill`.
    Backfill(Planned),
}

/// A schedule, and the object that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    name: ScheduleId,
    object: String,
}

/// Where a path leads.
#[derive(Clone, Copy)]
pub(crate) enum Found<'a> {
    Set(&'a str),
    Read(&'a str),
    List,
    Control(&'a str, ScheduleControl),
    Backfill(&'a str),
}

impl<'a> Endpoint<'a> for Found<'a> {
    type Asked = Asked;

    fn find(segments: &[&'a str]) -> Option<Self> {
        let ["workflow", "schedules", rest @ ..] = segments else { return None };
        Some(match *rest {
            [] => Self::List,
            [name] => Self::Read(name),
            [name, "set"] => Self::Set(name),
            [name, "backfill"] => Self::Backfill(name),
            [name, "pause"] => Self::Control(name, ScheduleControl::Pause),
            [name, "resume"] => Self::Control(name, ScheduleControl::Resume),
            [name, "trigger"] => Self::Control(name, ScheduleControl::Trigger),
            [name, "remove"] => Self::Control(name, ScheduleControl::Remove),
            _ => return None,
        })
    }

    fn methods(&self) -> &'static str {
        match self {
            Self::Read(_) | Self::List => GET,
            Self::Set(_) | Self::Control(..) | Self::Backfill(_) => POST,
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        &["object"]
    }

    fn asked(self, parameters: &Parameters) -> Result<Self::Asked, Failure> {
        let object = parameters.value("object").map(TenantId::parse).transpose()?;
        let planned = |name: &str| {
            let name = ScheduleId::parse(name)?;
            let object = object.as_ref().map_or_else(|| shard_of_schedule(&name), |object| object.as_str().to_owned());
            Ok::<_, Failure>(Planned { name, object })
        };
        Ok(match self {
            Self::Set(name) => Asked::Set(planned(name)?),
            Self::Read(name) => Asked::Read(planned(name)?),
            Self::List => Asked::List(object),
            Self::Control(name, control) => Asked::Control(planned(name)?, control),
            Self::Backfill(name) => Asked::Backfill(planned(name)?),
        })
    }
}

/// A schedule as it is told.
#[derive(Serialize)]
struct Told {
    name: String,
    object: String,
    workflow: String,
    input: Option<Box<RawValue>>,
    cron: String,
    overlap: Overlap,
    catch_up_ms: u64,
    paused: bool,
    next_ms: Vec<u64>,
    last: Option<String>,
    buffered_ms: Option<u64>,
    begun: u64,
    skipped: u64,
}

#[derive(Serialize)]
struct Lists {
    schedules: Vec<Told>,
}

#[derive(Serialize)]
struct Made<'a> {
    object: &'a str,
    begun: Vec<String>,
    existing: u32,
}

/// Has an object do what is asked for.
pub(crate) async fn answer(arrival: &Arrival<'_>, asked: Asked) -> Result<Vec<u8>, Failure> {
    let (errand, env) = (arrival.errand, arrival.env);
    match asked {
        Asked::Set(Planned { name, object }) => {
            let schedule = Schedule::parse(name, &arrival.body().await?)?;
            told_by::<SetSchedule>(errand, env, object, &schedule).await
        }
        Asked::Read(Planned { name, object }) => told_by::<ReadSchedule>(errand, env, object, &name).await,
        Asked::Control(Planned { name, object }, control) => {
            told_by::<ControlSchedule>(errand, env, object, &(name, control)).await
        }
        Asked::Backfill(Planned { name, object }) => {
            let backfill = Backfill::parse(name, &arrival.body().await?)?;
            let client = Client::<Workflow>::object(env, &object)?;
            let (done, trace) = asked_of::<BackfillSchedule>(errand, &client, &backfill, PATIENCE).await?;
            let Backfilled { begun, existing } = done;
            Ok(json(Made { object: &object, begun, existing }, errand.way(trace)))
        }
        Asked::List(object) => {
            let objects = object.map_or_else(|| shards().collect(), |object| vec![object.as_str().to_owned()]);
            let of_one = |object: String| async move {
                let client = Client::<Workflow>::object(env, &object)?;
                let (told, _) = asked_of::<ListSchedules>(errand, &client, &(), PATIENCE).await?;
                Ok::<_, Failure>(told.into_iter().map(|one| Told::of(object.clone(), one)).collect::<Vec<_>>())
            };
            let mut schedules: Vec<Told> =
                try_join_all(objects.into_iter().map(of_one)).await?.into_iter().flatten().collect();
            schedules.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(json(Lists { schedules }, errand.way(Trace::default())))
        }
    }
}

async fn told_by<C: Call<Service = Workflow, Output = ScheduleTold>>(
    errand: Errand,
    env: &Env,
    object: String,
    question: &C::Input,
) -> Result<Vec<u8>, Failure> {
    let client = Client::<Workflow>::object(env, &object)?;
    let (told, trace) = asked_of::<C>(errand, &client, question, PATIENCE).await?;
    Ok(json(Told::of(object, told), errand.way(trace)))
}

impl Told {
    fn of(object: String, told: ScheduleTold) -> Self {
        let ScheduleTold { schedule, paused, next_ms, last, buffered_ms, begun, skipped } = told;
        let Schedule { name, workflow, input, cron, overlap, catch_up_ms } = schedule;
        let (name, input) = (name.as_str().to_owned(), RawValue::from_string(input).ok());
        Self {
            name,
            object,
            workflow,
            input,
            cron,
            overlap,
            catch_up_ms,
            paused,
            next_ms,
            last,
            buffered_ms,
            begun,
            skipped,
        }
    }
}
