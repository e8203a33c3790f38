//! A trial: the router begins every instance by a request of its own, and times all of them by its clock.

use std::time::Duration;

use futures::future::try_join_all;
use kit::{client::Client, clock::WorkerClock};
use shared::{
    call::{
        Workflow, WorkflowSeed, WorkflowTracker,
        workflow::{Accept, Run, SetConduct, Try},
    },
    error::Failure,
    limits,
    timing::{Clock, Trace},
    workflow::{Arm, Begun, Conduct, Mode, Objects, Start, Trial, TrialReport, USUAL_PRIORITY, Until, WorkflowId},
};
use worker::Env;

use super::{answer::asked_of, platform::Platform};
use crate::edge::Errand;

/// How long one instance may take.
const PATIENCE: Duration = Duration::from_millis(limits::workflow::PATIENCE_MS as u64);

/// An object that begins instances.
enum Object {
    Engine(Client<Workflow>),
    Other(Client<WorkflowSeed>),
    Platform(Platform),
}

/// Begins all instances, and tells what came of them.
pub(super) async fn run(errand: Errand, env: &Env, trial: &Trial) -> Result<(TrialReport, Trace), Failure> {
    let name = |index| WorkflowId::parse(&format!("{}-{index}", errand.request_id));
    let instances = (0..trial.instances).map(|index| Ok(instance(trial, name(index)?)));
    let instances: Vec<Start> = instances.collect::<Result<_, Failure>>()?;
    if trial.arm != Arm::Platform {
        prepare(errand, env, trial, &instances).await?;
    }
    let one = object(env, trial, &one_object(trial, &instances))?;
    let begin = |start: Start| {
        let one = &one;
        async move {
            match trial.objects {
                Objects::One => begin(errand, one, trial, &start).await,
                Objects::Each => begin(errand, &object(env, trial, &trial.object_of(&start.id))?, trial, &start).await,
            }
        }
    };
    let since = WorkerClock.now();
    let told = match trial.mode {
        Mode::Parallel => try_join_all(instances.into_iter().map(begin)).await?,
        Mode::Sequential => {
            let mut told = Vec::with_capacity(instances.len());
            for start in instances {
                told.push(begin(start).await?);
            }
            told
        }
    };
    let elapsed_ms = WorkerClock.now().since(since);
    let count =
        |is: fn(&Begun) -> bool| u32::try_from(told.iter().filter(|begun| is(begun)).count()).unwrap_or(u32::MAX);
    let report = TrialReport {
        arm: trial.arm,
        instances: trial.instances,
        accepted: count(|begun| !begun.existing),
        ended: count(|begun| begun.ended),
        lost_events: told.iter().map(|begun| begun.lost_events).max().unwrap_or_default(),
        elapsed_ms,
    };
    Ok((report, Trace::default()))
}

/// The object of all of them, where they have one.
fn one_object(trial: &Trial, starts: &[Start]) -> String {
    starts.first().map_or_else(|| trial.object.clone(), |start| trial.object_of(&start.id))
}

fn instance(trial: &Trial, id: WorkflowId) -> Start {
    Start { workflow: trial.workflow.clone(), id, input: trial.input.clone(), priority: USUAL_PRIORITY }
}

/// Has the trackers behave, and one instance begun in an object that is to be there already.
async fn prepare(errand: Errand, env: &Env, trial: &Trial, starts: &[Start]) -> Result<(), Failure> {
    let conduct = |object: String, conduct: Conduct| async move {
        let tracker = Client::<WorkflowTracker>::object(env, &object)?;
        asked_of::<SetConduct>(errand, &tracker, &conduct, PATIENCE).await.map(drop)
    };
    match trial.objects {
        Objects::One => {
            let name = one_object(trial, starts);
            conduct(name.clone(), Conduct::default()).await?;
            let first = instance(trial, WorkflowId::parse(&format!("{}-first", errand.request_id))?);
            begin(errand, &object(env, trial, &name)?, trial, &first).await?;
            conduct(name, trial.tracker).await
        }
        // A new tracker takes everything at once anyway.
        Objects::Each if trial.tracker == Conduct::default() => Ok(()),
        Objects::Each => {
            let names = starts.iter().map(|start| trial.object_of(&start.id));
            try_join_all(names.map(|name| conduct(name, trial.tracker))).await.map(drop)
        }
    }
}

fn object(env: &Env, trial: &Trial, name: &str) -> Result<Object, Failure> {
    Ok(match trial.arm {
        Arm::Engine => Object::Engine(Client::object(env, name)?),
        Arm::Row | Arm::Seed => Object::Other(Client::object(env, name)?),
        Arm::Platform => Object::Platform(Platform::of(env)?),
    })
}

async fn begin(errand: Errand, object: &Object, trial: &Trial, start: &Start) -> Result<Begun, Failure> {
    match (object, trial.until) {
        (Object::Engine(client), Until::Accepted) => {
            let (handle, _) = asked_of::<Accept>(errand, client, start, PATIENCE).await?;
            Ok(Begun { existing: handle.existing, ended: handle.state.is_end(), lost_events: 0 })
        }
        (Object::Engine(client), Until::Ended) => {
            let question = (start.clone(), limits::workflow::PATIENCE_MS);
            let (status, _) = asked_of::<Run>(errand, client, &question, PATIENCE).await?;
            let handle = status.handle;
            Ok(Begun { existing: handle.existing, ended: handle.state.is_end(), lost_events: 0 })
        }
        (Object::Other(client), until) => {
            let question = (trial.arm, until, start.clone());
            Ok(asked_of::<Try>(errand, client, &question, PATIENCE).await?.0)
        }
        (Object::Platform(platform), until) => platform.begin(until, start).await,
    }
}
