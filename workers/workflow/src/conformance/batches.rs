//! Branches and maps.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use serde_json::{Value, json};
use workflow_engine::{
    codec::Codec,
    context::{Batch, Context, Many, Reason},
    error::Error,
};

use super::{gives, text, unknown};

/// Wraps what is stored in an object.
enum Envelope {}
impl Codec<Value> for Envelope {
    fn write(value: &Value) -> Result<Vec<u8>, Error> {
        Ok(json!({ "wrapped": value }).to_string().into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<Value, Error> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::failed(error.to_string()))?;
        Ok(value["wrapped"].clone())
    }
}

/// Writes a word before text.
enum Prefix {}
impl Codec<Value> for Prefix {
    fn write(value: &Value) -> Result<Vec<u8>, Error> {
        Ok(format!("wrapped:{}", text(value)).into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<Value, Error> {
        Ok(String::from_utf8_lossy(bytes).trim_start_matches("wrapped:").into())
    }
}

/// Stores a batch as the list of its values.
enum List {}
impl Codec<Batch<Value>> for List {
    fn write(batch: &Batch<Value>) -> Result<Vec<u8>, Error> {
        let values: Vec<_> = batch.succeeded().map(text).collect();
        Ok(format!("OPSERDE:{}", values.join(",")).into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<Batch<Value>, Error> {
        let list = String::from_utf8_lossy(bytes);
        Ok(Batch::of(list.trim_start_matches("OPSERDE:").split(',').map(Value::from)))
    }
}

/// What a branch or an item does.
#[derive(Clone)]
enum Does {
    /// Comes to a value without any operation.
    Gives(Value),
    /// Comes to it by a step.
    Steps(Value),
    /// Comes to it after a wait of so many seconds, by a step or without one.
    Waits(u64, Value, bool),
    Fails,
}

fn body(inside: Context, does: Does) -> LocalBoxFuture<'static, Result<Value, Error>> {
    Box::pin(async move {
        match does {
            Does::Gives(value) => Ok(value),
            Does::Steps(value) => gives(&inside, value).await,
            Does::Waits(seconds, value, steps) => {
                inside.sleep(Duration::from_secs(seconds)).await?;
                if steps { gives(&inside, value).await } else { Ok(value) }
            }
            Does::Fails => Err(Error::failed("a part fails")),
        }
    })
}

fn branches(context: &Context, name: &str, parts: impl IntoIterator<Item = Does>) -> Many<Value> {
    let parallel = context.parallel(name).at_once(1);
    parts
        .into_iter()
        .enumerate()
        .fold(parallel, |parallel, (place, does)| parallel.branch(&place.to_string(), move |inside| body(inside, does)))
}

fn items(context: &Context, name: &str, parts: impl IntoIterator<Item = Does>) -> Many<Value> {
    context.map(name, parts, body).at_once(1)
}

fn given(value: &str) -> Does {
    Does::Gives(json!(value))
}

fn stepped(value: &str) -> Does {
    Does::Steps(json!(value))
}

/// What the handlers of the suite say of a batch.
fn told(batch: &Batch<Value>, fields: &[&str]) -> Value {
    let (succeeded, failed) = (batch.succeeded().count(), batch.failed().count());
    let reason = match batch.reason {
        Reason::AllEnded => "ALL_COMPLETED",
        Reason::EnoughSucceeded => "MIN_SUCCESSFUL_REACHED",
        Reason::TooManyFailed => "FAILURE_TOLERANCE_EXCEEDED",
    };
    let field = |name: &&str| {
        let value = match *name {
            "completionReason" => json!(reason),
            "status" => json!(if failed > 0 { "FAILED" } else { "SUCCEEDED" }),
            "successCount" => json!(succeeded),
            "failureCount" | "errorCount" => json!(failed),
            "hasFailure" => json!(failed > 0),
            _ => json!(succeeded + failed),
        };
        ((*name).to_owned(), value)
    };
    Value::Object(fields.iter().map(field).collect())
}

const ALL: [&str; 5] = ["completionReason", "status", "successCount", "failureCount", "totalCount"];
const COUNTS: [&str; 4] = ["completionReason", "successCount", "failureCount", "totalCount"];
const FEW: [&str; 3] = ["completionReason", "successCount", "totalCount"];

fn values(batch: Batch<Value>) -> Value {
    Value::Array(batch.into_values())
}

/// What is asked of branches and of items alike.
async fn common(of: impl Fn(&str, &[Does]) -> Many<Value>, what: &str) -> Result<Value, Error> {
    let (ok, fails) = (given("ok"), Does::Fails);
    match what {
        "empty" => Ok(values(of(what, &[]).await?)),
        "failfast" => Ok(told(&of(what, &[ok.clone(), fails, ok]).most_failures(0).await?, &ALL)),
        "throwing" => of(what, &[fails, ok]).most_failures(0).await?.or_fail().map(Value::Array),
        "min-successful" => {
            let four = [ok.clone(), ok.clone(), ok.clone(), ok];
            Ok(told(&of(what, &four).least_successes(2).await?, &FEW))
        }
        "tolerated" => Ok(told(&of(what, &[ok.clone(), fails, ok]).most_failures(1).await?, &ALL)),
        "tolerated-exceeded" => Ok(told(&of(what, &[fails.clone(), fails, ok]).most_failures(1).await?, &COUNTS)),
        "concurrent" => Ok(values(of(what, &[given("r0"), given("r1"), given("r2")]).at_once(2).await?)),
        "flat" => Ok(values(of(what, &[stepped("fa"), stepped("fb")]).flat().await?)),
        "percent" => {
            let four = [fails.clone(), fails, ok.clone(), ok];
            Ok(told(&of(what, &four).most_failed_percent(25).await?, &COUNTS))
        }
        _ => Err(unknown(what)),
    }
}

pub(super) async fn parallel(context: Context, number: &str) -> Result<Value, Error> {
    let of = |name: &str, parts: &[Does]| branches(&context, name, parts.to_vec());
    let (ok, fails) = (given("ok"), Does::Fails);
    match number {
        "1" => Ok(values(of("parallel", &[stepped("task-1"), stepped("task-2")]).await?)),
        "2" => Ok(values(of("", &[given("alpha"), given("beta")]).await?)),
        "3" => {
            let named = of("named", &[given("one"), given("two")]);
            Ok(values(named.named(|place| ["first", "second"][place % 2].to_owned()).await?))
        }
        "4" => {
            let parts = [given("hello"), Does::Gives(json!(42)), Does::Gives(json!({ "k": "v" }))];
            Ok(values(of("hetero", &parts).await?))
        }
        "5" => common(of, "empty").await,
        "6" => common(of, "failfast").await,
        "7" => common(of, "throwing").await,
        "8" => common(of, "min-successful").await,
        "9" => common(of, "tolerated").await,
        "10" => common(of, "tolerated-exceeded").await,
        "11" => common(of, "concurrent").await,
        "12" => common(of, "flat").await,
        "13" => common(of, "percent").await,
        "14" => Ok(values(of("suspends", &[stepped("b0"), Does::Waits(2, json!("b1"), false)]).await?)),
        "15" => Ok(values(of("serdes", &[given("x"), given("y")]).codec::<Envelope>().await?)),
        "16" => Ok(told(&of("all-fail", &[fails.clone(), fails.clone(), fails]).most_failures(3).await?, &ALL)),
        "17" => Ok(told(&of("unreached", &[ok.clone(), fails, ok]).least_successes(3).await?, &ALL)),
        "18" => {
            let four = [fails.clone(), fails, ok.clone(), ok];
            Ok(told(&of("both", &four).least_successes(3).most_failures(1).await?, &COUNTS))
        }
        "19" => Ok(values(of("none", &[ok.clone(), ok]).at_once(0).await?)),
        "20" => {
            let fields = ["hasFailure", "successCount", "failureCount", "errorCount"];
            Ok(told(&of("accessors", &[ok.clone(), fails, ok]).most_failures(1).await?, &fields))
        }
        "21" => {
            let outer = context.parallel("outer").at_once(1).branch("inner", |inside| async move {
                branches(&inside, "inner", [stepped("i1"), stepped("i2")]).await.map(values)
            });
            Ok(values(outer.await?))
        }
        "22" => {
            let four = [fails, ok.clone(), ok.clone(), ok];
            Ok(told(&of("exact", &four).most_failed_percent(25).await?, &ALL))
        }
        _ => Err(unknown(number)),
    }
}

pub(super) async fn map(context: Context, number: &str, input: Value) -> Result<Value, Error> {
    let of = |name: &str, parts: &[Does]| items(&context, name, parts.to_vec());
    let list = input.as_array().cloned().unwrap_or_default();
    let numbers = || list.iter().map(|item| item.as_u64().unwrap_or_default());
    let second = Duration::from_secs(1);
    match number {
        "1" => {
            let greet = list.iter().map(|item| stepped(&format!("Hello, {}!", text(item))));
            Ok(values(items(&context, "map", greet.collect::<Vec<_>>()).await?))
        }
        "2" => Ok(values(of("", &numbers().map(|item| Does::Gives(json!(item * 2))).collect::<Vec<_>>()).await?)),
        "3" => {
            let indexed = (0..).zip(numbers()).map(|(index, item): (u64, u64)| Does::Gives(json!(item + index)));
            Ok(values(of("indexed", &indexed.collect::<Vec<_>>()).await?))
        }
        "4" => common(of, "empty").await,
        "5" => common(of, "failfast").await,
        "6" => common(of, "throwing").await,
        "7" => common(of, "min-successful").await,
        "8" => common(of, "tolerated").await,
        "9" => common(of, "tolerated-exceeded").await,
        "10" => common(of, "percent").await,
        "11" => common(of, "concurrent").await,
        "12" => common(of, "flat").await,
        "13" => {
            let tens = numbers().map(|item| Does::Gives(json!(item * 10))).collect::<Vec<_>>();
            Ok(values(of("named-items", &tens).named(|place| format!("item-{}", place + 1)).await?))
        }
        "14" => Ok(values(of("serdes", &[given("X"), given("Y")]).codec::<Prefix>().await?)),
        "15" => Ok(values(of("suspend", &[stepped("r0"), Does::Waits(1, json!("r1"), true)]).await?)),
        "16" => {
            let large = Does::Gives(json!("x".repeat(70_000)));
            Ok(told(&of("large", &vec![large; 4]).await?, &["successCount", "totalCount"]))
        }
        "17" => {
            let batch = of("then-wait", &[given("A"), given("B")]).await?;
            context.sleep(second).await?;
            Ok(values(batch))
        }
        "18" => {
            let batch = of("fail-then-wait", &[given("ok"), Does::Fails]).most_failures(1).await?;
            context.sleep(second).await?;
            Ok(told(&batch, &ALL))
        }
        "19" => Ok(values(of("op-serde", &[given("X"), given("Y")]).batch_codec::<List>().await?)),
        "20" => {
            let batch = of("op-serde-replay", &[given("X"), given("Y")]).batch_codec::<List>().await?;
            context.sleep(second).await?;
            Ok(values(batch))
        }
        _ => Err(unknown(number)),
    }
}
