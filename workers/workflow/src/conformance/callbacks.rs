//! Callbacks, made by hand and with a step that hands their token over. Tokens are logged here, for the test to find.

use std::time::Duration;

use js_sys::Date;
use serde_json::{Value, json};
use workflow_engine::{
    codec::Codec,
    context::{Callback, Context, NewCallback, Scope},
    error::{Error, StepError},
    retry::Retry,
};

use super::{gives, text, unknown};

const SECOND: Duration = Duration::from_secs(1);

/// Reads times as seconds since 1970.
enum Times {}
impl Codec<Value> for Times {
    fn write(value: &Value) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(value).map_err(|error| Error::failed(error.to_string()))
    }
    fn read(bytes: &[u8]) -> Result<Value, Error> {
        let mut value: Value = serde_json::from_slice(bytes).map_err(|error| Error::failed(error.to_string()))?;
        let milliseconds = Date::parse(&text(&value["timestamp"]));
        #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
        let seconds = (milliseconds / 1_000.0) as i64;
        value["timestamp"] = json!(seconds);
        Ok(value)
    }
}

/// A callback; whoever runs the case finds its token in the log.
async fn made(context: &Context, new: NewCallback<Value>) -> Result<Callback<Value>, Error> {
    let callback = new.await?;
    context.log(format!("token {}", callback.token()));
    Ok(callback)
}

pub(super) async fn run(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    let name = if number == "2" { "approval".to_owned() } else { text(&input) };
    let new = context.callback::<Value>(&name);
    let seconds = Duration::from_secs;
    match number {
        "1" | "2" | "6" => made(&context, new).await?.await,
        "3" => made(&context, new.within(seconds(5))).await?.await,
        "4" => made(&context, new.beats_within(seconds(5))).await?.await,
        "5" => made(&context, new.beats_within(seconds(10))).await?.await,
        "7" | "8" => {
            let new = if number == "8" { new.within(seconds(5)) } else { new };
            let callback = made(&context, new).await?;
            gives(&context, "between").await?;
            callback.await
        }
        "9" | "10" => {
            let callback = made(&context, new).await?;
            context.sleep(seconds(5)).await?;
            callback.await
        }
        "11" => {
            let callback = made(&context, new.within(seconds(3))).await?;
            context.sleep(seconds(6)).await?;
            callback.await
        }
        "12" => {
            let value = made(&context, new).await?.await?;
            context.sleep(seconds(2)).await?;
            Ok(value)
        }
        "13" | "14" => {
            let new = if number == "14" { new.within(seconds(3)) } else { new };
            let caught = made(&context, new).await?.await.map_err(|error| error.to_string());
            context.sleep(seconds(2)).await?;
            Ok(json!(caught.err()))
        }
        "15" => Ok(json!({ "received": made(&context, new.codec::<Times>()).await?.await? })),
        "16" => {
            let count = made(&context, new).await?.await?.as_u64().unwrap_or_default();
            Ok(json!({ "count": count, "doubled": 2 * count }))
        }
        "17" => {
            let first = made(&context, context.callback::<Value>(&text(&input[0]))).await?.await?;
            let second = made(&context, context.callback::<Value>(&text(&input[1]))).await?.await?;
            Ok(json!([first, second]))
        }
        "18" | "19" => {
            let first = made(&context, context.callback::<Value>(&text(&input[0]))).await?;
            let second = made(&context, context.callback::<Value>(&text(&input[1]))).await?;
            if number == "18" {
                let first = first.await?;
                return Ok(json!([first, second.await?]));
            }
            let second = second.await?;
            Ok(json!([first.await?, second]))
        }
        _ => Err(unknown(number)),
    }
}

/// A wait for a callback whose submitter succeeds.
fn submitted(
    context: &Context,
    name: &str,
    new: impl FnOnce(NewCallback<Value>) -> NewCallback<Value> + 'static,
) -> Scope<Value> {
    let log = context.clone();
    context.wait_for_callback(name, new, Retry::never(), move |token, _| {
        log.log(format!("token {token}"));
        async { Ok::<_, StepError>(()) }
    })
}

pub(super) async fn wait(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    let name = text(&input);
    let seconds = Duration::from_secs;
    match number {
        "1" | "4" | "15" => submitted(&context, &name, |new| new).await,
        "2" => submitted(&context, "approval", |new| new).await,
        "3" => submitted(&context, "", |new| new).await,
        "5" => submitted(&context, &name, move |new| new.within(seconds(3))).await,
        "6" => Ok(submitted(&context, &name, |new| new).await.unwrap_or_else(|_| json!("recovered"))),
        "7" => {
            let submit = |_, _| async { Err::<(), _>(StepError::new("nobody takes it")) };
            context.wait_for_callback(&name, |new| new, Retry::constant(SECOND).attempts(2), submit).await
        }
        "8" => context.scope("wrapper", move |inside| async move { submitted(&inside, &name, |new| new).await }).await,
        "9" => {
            submitted(&context, "first", |new| new).await?;
            submitted(&context, "second", |new| new).await
        }
        "10" => {
            context.sleep(SECOND).await?;
            gives(&context, "fixed").await?;
            submitted(&context, &name, |new| new).await
        }
        "11" => Ok(submitted(&context, &name, |new| new).await?["status"].clone()),
        "12" => submitted(&context, &name, move |new| new.beats_within(seconds(5))).await,
        "13" => submitted(&context, &name, move |new| new.beats_within(seconds(10))).await,
        "14" => {
            let waited = submitted(&context, &name, move |new| new.within(seconds(3))).await;
            Ok(waited.unwrap_or_else(|_| json!("timed-out-handled")))
        }
        _ => Err(unknown(number)),
    }
}
