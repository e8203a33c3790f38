//! Instances of all objects: what each index has of them, put together.

use std::cmp::Reverse;

use futures::future::try_join_all;
use kit::client::Client;
use shared::{
    call::{
        Workflow, WorkflowIndex,
        workflow::{CountIndexed, ListIndexed, Sweep},
    },
    error::Failure,
    timing::Trace,
    workflow::{ListQuestion, Listed, Mended, indexes},
};
use worker::Env;

use super::{answer::asked_of, report};
use crate::edge::{Errand, PATIENCE};

/// A page of instances: the first ones of what all indexes have.
pub(super) async fn list(errand: Errand, env: &Env, question: &ListQuestion) -> Result<Vec<u8>, Failure> {
    let of_one = |name: String| async move {
        let index = Client::<WorkflowIndex>::object(env, &name)?;
        asked_of::<ListIndexed>(errand, &index, question, PATIENCE).await
    };
    let answers = try_join_all(indexes().map(of_one)).await?;
    let most = usize::try_from(question.most).unwrap_or(usize::MAX);
    // An index that has as many as were asked for may have more.
    let is_full = answers.iter().any(|(some, _)| some.len() >= most);
    let (mut found, trace) = joined(answers);
    found.sort_by_key(|listed: &Listed| Reverse(listed.place()));
    let has_more = is_full || found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| has_more).map(|last| last.place().cursor());
    Ok(report::of_page(found, next, errand.way(trace)))
}

/// How many there are.
pub(super) async fn count(errand: Errand, env: &Env, workflow: Option<String>) -> Result<Vec<u8>, Failure> {
    let workflow = &workflow;
    let of_one = |name: String| async move {
        let index = Client::<WorkflowIndex>::object(env, &name)?;
        asked_of::<CountIndexed>(errand, &index, workflow, PATIENCE).await
    };
    let (counts, trace) = joined(try_join_all(indexes().map(of_one)).await?);
    Ok(report::of_counts(counts, errand.way(trace)))
}

/// Has objects tell everything that they hold.
pub(super) async fn sweep(errand: Errand, env: &Env, objects: Vec<String>) -> Result<Vec<u8>, Failure> {
    let of_one = |name: String| async move {
        let object = Client::<Workflow>::object(env, &name)?;
        asked_of::<Sweep>(errand, &object, &(), PATIENCE).await
    };
    let mended = try_join_all(objects.into_iter().map(of_one)).await?;
    let sum = mended.iter().fold(Mended::default(), |sum, (one, _)| Mended {
        told: sum.told + one.told,
        changed: sum.changed + one.changed,
        gone: sum.gone + one.gone,
    });
    let trace = mended.into_iter().next().map(|(_, trace)| trace).unwrap_or_default();
    Ok(report::json(sum, errand.way(trace)))
}

/// What several answered, with the way of one of them: they were asked at once.
fn joined<T>(answers: Vec<(Vec<T>, Trace)>) -> (Vec<T>, Trace) {
    let mut trace = Trace::default();
    let mut all = Vec::new();
    for (some, way) in answers {
        all.extend(some);
        trace = way;
    }
    (all, trace)
}
