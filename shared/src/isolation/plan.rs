//! What a request asks of pools, parsed at the border.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::{Task, Way};
use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    fields::Fields,
    ids::TenantId,
    limits::isolation as limits,
};

/// Who keeps the isolates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Pool {
    /// An object that knows every isolate, queues and refuses: exact, and a hop more.
    #[default]
    Exact,
    /// Nobody: a stateless Worker asks for an isolate by name, and the platform keeps it as long as it likes.
    Stateless,
}

impl Choice for Pool {
    const FIELD: &'static str = "pool";
}

/// One task: `{ "task", "way"?, "pool"?, "owner"?, "payload"?, "deadline_ms"? }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execute {
    /// What is run.
    pub task: Task,
    /// How far it is kept from others.
    pub way: Way,
    /// Who keeps the isolate.
    pub pool: Pool,
    /// Whose it is: no isolate ever serves two owners.
    pub owner: TenantId,
    /// What the task is given.
    pub payload: String,
    /// Until when it must have ended, in milliseconds from its arrival.
    pub deadline_ms: u32,
}

impl Execute {
    /// Reads a body; a refusal names the field and what it may be.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let execute = Self::take(&mut fields)?;
        fields.finish()?;
        Ok(execute)
    }

    fn take(fields: &mut Fields) -> Result<Self, Failure> {
        let task: Task = fields.choice()?.ok_or_else(no_task)?;
        let way: Way = fields.choice()?.unwrap_or_default();
        let pool = fields.choice()?.unwrap_or_default();
        let owner = fields.name("owner")?.map_or_else(|| TenantId::parse("default"), Ok)?;
        let payload = fields.text("payload", ErrorCode::MalformedBody)?.unwrap_or_else(|| usual_payload(task));
        let deadline_ms = fields.count("deadline_ms", limits::DEADLINE_MS)?.unwrap_or(limits::USUAL_DEADLINE_MS);
        if payload.len() > limits::PAYLOAD_BYTES {
            let message = format!("a \"payload\" has at most {} bytes in UTF-8", limits::PAYLOAD_BYTES);
            return Err(Failure::new(ErrorCode::ValueTooLarge, message));
        }
        if way.is_everybodys() && !task.is_good() {
            let message = format!(
                "way \"{}\" takes the tasks echo, transform, compute and wait only: its isolate is everybody's",
                way.as_str()
            );
            return Err(Failure::new(ErrorCode::BadChoice, message));
        }
        if way == Way::Isolate && pool == Pool::Stateless {
            let message =
                "way \"isolate\" needs pool \"exact\", which makes isolates ahead; way \"disposable\" needs none";
            return Err(Failure::new(ErrorCode::BadChoice, message));
        }
        check_payload(task, &payload)?;
        Ok(Self { task, way, pool, owner, payload, deadline_ms })
    }
}

/// Many of the same, timed by one clock: the fields of [`Execute`], with `{ "iterations"?, "concurrency"?, "owners"? }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benchmark {
    /// What each of them is.
    pub execute: Execute,
    /// How many there are.
    pub iterations: u32,
    /// How many are under way at the same time.
    pub concurrency: u32,
    /// Over how many owners they are spread.
    pub owners: u32,
}

impl Benchmark {
    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let benchmark = Self {
            iterations: fields.count("iterations", 1..=limits::ITERATIONS)?.unwrap_or(100),
            concurrency: fields.count("concurrency", 1..=limits::CONCURRENCY)?.unwrap_or(1),
            owners: fields.count("owners", 1..=limits::BENCHMARK_OWNERS)?.unwrap_or(1),
            execute: Execute::take(&mut fields)?,
        };
        fields.finish()?;
        Ok(benchmark)
    }

    /// One of them.
    pub fn one(&self, index: u32) -> Result<Execute, Failure> {
        let owner = match index % self.owners {
            0 => self.execute.owner.clone(),
            other => TenantId::parse(&format!("owner-{other}"))?,
        };
        Ok(Execute { owner, ..self.execute.clone() })
    }
}

/// Another size: `{ "size", "way"? }`, for the pools of persistent isolates or of fresh ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resize {
    /// Most isolates of each object.
    pub size: u32,
    /// Whose pools are meant, see [`super::Kind::of`].
    pub way: Way,
}

impl Resize {
    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let size = fields.count("size", limits::SIZE)?.ok_or_else(|| {
            let (least, most) = (limits::SIZE.start(), limits::SIZE.end());
            Failure::new(ErrorCode::BadCount, format!("\"size\" is a whole number from {least} to {most}"))
        })?;
        let resize = Self { size, way: fields.choice()?.unwrap_or_default() };
        fields.finish()?;
        pooled(resize.way)?;
        Ok(resize)
    }
}

/// The end of a pool, until it is warmed again: `{ "patience_ms"?, "way"? }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drain {
    /// How long what is under way may take.
    pub patience_ms: u32,
    /// Whose pools are meant.
    pub way: Way,
}

impl Drain {
    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let patience_ms = fields.count("patience_ms", 0..=*limits::DEADLINE_MS.end())?.unwrap_or(5_000);
        let drain = Self { patience_ms, way: fields.choice()?.unwrap_or_default() };
        fields.finish()?;
        pooled(drain.way)?;
        Ok(drain)
    }
}

/// Isolates before anybody asks for them, and the end of a drain: `{ "isolates"?, "way"? }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warm {
    /// How many more each object makes, as far as there may be.
    pub isolates: u32,
    /// Whose pools are meant.
    pub way: Way,
}

impl Warm {
    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let isolates = fields.count("isolates", 0..=*limits::SIZE.end())?.unwrap_or(1);
        let warm = Self { isolates, way: fields.choice()?.unwrap_or_default() };
        fields.finish()?;
        pooled(warm.way)?;
        Ok(warm)
    }
}

/// Refuses a way that no pool object serves.
fn pooled(way: Way) -> Result<(), Failure> {
    match way {
        Way::Shared | Way::Reset | Way::Instance | Way::Isolate => Ok(()),
        Way::Bare | Way::Unmetered | Way::Disposable | Way::Naive => {
            let message =
                format!("way \"{}\" has no pool; there are shared, reset, instance and isolate", way.as_str());
            Err(Failure::new(ErrorCode::BadChoice, message))
        }
    }
}

/// What a task is given where the body says nothing.
fn usual_payload(task: Task) -> String {
    match task {
        Task::Compute => "1000",
        Task::Wait | Task::Late => "5",
        Task::Echo | Task::Transform => "hello isolate",
        Task::Leak | Task::Spin | Task::Grow | Task::Trap | Task::Throw | Task::Never | Task::Vanish => "",
    }
    .to_owned()
}

/// A number within its bounds, where the task takes one.
fn check_payload(task: Task, payload: &str) -> Result<(), Failure> {
    let most = match task {
        Task::Compute => limits::COMPUTE_ROUNDS,
        Task::Wait | Task::Late => *limits::DEADLINE_MS.end(),
        _ => return Ok(()),
    };
    let is_number = !payload.is_empty() && payload.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && payload.parse::<u32>().is_ok_and(|number| number <= most) {
        return Ok(());
    }
    let message =
        format!("the \"payload\" of task \"{}\" is a whole number in quotes, from 0 to {most}", task.as_str());
    Err(Failure::new(ErrorCode::BadCount, message))
}

fn no_task() -> Failure {
    let known: Vec<_> = Task::ALL.iter().map(|task| task.as_str()).collect();
    Failure::new(ErrorCode::BadChoice, format!("the body names no \"task\"; there are {}", known.join(", ")))
}
