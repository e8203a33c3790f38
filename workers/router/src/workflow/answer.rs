//! What is asked of the objects that run workflows, done.

use std::time::Duration;

use futures::future::try_join_all;
use kit::{client::Client, clock::WorkerClock, identity};
use shared::{
    call::{
        Call, Workflow, WorkflowTracker,
        workflow::{
            Accept, CompleteCallback, ControlInstance, ListInstances, ReadEvents, ReadInstance, ReadTracker,
            RestartInstance, Run, SendSignal, SetConduct,
        },
    },
    error::Failure,
    timing::{Clock, Trace},
    workflow::{
        Completion, Conduct, Handle, Launch, Note, RestartFrom, Signal, State, TrackerQuestion, Trial, shard, shards,
    },
};
use worker::Env;

use super::{
    index, report,
    route::{Asked, Instance, Waits, number},
    trial, watch,
};
use crate::{
    answer::Answer,
    edge::{Arrival, Errand, PATIENCE},
};

/// How long whoever asks for events without taking them as such waits for one.
const EVENTS_MS: u32 = 1_000;

/// Has an object do what is asked for, and answers with JSON, or with events where they are taken as such.
pub(crate) async fn answer(arrival: &Arrival<'_>, asked: Asked) -> Result<Answer, Failure> {
    let (errand, env) = (arrival.errand, arrival.env);
    let json = match asked {
        Asked::Begin { workflow, object, waits } => {
            let body = arrival.body().await?;
            let launch = Launch::parse(&workflow, &body, || identity::new_request().to_string())?;
            let object = object.map_or_else(|| shard(&launch.start.id), |object| object.as_str().to_owned());
            begin(errand, env, &object, &launch, waits).await?
        }
        Asked::Status(instance) => {
            let (status, trace) = ask::<ReadInstance>(errand, env, &instance.object, &instance.id).await?;
            report::of_status(&instance.object, status, errand.way(trace))
        }
        Asked::Journal(Instance { id, object }, after) => {
            let (events, trace) = ask::<ReadEvents>(errand, env, &object, &(id, after, 0)).await?;
            report::of_events(events, errand.way(trace))
        }
        Asked::Events(instance, after) => {
            let header = arrival.request.headers().get("last-event-id").ok().flatten();
            let after = match (after, header) {
                (Some(after), _) => after,
                (None, Some(header)) => number(&header)?,
                (None, None) => 0,
            };
            if arrival.takes_events() {
                // Whether there is such an instance is known before the first event.
                ask::<ReadInstance>(errand, env, &instance.object, &instance.id).await?;
                return Ok(Answer::Events(watch::of_instance(errand, env, instance, after)));
            }
            let question = (instance.id, after, EVENTS_MS);
            let (events, trace) = ask::<ReadEvents>(errand, env, &instance.object, &question).await?;
            report::of_events(events, errand.way(trace))
        }
        Asked::Control(Instance { id, object }, control) => {
            let (status, trace) = ask::<ControlInstance>(errand, env, &object, &(id, control)).await?;
            report::of_status(&object, status, errand.way(trace))
        }
        Asked::RestartFrom(Instance { id, object }) => {
            let asked = RestartFrom::parse(id, &arrival.body().await?)?;
            let (plan, trace) = ask::<RestartInstance>(errand, env, &object, &asked).await?;
            report::of_plan(plan, asked.dry_run, errand.way(trace))
        }
        Asked::Signal(Instance { id, object }, event) => {
            let Note { payload } = Note::parse(&arrival.body().await?)?;
            let (status, trace) = ask::<SendSignal>(errand, env, &object, &Signal { id, event, payload }).await?;
            report::of_status(&object, status, errand.way(trace))
        }
        Asked::Callback(object) => {
            let completion = Completion::parse(&arrival.body().await?)?;
            let object = object.map_or_else(|| shard(&completion.id), |object| object.as_str().to_owned());
            let (state, trace) = ask::<CompleteCallback>(errand, env, &object, &completion).await?;
            report::json(report::StateTold { state }, errand.way(trace))
        }
        Asked::List(object, states) => {
            let objects = object.map_or_else(|| shards().collect(), |object| vec![object.as_str().to_owned()]);
            list(errand, env, objects, states).await?
        }
        Asked::Index(question) => index::list(errand, env, &question).await?,
        Asked::Counts(workflow) => index::count(errand, env, workflow).await?,
        Asked::Sweep(object) => {
            let objects = object.map_or_else(|| shards().collect(), |object| vec![object.as_str().to_owned()]);
            index::sweep(errand, env, objects).await?
        }
        Asked::Tracker { object, instance } => {
            let tracker = Client::<WorkflowTracker>::object(env, &object)?;
            let question = TrackerQuestion { instance: instance.map(|id| id.as_str().to_owned()) };
            let (told, trace) = asked_of::<ReadTracker>(errand, &tracker, &question, PATIENCE).await?;
            report::of_tracker(told, errand.way(trace))
        }
        Asked::Conduct(object) => {
            let conduct = Conduct::parse(&arrival.body().await?)?;
            let tracker = Client::<WorkflowTracker>::object(env, &object)?;
            let ((), trace) = asked_of::<SetConduct>(errand, &tracker, &conduct, PATIENCE).await?;
            report::json(conduct, errand.way(trace))
        }
        Asked::Trial => {
            let trial = Trial::parse(&arrival.body().await?)?;
            let (told, trace) = trial::run(errand, env, &trial).await?;
            report::json(told, errand.way(trace))
        }
    };
    Ok(Answer::Json(json))
}

