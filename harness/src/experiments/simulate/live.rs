//! The simulator against a live pool: the same requests at the same times through both, and the waits of both side by side.
//!
//! ```text
//! trace ─> pool of the local runtime ─┬─> waited_ms of every answer ─────────────────> waits
//!                                     └─> how long each had its isolate ─> simulator ─> waits
//! ```
//!
//! A task waits for a number of milliseconds, so that the processor has little to do. How long it had its isolate is told by the answer, in whole
//! milliseconds of a clock that shows whole ones: right in the mean, to half of one. So the simulator gives an interval, with half a millisecond
//! less and more for each, and the pool has to lie in it.

use std::{sync::Arc, time::Duration};

use load::{Endpoint, Open, Request, Sent, open};
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
use statistics::Random;
use tempfile::TempDir;
use tokio::runtime;

use super::too_few;
use crate::{
    error::{Error, Exit, Result},
    experiments::target,
    instrument::{
        scenario::{Arrivals as Spacing, Medium},
        schedule::schedule,
        target::{Choice, Needs, ROUTER, Target},
    },
    machine::{lock::Lock, project::Project, workers::Workers},
    terminal::{self, Step},
};

/// The mean of a task's own time, in milliseconds, and the longest one.
const TASK_MS: f64 = 40.0;
const LONGEST_MS: f64 = 400.0;
/// Work that comes, as a share of what all isolates can do.
const LOADS: [f64; 2] = [0.7, 0.85];
/// Requests that come before a trace, so that all isolates are there and all code has run.
const WARM_UP: u32 = 400;
/// How exact the clock of the answers is in the mean, and for one of them.
const CLOCK_MS: f64 = 0.5;
const TICK_MS: f64 = 1.0;
/// Longest wait for an answer.
const DEADLINE: Duration = Duration::from_secs(20);

/// How many traces are sent at each load, and how long they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traces {
    each: u32,
    requests: u32,
}

impl Traces {
    /// For an answer within a minute.
    pub(super) const FEW: Self = Self { each: 2, requests: 800 };
    /// For one to be relied on.
    pub(super) const MANY: Self = Self { each: 5, requests: 1_600 };
}

/// Sends traces through the pool and the simulator, prints the waits, and fails where the pool's are not within the simulator's.
pub(super) fn run(project: &Project, seed: u64, traces: Traces) -> Result<()> {
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
    let mut lines = vec![Compared::head()];
    let mut missed = 0;
    let step = Step::start("sending the same requests through a pool and the simulator");
    for load in LOADS {
        for number in 0..traces.each {
            let trace = trace(load, rules.size, traces.requests, seed + u64::from(number));
            let compared = compare(&mut target, &rules, trace, seed)?;
            missed += u32::from(!compared.holds());
            lines.push(compared.written(load));
        }
    }
    step.done();
    terminal::print(&lines.concat())?;
    match missed {
        0 => Ok(()),
        _ => Err(Error::new(Exit::Gate, format!("{missed} pools waited otherwise than the simulator says"))),
    }
}

/// One trace through a pool of its own, whose isolates have been opened by others, and through the simulator.
fn compare(target: &mut Target, rules: &pool::Configuration, mut trace: Trace, seed: u64) -> Result<Compared> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let process = runtime.block_on(target.fresh())?;
    let door = process.door(ROUTER)?.clone();
    send(&door, &self::trace(LOADS[0], rules.size, WARM_UP, seed))?;
    let served = send(&door, &trace)?.iter().map(Served::of).collect::<Result<Vec<_>>>()?;
    drop(process.stop()?);
    for (call, served) in trace.calls.iter_mut().zip(&served) {
        call.duration = nanos(served.held_ms);
    }
    let of = |more_ms: f64| simulate(&plan(rules, &trace, more_ms), seed).map_err(too_few);
    Ok(Compared { live: Waits::of(&served), least: of(-CLOCK_MS)?, most: of(CLOCK_MS)? })
}

/// What an answer tells, in milliseconds.
struct Served {
    waited_ms: f64,
    /// How long the task had its isolate.
    held_ms: f64,
}

