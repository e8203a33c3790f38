//! Many tasks, each a request of its own, timed by the router's clock.

use std::collections::BTreeMap;

use futures::{StreamExt, stream};
use kit::clock::WorkerClock;
use shared::{
    error::Failure,
    isolation::{Begun, Benchmark, BenchmarkReport, Bucket, Execute, Fresh, bucket_of},
    timing::Clock,
};
use worker::Env;

use super::answer::run as run_one;
use crate::edge::Errand;

/// Runs all of them, so many at the same time; a failure of one is counted and ends nothing.
pub(super) async fn run(errand: Errand, env: &Env, benchmark: &Benchmark) -> Result<BenchmarkReport, Failure> {
    let tasks: Vec<Execute> =
        (0..benchmark.iterations).map(|index| benchmark.one(index)).collect::<Result<_, Failure>>()?;
    let began = WorkerClock.now();
    let timed = |execute: Execute| async move {
        let asked = WorkerClock.now();
        let outcome = run_one(errand, env, &execute).await;
        (outcome, WorkerClock.now().since(asked))
    };
    let under_way = usize::try_from(benchmark.concurrency).unwrap_or(1);
    let mut told = stream::iter(tasks).map(timed).buffer_unordered(under_way);
    let (mut outcomes, mut cold, mut latency) = (BTreeMap::new(), 0, Bucket::all());
    while let Some((outcome, elapsed_ms)) = told.next().await {
        let name = match outcome {
            Ok((executed, _)) => {
                cold += u32::from(executed.start == Fresh::Cold);
                "answered".to_owned()
            }
            Err(refusal) => {
                let code = serde_json::to_value(refusal.failure.code).unwrap_or_default();
                code.as_str().unwrap_or_default().to_owned()
            }
        };
        *outcomes.entry(name).or_insert(0) += 1;
        if let Some(bucket) = latency.get_mut(bucket_of(elapsed_ms)) {
            bucket.count += 1;
        }
    }
    let outcomes = outcomes.into_iter().map(|(outcome, count)| Begun { outcome, count }).collect();
    Ok(BenchmarkReport {
        task: benchmark.execute.task,
        way: benchmark.execute.way,
        iterations: benchmark.iterations,
        concurrency: benchmark.concurrency,
        outcomes,
        cold,
        elapsed_ms: WorkerClock.now().since(began),
        latency,
    })
}
