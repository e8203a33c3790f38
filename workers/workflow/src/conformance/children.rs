//! Instances that begin instances.

use std::time::Duration;

use serde_json::{Value, json};
use workflow_engine::{context::Context, error::Error, workflow::Workflow};

use super::{gives, text, unknown};

/// Gives back what it is given.
pub(super) enum Echo {}
impl Workflow for Echo {
    const NAME: &'static str = "conformance_echo";
    type Input = Value;
    type Output = Value;
    type Error = Error;

    async fn run(_context: Context, input: Value) -> Result<Value, Error> {
        Ok(input)
    }
}

/// Fails.
pub(super) enum Failing {}
impl Workflow for Failing {
    const NAME: &'static str = "conformance_failing";
    type Input = Value;
    type Output = Value;
    type Error = Error;

    async fn run(_context: Context, _input: Value) -> Result<Value, Error> {
        Err(Error::failed("as it was told"))
    }
}

pub(super) async fn run(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    let second = Duration::from_secs(1);
    match number {
        "1" | "3" | "4" => context.child::<Echo>(&input).await,
        "2" => context.child::<Echo>(&input["payload"]).named(&text(&input["name"])).await,
        "5" => context.child::<Failing>(&input).await,
        "6" => Ok(context.child::<Failing>(&input).await.unwrap_or_else(|_| json!("fallback"))),
        "7" => context.child::<Echo>(&json!("x".repeat(900_000))).await.map(|large| json!(text(&large).len())),
        "9" => {
            let value = context.child::<Echo>(&json!("once")).await?;
            context.sleep(second).await?;
            Ok(value)
        }
        "10" => {
            let caught = context.child::<Failing>(&input).await.is_err();
            context.sleep(second).await?;
            Ok(json!({ "caught": caught }))
        }
        "11" => {
            let value = gives(&context, "stepped").await?;
            context.child::<Echo>(&value).await
        }
        "12" => {
            let value = context.child::<Echo>(&json!("echoed")).await?;
            gives(&context, value).await
        }
        "13" => context.scope("child", |inside| async move { inside.child::<Echo>(&json!("inside")).await }).await,
        "14" => {
            let first = context.child::<Echo>(&json!("first")).await?;
            context.child::<Echo>(&json!([first, "second"])).await
        }
        // What is sent and what comes back is changed by the code: a child has JSON.
        "15" => context.child::<Echo>(&json!({ "data": text(&input["data"]).to_uppercase() })).await,
        "16" => context.child::<Echo>(&input).await.map(|value| json!(text(&value).to_uppercase())),
        _ => Err(unknown(number)),
    }
}
