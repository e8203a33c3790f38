//! Scopes.

use std::time::Duration;

use serde_json::{Value, json};
use shared::timing::UnixMillis;
use workflow_engine::{
    context::{Context, Scope},
    error::{Error, StepError},
    retry::Retry,
};

use super::{
    fails, gives,
    steps::{Capitals, INTERRUPTED_MS, until},
    text, unknown,
};

const SECOND: Duration = Duration::from_secs(1);

/// A scope with one step.
fn simple(context: &Context, name: &str, value: Value) -> Scope<Value> {
    context.scope(name, move |inside| async move { gives(&inside, value).await })
}

/// A scope with one step that fails.
fn failing(context: &Context) -> Scope<Value> {
    context.scope("child", |inside| async move { fails(&inside).await })
}

/// A scope with a step whose first attempts fail.
fn unreliable(context: &Context, failures: u32, value: Value) -> Scope<Value> {
    context.scope("child", move |inside| async move {
        let step = inside.step("step", move |attempt| {
            let (value, is_failed) = (value.clone(), attempt.number <= failures);
            async move { if is_failed { Err(StepError::new("not yet")) } else { Ok(value) } }
        });
        step.retry(Retry::constant(SECOND).attempts(2)).await
    })
}

/// A scope with a step and a wait.
fn waiting(context: &Context, value: Value) -> Scope<Value> {
    context.scope("child", move |inside| async move {
        let value = gives(&inside, value).await?;
        inside.sleep(SECOND).await?;
        Ok(value)
    })
}

pub(super) async fn run(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    match number {
        "1" => simple(&context, "child", input).await,
        "2" => simple(&context, &text(&input["name"]), input["value"].clone()).await,
        "3" => {
            let scope = context.scope("child", move |inside| async move {
                let first = gives(&inside, input).await?;
                gives(&inside, first).await
            });
            scope.await
        }
        "4" => failing(&context).await,
        "5" => match failing(&context).await {
            Ok(value) => Ok(value),
            Err(_) => gives(&context, input).await,
        },
        "6" => {
            let scope = context.scope("outer", move |outer| async move {
                let value = gives(&outer, input).await?;
                simple(&outer, "inner", value).await
            });
            scope.await
        }
        "7" => unreliable(&context, 1, input).await,
        "8" => unreliable(&context, u32::MAX, input).await,
        "9" => {
            let value = simple(&context, "child", input).await?;
            context.sleep(SECOND).await?;
            Ok(value)
        }
        "10" => waiting(&context, input).await,
        "11" => {
            let scope = context.scope("child", move |inside| async move {
                inside.log(text(&input));
                let small = gives(&inside, "small").await?;
                Ok(json!(text(&small).repeat(60_000)))
            });
            let large = scope.await?;
            context.sleep(SECOND).await?;
            Ok(json!(text(&large).len()))
        }
        "12" => {
            let end = UnixMillis(context.now().0 + INTERRUPTED_MS);
            let scope = context.scope("child", move |inside| async move {
                let step = inside.step("step", move |_| {
                    let value = input.clone();
                    async move {
                        until(end).await;
                        Ok::<_, StepError>(value)
                    }
                });
                step.await
            });
            scope.await
        }
        "13" => {
            let given = input.clone();
            let scope = context.scope("child", move |inside| async move {
                inside.sleep(SECOND).await?;
                Ok(given)
            });
            scope.await?;
            gives(&context, input).await
        }
        "14" => simple(&context, "child", input).codec::<Capitals>().await,
        "15" => context.scope("child", |_| async { Err::<Value, _>(Error::failed("thrown by the child")) }).await,
        "16" => context.scope("child", |_| async { Ok(Value::Null) }).await,
        "17" => {
            let scope = context.scope("child", move |inside| async move {
                inside.log(text(&input));
                Ok(input)
            });
            let value = scope.await?;
            context.sleep(SECOND).await?;
            Ok(value)
        }
        "18" => {
            let value = waiting(&context, input).await?;
            let value = gives(&context, value).await?;
            context.sleep(SECOND).await?;
            Ok(value)
        }
        _ => Err(unknown(number)),
    }
}
