//! Waits for conditions.

use std::time::Duration;

use serde_json::{Value, json};
use workflow_engine::{
    codec::Codec,
    context::{Checked, Context, WaitForCondition},
    error::{Error, StepError},
};

use super::{gives, text, unknown};

const SECOND: Duration = Duration::from_secs(1);

/// Stores text the other way round.
enum Backwards {}
impl Codec<Value> for Backwards {
    fn write(value: &Value) -> Result<Vec<u8>, Error> {
        Ok(text(value).chars().rev().collect::<String>().into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<Value, Error> {
        Ok(String::from_utf8_lossy(bytes).chars().rev().collect::<String>().into())
    }
}

/// Counts from there until then, with so long between.
fn counts(context: &Context, name: &str, (from, until): (u64, u64), wait: Duration) -> WaitForCondition<u64> {
    context.wait_for_condition(name, from, move |state: u64, _| async move {
        let state = state + 1;
        Ok(if state >= until { Checked::Holds(state) } else { Checked::NotYet(state, wait) })
    })
}

pub(super) async fn run(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    let given = input.as_u64().unwrap_or_default();
    match number {
        "1" => Ok(json!(counts(&context, "count", (0, given), SECOND).await?)),
        "2" => {
            let holds = |state: u64, _| async move { Ok(Checked::Holds(state)) };
            Ok(json!(context.wait_for_condition("holds", 5, holds).await?))
        }
        "3" => Ok(json!(counts(&context, "poll-status", (0, given), SECOND).await?)),
        "4" => Ok(json!(counts(&context, "count", (5, given), SECOND).await?)),
        "5" => Ok(json!(counts(&context, "count", (0, given), 2 * SECOND).await?)),
        "6" => {
            let never = |state: u64, attempt: workflow_engine::Attempt| async move {
                if attempt.number >= 3 {
                    return Err(StepError::terminal("it was looked at three times"));
                }
                Ok(Checked::NotYet(state + 1, SECOND))
            };
            Ok(json!(context.wait_for_condition("never", 0, never).await?))
        }
        "7" | "8" => {
            let throws = |_: u64, _| async { Err::<Checked<u64>, _>(StepError::new("it cannot be looked at")) };
            let looked = context.wait_for_condition("throws", 0, throws).await;
            if number == "8" { Ok(looked.map_or_else(|_| json!("recovered"), Value::from)) } else { Ok(json!(looked?)) }
        }
        "9" => {
            let initial = json!({ "status": "PENDING", "attempts": 0 });
            let look = |state: Value, _| async move {
                let attempts = state["attempts"].as_u64().unwrap_or_default() + 1;
                Ok(if attempts == 2 {
                    Checked::Holds(json!({ "status": "DONE", "attempts": attempts }))
                } else {
                    Checked::NotYet(json!({ "status": "PENDING", "attempts": attempts }), SECOND)
                })
            };
            context.wait_for_condition("status", initial, look).await
        }
        "10" => {
            let null = |_: Value, _| async { Ok(Checked::Holds(Value::Null)) };
            context.wait_for_condition("null", json!(0), null).await
        }
        "11" => {
            let append = |state: Value, _| async move {
                let state = format!("{}x", text(&state));
                Ok(if state.len() == 2 { Checked::Holds(json!(state)) } else { Checked::NotYet(json!(state), SECOND) })
            };
            context.wait_for_condition("append", json!(""), append).codec::<Backwards>().await
        }
        "12" => {
            let state = counts(&context, "count", (0, given), SECOND).await?;
            gives(&context, state * 10).await
        }
        "13" => {
            let first = counts(&context, "first", (0, 2), SECOND).await?;
            Ok(json!(counts(&context, "second", (first, 4), SECOND).await?))
        }
        _ => Err(unknown(number)),
    }
}
