//! `sleepy`: waits that cost nothing while they last, and that outlast the object.
//!
//! `{ "naps": 2, "each_ms": 100 }` comes to `{ "slept_ms": 204 }`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use workflow_engine::{context::Context, error::Error, workflow::Workflow};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    naps: u32,
    each_ms: u64,
}

#[derive(Serialize)]
pub(super) struct Output {
    slept_ms: u32,
}

pub(super) enum Sleepy {}
impl Workflow for Sleepy {
    const NAME: &'static str = "sleepy";
    type Input = Input;
    type Output = Output;
    type Error = Error;

    async fn run(context: Context, Input { naps, each_ms }: Input) -> Result<Output, Error> {
        let began = context.now();
        for _ in 0..naps {
            context.sleep(Duration::from_millis(each_ms)).await?;
        }
        Ok(Output { slept_ms: context.now().since(began) })
    }
}
