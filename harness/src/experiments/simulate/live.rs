//! The simulator against a live pool: the same requests at the same times through both, and the waits of both side by side.
//!
//! ```text
//! trace ─┬─> pool of the local runtime ─> waited_ms of every answer
//!        └─> simulator, same policy ────> waits, where a task takes its own time alone, and where it takes all that one alone was seen to take
//! ```
//!
//! A task waits for a number of milliseconds, so that its time is known and the processor has little to do. What an isolate takes beside that is not
//! known, but lies between nothing and what a lone request takes from end to end: the simulator gives an interval, and the pool has to lie in it.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use shared::{
    call::ServiceName,
    isolation::{Kind, configuration},
    pool,
};
use simulator::{
    Arrivals, Costs, Findings, Plan, Tenants, simulate,
    trace::{Call, Trace},
};
use statistics::{Random, median};
use tempfile::TempDir;
use tokio::runtime;

use super::too_few;
use crate::{
    client::{Client, Endpoint, Request},
    error::{Error, Exit, Result},
    experiments::target,
    instrument::{
        load::{Open, Sent, open, schedule},
        scenario::{Arrivals as Spacing, Medium},
        target::{Choice, Needs, ROUTER},
    },
    machine::{lock::Lock, project::Project, workers::Workers},
    terminal::{self, Step},
};

/// The mean of a task's own time, in milliseconds; the longest one.
const TASK_MS: f64 = 40.0;
const LONGEST_MS: f64 = 400.0;
/// Work that comes, as a share of what all isolates can do.
const LOADS: [f64; 2] = [0.7, 0.85];
/// Lone requests, from which it is seen what one takes beside its task, and how long their tasks are.
const LONE: (u32, f64) = (60, 10.0);
/// A wait is told in whole milliseconds, of a clock that shows whole ones: in the mean that is right, to half of one.
const CLOCK_MS: f64 = 0.5;
/// Longest wait for an answer.
const DEADLINE: Duration = Duration::from_secs(20);

/// Sends traces through the pool and the simulator, prints the waits, and fails where the pool's are not within the simulator's.
pub(super) fn run(project: &Project, (quick, seed): (bool, u64)) -> Result<()> {
    let workers = Workers::read(project)?;
    let needs = Needs {
        workers: &[ServiceName::PoolHost, ServiceName::Pool, ServiceName::Router],
        spreads: &[],
        fixtures: &[],
        medium: Medium::Memory,
        deadline: DEADLINE,
        seed,
    };
    let scratch = project.scratch();
    std::fs::create_dir_all(&scratch).map_err(|error| Error::file(&scratch, &error))?;
    let scratch: TempDir = tempfile::Builder::new().prefix("live-").tempdir_in(&scratch)?;
    let mut target = target(project, &workers, (&Choice::Workerd, &needs), (scratch.path(), None))?;
    let variables = &workers.get(ServiceName::Pool)?.file().vars;
    let rules = configuration(Kind::Persistent, |name| variables.get(name).cloned())
        .map_err(|failure| Error::usage(failure.message))?;
    let _alone = Lock::acquire(project, "measuring")?;
    let (traces, requests) = if quick { (2, 800) } else { (5, 1_600) };
    let mut lines = vec![Line::head()];
    let mut missed = 0;
    let step = Step::start("sending the same requests through a pool and the simulator");
    for load in LOADS {
        for number in 0..traces {
            // Every trace has a pool of its own, whose isolates are opened by its first requests.
            let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
            let process = runtime.block_on(target.fresh())?;
            let door = process.door(ROUTER)?.clone();
            let beside = runtime.block_on(lone(&door))?;
            let trace = trace(load, rules.size, requests, seed + number);
            let live = Waits::of(&send(&door, &trace)?)?;
            drop(process.stop()?);
            let of = |beside: f64| simulate(&plan(&rules, &trace, beside), seed).map_err(too_few);
            let compared = Line { load, live, least: of(0.0)?, most: of(beside)?, beside };
            missed += u32::from(!compared.holds());
            lines.push(compared.written());
        }
    }
    step.done();
    terminal::print(&lines.concat())?;
    match missed {
        0 => Ok(()),
        _ => Err(Error::new(Exit::Gate, format!("{missed} pools waited otherwise than the simulator says"))),
    }
}

/// Waits of one pool under one trace.
struct Waits {
    mean: f64,
    p95: f64,
}

/// One trace through both.
struct Line {
    load: f64,
    live: Waits,
    least: Findings,
    most: Findings,
    /// What a lone request took beside its task, in milliseconds.
    beside: f64,
}

impl Line {
    fn head() -> String {
        format!("{:>5} {:>9} {:>18} {:>9} {:>18}  {}\n", "load", "mean", "simulated", "p95", "simulated", "within")
    }

    fn holds(&self) -> bool {
        let within = |live: f64, of: fn(&Findings) -> f64| {
            (of(&self.least) - CLOCK_MS..=of(&self.most) + CLOCK_MS).contains(&live)
        };
        within(self.live.mean, Findings::mean_wait_ms)
    }

    fn written(&self) -> String {
        let Self { load, live, least, most, beside } = self;
        let between = |of: fn(&Findings) -> f64| format!("{:.2} to {:.2}", of(least), of(most));
        format!(
            "{:>4.0} % {:>6.2} ms {:>15} ms {:>6.0} ms {:>15} ms  {} (a lone task took {beside:.2} ms more than its own time)\n",
            load * 100.0,
            live.mean,
            between(Findings::mean_wait_ms),
            live.p95,
            between(|found| found.wait_ms(0.95)),
            if self.holds() { "yes" } else { "NO" },
        )
    }
}

