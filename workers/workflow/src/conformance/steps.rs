//! Steps and waits.

use std::time::Duration;

use kit::clock::WorkerClock;
use serde_json::{Value, json};
use shared::timing::{Clock, UnixMillis};
use worker::{Delay, console_log};
use workflow_engine::{
    codec::Codec,
    context::Context,
    error::{Error, StepError},
    retry::Retry,
};

use super::{fails, gives, text, unknown};

const SECOND: Duration = Duration::from_secs(1);

/// How long an attempt takes that is to be interrupted.
pub(super) const INTERRUPTED_MS: u64 = 2_000;

/// Stores text in capitals, as it is and not as JSON.
pub(super) enum Capitals {}
impl Codec<Value> for Capitals {
    fn write(value: &Value) -> Result<Vec<u8>, Error> {
        Ok(text(value).to_uppercase().into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<Value, Error> {
        Ok(String::from_utf8_lossy(bytes).into())
    }
}

/// A step whose first attempts fail.
async fn unreliable(context: &Context, failures: u32, message: &str, retry: Retry) -> Result<Value, Error> {
    let message = message.to_owned();
    let step = context.step("step", move |attempt| {
        let failed = (attempt.number <= failures).then(|| StepError::new(message.clone()));
        async { failed.map_or_else(|| Ok(json!("Operation succeeded")), Err) }
    });
    step.retry(retry).await
}

/// Takes until then.
pub(super) async fn until(time: UnixMillis) {
    let left = time.0.saturating_sub(WorkerClock.now().0);
    Delay::from(Duration::from_millis(left)).await;
}

pub(super) async fn run(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    match number {
        "1" => gives(&context, format!("Hello, {}!", text(&input))).await,
        "2" => {
            let name = text(&input);
            let step = context.step("custom_step_name", move |_| {
                let greeting = format!("Hello, {name}!");
                async move { Ok::<_, StepError>(json!(greeting)) }
            });
            step.await
        }
        "3" => {
            let first = gives(&context, "first").await?;
            gives(&context, format!("{}_second", text(&first))).await
        }
        "4" => {
            let count = input["tags"].as_array().map_or(0, Vec::len);
            gives(&context, json!({ "user": input, "count": count })).await
        }
        "5" => gives(&context, Value::Null).await,
        "6" => {
            let step = context.step("step", move |_| {
                let value = input.clone();
                async { Ok::<_, StepError>(value) }
            });
            step.codec::<Capitals>().await
        }
        "7" => {
            let name = text(&input);
            let step = context.step("step", move |_| {
                console_log!("Greeting step started for: {name}");
                let greeting = format!("Hello, {name}!");
                console_log!("Greeting step completed with: {greeting}");
                async move { Ok::<_, StepError>(json!(greeting)) }
            });
            step.await
        }
        "8" | "9" => {
            let (value, time) = if number == "8" { ("computed", 2) } else { ("cached_value", 1) };
            let value = gives(&context, value).await?;
            context.sleep(Duration::from_secs(time)).await?;
            Ok(value)
        }
        "10" => {
            let caught = fails(&context).await.is_err();
            context.sleep(SECOND).await?;
            Ok(json!({ "caught": caught }))
        }
        "11" => unreliable(&context, 1, "not yet", Retry::constant(SECOND)).await,
        "12" => unreliable(&context, u32::MAX, "never", Retry::constant(SECOND).attempts(4)).await,
        "13" => unreliable(&context, 2, "not yet", Retry::default()).await,
        "14" => {
            let retry = Retry::exponential(Duration::from_secs(2)).factor(3).attempts(5);
            unreliable(&context, 2, "not yet", retry).await
        }
        "15" => unreliable(&context, 1, "TransientError: not yet", Retry::constant(SECOND)).await,
        "16" => {
            // Which errors are for good, a step says of each.
            let step = context.step("step", |_| async {
                Err::<Value, _>(StepError::terminal("TransientError: not to be tried again"))
            });
            step.await
        }
        "17" => {
            let line = text(&input);
            let end = UnixMillis(context.now().0 + INTERRUPTED_MS);
            let step = context.step("at_most_once_flaky_step", move |_| {
                console_log!("{line}");
                async move {
                    until(end).await;
                    Ok::<_, StepError>(Value::Null)
                }
            });
            step.at_most_once().await
        }
        "18" => {
            let line = text(&input);
            let end = UnixMillis(context.now().0 + INTERRUPTED_MS);
            let step = context.step("step", move |attempt| {
                console_log!("{line}");
                async move {
                    if attempt.number == 1 {
                        until(end).await;
                    }
                    Ok::<_, StepError>(json!("succeeded on second attempt"))
                }
            });
            step.at_most_once().retry(Retry::constant(SECOND).attempts(2)).await
        }
        "19" => fails(&context).await,
        "20" => match fails(&context).await {
            Ok(value) => Ok(value),
            Err(_) => gives(&context, "fallback_result").await,
        },
        _ => Err(unknown(number)),
    }
}

pub(super) async fn wait(context: Context, number: &str) -> Result<Value, Error> {
    let seconds = Duration::from_secs;
    match number {
        "1" => context.sleep(seconds(2)).await?,
        "2" => context.sleep(seconds(2)).named("custom_wait_name").await?,
        "3" => {
            context.sleep(seconds(2)).named("wait-1").await?;
            context.sleep(seconds(2)).named("wait-2").await?;
            return Ok(json!({ "completedWaits": 2 }));
        }
        "4" => context.sleep(Duration::from_mins(1)).await?,
        "5" => context.sleep(Duration::from_hours(1)).await?,
        _ => return Err(unknown(number)),
    }
    Ok(Value::Null)
}