impl Served {
    fn of(sent: &Sent) -> Result<Self> {
        let answer = sent.attempt.as_ref().map(|attempt| attempt.result.as_ref());
        let Some(Ok(answer)) = answer else { return Err(Error::internal("a request had no answer")) };
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let waited = body.get("waited_ms").and_then(Value::as_f64);
        let hops = body.pointer("/timing/hops").and_then(Value::as_array);
        let held = hops.and_then(|hops| hops.iter().find(|hop| hop.get("from").is_some_and(|from| from == "pool")));
        match (waited, held.and_then(|hop| hop.get("elapsed_ms")?.as_f64())) {
            (Some(waited_ms), Some(held_ms)) => Ok(Self { waited_ms, held_ms }),
            _ => Err(Error::internal(format!("a task was not run by the pool: {body}"))),
        }
    }
}

/// Waits of one pool under one trace, in milliseconds.
struct Waits {
    mean: f64,
    p95: f64,
}

impl Waits {
    fn of(served: &[Served]) -> Self {
        let mut waits: Vec<_> = served.iter().map(|served| served.waited_ms).collect();
        waits.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 requests")]
        let mean = waits.iter().sum::<f64>() / waits.len().max(1) as f64;
        Self { mean, p95: waits.get(waits.len() * 95 / 100).copied().unwrap_or_default() }
    }
}

/// One trace through both.
struct Compared {
    live: Waits,
    least: Findings,
    most: Findings,
}

impl Compared {
    fn head() -> String {
        format!("{:>5} {:>9} {:>19} {:>9} {:>19}  {}\n", "load", "mean", "simulated", "p95", "simulated", "within")
    }

    fn holds(&self) -> bool {
        let within = |live: f64, of: fn(&Findings) -> f64, about: f64| {
            (of(&self.least) - about..=of(&self.most) + about).contains(&live)
        };
        within(self.live.mean, Findings::mean_wait_ms, CLOCK_MS) && within(self.live.p95, p95, TICK_MS)
    }

    fn written(&self, load: f64) -> String {
        let Self { live, least, most } = self;
        let between = |of: fn(&Findings) -> f64| format!("{:.2} to {:.2}", of(least), of(most));
        format!(
            "{:>3.0} % {:>6.2} ms {:>16} ms {:>6.0} ms {:>16} ms  {}\n",
            load * 100.0,
            live.mean,
            between(Findings::mean_wait_ms),
            live.p95,
            between(p95),
            if self.holds() { "yes" } else { "NO" },
        )
    }
}

fn p95(found: &Findings) -> f64 {
    found.wait_ms(0.95)
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

/// The same requests as the simulator takes them, each with its isolate for so much longer.
fn plan(rules: &pool::Configuration, trace: &Trace, more_ms: f64) -> Plan {
    let mut trace = trace.clone();
    for call in &mut trace.calls {
        #[expect(clippy::cast_precision_loss, reason = "seconds in nanoseconds are far below 2^52")]
        let held_ms = call.duration as f64 / 1e6;
        call.duration = nanos((held_ms + more_ms).max(0.001));
    }
    let requests = trace.calls.len() as u64;
    // They are all there.
    let open = simulator::Duration::Fixed(0.001);
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
    let sent = open(door, &requests, &plan, &|_, _| false);
    if sent.len() == requests.len() { Ok(sent) } else { Err(Error::internal("not all requests were sent")) }
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
    fn a_pool_lies_within_what_its_own_times_make_the_simulator_say_and_nowhere_else() {
        let rules = configuration(Kind::Persistent, |_| None).unwrap();
        let trace = trace(0.85, rules.size, 2_000, 7);
        assert!(trace.calls.windows(2).all(|two| two[0].at <= two[1].at));
        let [least, exact, most] =
            [-CLOCK_MS, 0.0, CLOCK_MS].map(|more| simulate(&plan(&rules, &trace, more), 1).unwrap());
        assert!(least.mean_wait_ms() < exact.mean_wait_ms() && exact.mean_wait_ms() < most.mean_wait_ms());
        let holds =
            |mean, p95| Compared { live: Waits { mean, p95 }, least: least.clone(), most: most.clone() }.holds();
        let found = (exact.mean_wait_ms(), p95(&exact));
        assert!(holds(found.0, found.1) && !holds(found.0 * 2.0, found.1) && !holds(found.0, found.1 * 2.0));
        assert!(!holds(0.0, found.1) && !holds(found.0, 0.0));
    }
}