async fn begin(errand: Errand, env: &Env, object: &str, launch: &Launch, waits: Waits) -> Result<Vec<u8>, Failure> {
    let Launch { start, patience } = launch;
    match waits {
        Waits::Stored => {
            let (handle, trace) = ask::<Accept>(errand, env, object, start).await?;
            // An answer leaves its object when everything that it says is stored.
            let durable_ms = (!handle.existing).then(|| WorkerClock.now().0);
            let handle = Handle { durable_ms, ..handle };
            Ok(report::of_handle(object, handle, errand.way(trace)))
        }
        Waits::Ended => {
            let patience_ms = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
            let client = Client::<Workflow>::object(env, object)?;
            let question = (start.clone(), patience_ms);
            let (status, trace) = asked_of::<Run>(errand, &client, &question, *patience + PATIENCE).await?;
            Ok(report::of_status(object, status, errand.way(trace)))
        }
    }
}

/// The instances of all these objects that are in one of these states.
async fn list(errand: Errand, env: &Env, objects: Vec<String>, states: &[State]) -> Result<Vec<u8>, Failure> {
    let of_one = |object: String| async move {
        let client = Client::<Workflow>::object(env, &object)?;
        let mut found = Vec::new();
        for state in states {
            let (names, _) = asked_of::<ListInstances>(errand, &client, state, PATIENCE).await?;
            found.extend(names.into_iter().map(|id| report::InState { id, object: object.clone(), state: *state }));
        }
        Ok::<_, Failure>(found)
    };
    let found = try_join_all(objects.into_iter().map(of_one)).await?.concat();
    Ok(report::of_list(found, errand.way(Trace::default())))
}

async fn ask<C: Call<Service = Workflow>>(
    errand: Errand,
    env: &Env,
    object: &str,
    input: &C::Input,
) -> Result<(C::Output, Trace), Failure> {
    asked_of::<C>(errand, &Client::object(env, object)?, input, PATIENCE).await
}

pub(super) async fn asked_of<C: Call>(
    errand: Errand,
    object: &Client<C::Service>,
    input: &C::Input,
    patience: Duration,
) -> Result<(C::Output, Trace), Failure> {
    let late = || object.failure(format!("{} did not answer in time; try again", object.name()));
    let (outcome, trace) = errand.ask::<C>(object, input, patience, late).await;
    Ok((outcome?, trace))
}
