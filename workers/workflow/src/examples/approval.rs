//! `approval`: somebody has to decide, and where nobody does in time, the answer is no.
//!
//! `{ "request": "a holiday", "within_ms": 60000 }` waits for the event `decision` with `{ "approved": true, "by": "the boss" }`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use workflow_engine::{context::Context, error::Error, workflow::Workflow};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    request: String,
    within_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    approved: bool,
    by: String,
}

#[derive(Serialize)]
pub(super) struct Output {
    request: String,
    approved: bool,
    /// Nobody, where it came too late.
    by: Option<String>,
}

pub(super) enum Approval {}
impl Workflow for Approval {
    const NAME: &'static str = "approval";
    type Input = Input;
    type Output = Output;
    type Error = Error;

    async fn run(context: Context, Input { request, within_ms }: Input) -> Result<Output, Error> {
        let within = Duration::from_millis(within_ms);
        match context.wait_for_event::<Decision>("decision", Some(within)).await {
            Ok(Decision { approved, by }) => Ok(Output { request, approved, by: Some(by) }),
            Err(Error::TimedOut { .. }) => Ok(Output { request, approved: false, by: None }),
            Err(error) => Err(error),
        }
    }
}