impl Waits {
    fn of(sent: &[Sent]) -> Result<Self> {
        let wait = |sent: &Sent| {
            let answer = sent.attempt.as_ref().map(|attempt| attempt.result.as_ref());
            let Some(Ok(answer)) = answer else { return Err(Error::internal("a request had no answer")) };
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            body.get("waited_ms")
                .and_then(Value::as_f64)
                .ok_or_else(|| Error::internal(format!("a task was not run: {body}")))
        };
        let mut waits = sent.iter().map(wait).collect::<Result<Vec<_>>>()?;
        waits.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 requests")]
        let mean = waits.iter().sum::<f64>() / waits.len().max(1) as f64;
        Ok(Self { mean, p95: waits.get(waits.len() * 95 / 100).copied().unwrap_or_default() })
    }
}

/// Requests of one owner, independent of each other, whose tasks take whole milliseconds, exponential but for the longest.
fn trace(load: f64, isolates: u32, requests: u32, seed: u64) -> Trace {
    let mut random = Random::seeded(seed);
    let per_second = load * f64::from(isolates) * 1e3 / TASK_MS;
    let times = schedule(Spacing::Poisson, per_second, requests, &mut random);
    let call = |at: Duration| {
        let ms = (-(1.0 - random.unit()).ln() * TASK_MS).round().clamp(1.0, LONGEST_MS);
        Call { at: nanos(at.as_secs_f64() * 1e3), duration: nanos(ms), tenant: 0 }
    };
    Trace { calls: times.into_iter().map(call).collect(), tenants: 1 }
}

/// The same requests as the simulator takes them, each with what its isolate needs beside the task.
fn plan(rules: &pool::Configuration, trace: &Trace, beside_ms: f64) -> Plan {
    let mut trace = trace.clone();
    for call in &mut trace.calls {
        call.duration += nanos(beside_ms);
    }
    let requests = trace.calls.len() as u64;
    let open = simulator::Duration::Fixed(10.0);
    Plan {
        pool: rules.clone(),
        machines: 1,
        arrivals: Arrivals::Trace(Arc::new(trace)),
        tenants: Tenants::One,
        service: simulator::Duration::Fixed(TASK_MS),
        costs: Costs { open, open_cpu_ms: 0.0, request_cpu_ms: 0.0, isolate_bytes: 0, named: true, billed: false },
        patience_ms: None,
        shares_processor: false,
        requests,
        warm_up: 0,
    }
}

fn send(door: &Endpoint, trace: &Trace) -> Result<Vec<Sent>> {
    let requests: Vec<Request> = trace.calls.iter().map(|call| task(call.duration / 1_000_000)).collect();
    let schedule = trace.calls.iter().map(|call| Duration::from_nanos(call.at)).collect();
    let plan = Open { schedule, connections: 256, ahead: 64, deadline: DEADLINE };
    // None is called right, so that the bodies stay.
    let sent = open(door, &requests, &plan, |_, _| false);
    if sent.len() == requests.len() { Ok(sent) } else { Err(Error::internal("not all requests were sent")) }
}

/// What a lone request takes beside its task, in milliseconds: the median of some.
async fn lone(door: &Endpoint) -> Result<f64> {
    let mut client = Client::new(door.clone(), DEADLINE);
    let (times, task_ms) = LONE;
    let mut beside = Vec::new();
    for _ in 0..times {
        let began = std::time::Instant::now();
        let answer = client.send(&task(10)).await.map_err(|failure| Error::internal(failure.to_string()))?;
        if answer.status != 200 {
            return Err(Error::internal(format!("a lone task was answered with status {}", answer.status)));
        }
        beside.push(began.elapsed().as_secs_f64() * 1e3 - task_ms);
    }
    Ok(median(&beside).unwrap_or_default().max(0.0))
}

fn task(milliseconds: u64) -> Request {
    let payload = milliseconds.to_string();
    let body = json!({ "task": "wait", "payload": payload, "way": "shared", "owner": "live", "deadline_ms": 20_000 });
    Request::post("/pool/execute", &body)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "times of seconds, which are not negative")]
fn nanos(milliseconds: f64) -> u64 {
    (milliseconds * 1e6).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_takes_longer_makes_others_wait_longer() {
        let rules = configuration(Kind::Persistent, |_| None).unwrap();
        let trace = trace(0.85, rules.size, 2_000, 7);
        assert!(trace.calls.windows(2).all(|two| two[0].at <= two[1].at));
        let [least, most] = [0.0, 2.0].map(|beside| simulate(&plan(&rules, &trace, beside), 1).unwrap());
        assert!(least.mean_wait_ms() > 0.5 && most.mean_wait_ms() > least.mean_wait_ms() + 0.5);
        let line = |mean| Line {
            load: 0.85,
            live: Waits { mean, p95: 1.0 },
            least: least.clone(),
            most: most.clone(),
            beside: 2.0,
        };
        let middle = f64::midpoint(least.mean_wait_ms(), most.mean_wait_ms());
        assert!(line(middle).holds() && !line(most.mean_wait_ms() + 1.0).holds() && !line(0.0).holds());
    }
}
