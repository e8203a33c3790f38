//! `review`: somebody outside is handed a token, and completes the review with it, or gives a sign of life from time to time.
//!
//! `{ "text": "…", "silence_ms": 60000 }` comes to what the reviewer says. The token is handed over in the journal here, as the result of the
//! step `submit`: a real workflow would send it to somebody.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workflow_engine::{
    context::Context,
    error::{Error, StepError},
    workflow::Workflow,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    text: String,
    silence_ms: u32,
}

#[derive(Serialize)]
pub(super) struct Output {
    words: usize,
    review: Value,
}

pub(super) enum Review {}
impl Workflow for Review {
    const NAME: &'static str = "review";
    type Input = Input;
    type Output = Output;
    type Error = Error;

    async fn run(context: Context, Input { text, silence_ms }: Input) -> Result<Output, Error> {
        let silence = Duration::from_millis(silence_ms.into());
        let reviewed = context.callback::<Value>("reviewed").beats_within(silence).await?;
        let token = reviewed.token().to_owned();
        let submit = context.step("submit", move |_| {
            let token = token.clone();
            async { Ok::<_, StepError>(token) }
        });
        submit.await?;
        let review = reviewed.await?;
        Ok(Output { words: text.split_whitespace().count(), review })
    }
}
