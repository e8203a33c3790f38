//! `counter`: steps one after the other, each of whose results is stored once.
//!
//! `{ "steps": 3 }` comes to `{ "steps": 3, "sum": 6 }`.

use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::Context,
    error::{Error, StepError},
    workflow::Workflow,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    steps: u32,
}

#[derive(Serialize)]
pub(super) struct Output {
    steps: u32,
    sum: u64,
}

pub(super) enum Counter {}
impl Workflow for Counter {
    const NAME: &'static str = "counter";
    type Input = Input;
    type Output = Output;
    type Error = Error;

    async fn run(context: Context, Input { steps }: Input) -> Result<Output, Error> {
        let mut sum = 0;
        for step in 1..=u64::from(steps) {
            sum += context.step("count", move |_| async move { Ok::<u64, StepError>(step) }).await?;
        }
        Ok(Output { steps, sum })
    }
}
