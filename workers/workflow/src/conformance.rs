//! The cases of a public suite for durable execution, as workflows: `{ "case": "1-1", "input": … }` does what the case says.
//!
//! The suite is `aws-durable-execution-conformance-tests`, which states for each case what a handler does and what its history has to be. A
//! test holds the journals of these against those histories. They are in the Worker that fails on command, and are deployed nowhere.

mod batches;
mod callbacks;
mod children;
mod conditions;
mod scopes;
mod steps;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workflow_engine::{
    context::Context,
    error::{Error, StepError},
    retry::Retry,
    workflow::{Registry, Workflow},
};

use self::children::{Echo, Failing};

/// The workflows of the cases.
pub(crate) fn added_to(registry: Registry) -> Registry {
    registry.with::<Conformance>().with::<Echo>().with::<Failing>()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    case: String,
    #[serde(default)]
    input: Value,
}

enum Conformance {}
impl Workflow for Conformance {
    const NAME: &'static str = "conformance";
    type Input = Input;
    type Output = Value;
    type Error = Error;

    async fn run(context: Context, Input { case, input }: Input) -> Result<Value, Error> {
        let Some((suite, number)) = case.split_once('-') else { return Err(unknown(&case)) };
        match suite {
            "1" => steps::run(context, number, input).await,
            "2" => steps::wait(context, number).await,
            "3" => scopes::run(context, number, input).await,
            "4" => callbacks::run(context, number, input).await,
            "5" => children::run(context, number, input).await,
            "6" => conditions::run(context, number, input).await,
            "7" => callbacks::wait(context, number, input).await,
            "8" => batches::parallel(context, number).await,
            "9" => batches::map(context, number, input).await,
            _ => Err(unknown(&case)),
        }
    }
}

fn unknown(case: &str) -> Error {
    Error::failed(format!("there is no case {case}"))
}

/// A step that comes to a value at once.
async fn gives(context: &Context, value: impl Into<Value>) -> Result<Value, Error> {
    let value = value.into();
    let step = context.step("step", move |_| {
        let value = value.clone();
        async { Ok::<_, StepError>(value) }
    });
    step.await
}

/// A step that fails at once, once and for all.
async fn fails(context: &Context) -> Result<Value, Error> {
    let step = context.step("step", |_| async { Err::<Value, _>(StepError::new("it fails")) });
    step.retry(Retry::never()).await
}

fn text(input: &Value) -> String {
    input.as_str().unwrap_or_default().to_owned()
}
