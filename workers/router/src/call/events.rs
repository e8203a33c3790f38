//! A batch that is watched: events of its progress, then one of its result.
//!
//! ```text
//! event: progress            event: progress            event: result, or error
//! data: {"operations":…  ──> data: {"operations":…  ──> data: the JSON that is answered without events
//! ```

use std::{rc::Rc, time::Duration};

use futures::{
    FutureExt, StreamExt,
    future::{Either, LocalBoxFuture, select},
    stream,
};
use kit::client::Client;
use serde::Serialize;
use shared::{
    call::{CallSource, durable::ReadProgress},
    durable::{Plan, Progress},
    error::Failure,
};
use worker::Delay;

use super::answer::run;
use crate::{
    answer::{Events, of_failure},
    edge::Errand,
};

/// How often the source is asked how far it has come.
const EVERY: Duration = Duration::from_millis(250);

/// How far the telling has come.
enum Stage {
    /// Nothing was told.
    First(Asked),
    /// The batch is under way.
    UnderWay(Asked),
}

type Asked = LocalBoxFuture<'static, Result<Vec<u8>, Failure>>;

/// The events of a batch, which is begun when they are read.
pub(super) fn of_batch(errand: Errand, source: Client<CallSource>, plan: Plan) -> Events {
    let source = Rc::new(source);
    let begun = Progress { operations: plan.operations, answered: 0 };
    let asked = {
        let source = Rc::clone(&source);
        async move { run(errand, &source, &plan).await }.boxed_local()
    };
    stream::unfold(Some(Stage::First(asked)), move |stage| {
        let source = Rc::clone(&source);
        async move {
            match stage? {
                Stage::First(asked) => Some((progress(begun), Some(Stage::UnderWay(asked)))),
                Stage::UnderWay(asked) => Some(next(errand, &source, asked).await),
            }
        }
    })
    .boxed_local()
}

/// The next event of a batch under way, and what comes behind it.
async fn next(errand: Errand, source: &Client<CallSource>, mut asked: Asked) -> (Vec<u8>, Option<Stage>) {
    loop {
        match select(asked, Delay::from(EVERY)).await {
            Either::Left((Ok(json), _)) => return (event("result", &json), None),
            Either::Left((Err(failure), _)) => {
                return (event("error", &of_failure(&failure, errand.request_id)), None);
            }
            Either::Right(((), left)) => asked = left,
        }
        let late = || source.failure("the source does not tell how far it has come");
        // A source that is too busy to say so is asked again; its result comes all the same.
        if let (Ok(told), _) = errand.ask::<ReadProgress>(source, &(), EVERY, late).await {
            return (progress(told), Some(Stage::UnderWay(asked)));
        }
    }
}

fn progress(progress: Progress) -> Vec<u8> {
    event("progress", &json(&progress))
}

fn json<T: Serialize>(told: &T) -> Vec<u8> {
    serde_json::to_vec(told).expect("numbers always render")
}

/// One event. JSON is one line, so it needs no other form.
fn event(name: &str, json: &[u8]) -> Vec<u8> {
    [b"event: ", name.as_bytes(), b"\ndata: ", json, b"\n\n"].concat()
}
