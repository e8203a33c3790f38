//! `squares`: many steps at once, or so many at a time.
//!
//! `{ "items": 10, "at_once": 3 }` comes to the sum of the squares of 0 to 9, 285. Without `at_once` all are made at once.

use std::{future::poll_fn, task::Poll};

use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::Context,
    error::{Error, StepError},
    workflow::Workflow,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    items: u64,
    at_once: Option<usize>,
}

pub(super) enum Squares {}
impl Workflow for Squares {
    const NAME: &'static str = "squares";
    type Input = Input;
    type Output = u64;
    type Error = Error;

    async fn run(context: Context, Input { items, at_once }: Input) -> Result<u64, Error> {
        let square = |inside: Context, number: u64| async move {
            let step = move |_| async move {
                // Others get their turn, as they do where a step waits for anybody.
                yield_now().await;
                Ok::<_, StepError>(number * number)
            };
            inside.step("square", step).await
        };
        let squares = context.map("squares", 0..items, square);
        let squares = match at_once {
            Some(at_once) => squares.at_once(at_once).await?,
            None => squares.await?,
        };
        Ok(squares.or_fail()?.into_iter().sum())
    }
}

/// Goes on when everything else that can go on has.
async fn yield_now() {
    let mut has_yielded = false;
    poll_fn(move |context| {
        if std::mem::replace(&mut has_yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
