//! Schedules: instances that begin by themselves, at times that a cron expression says.
//!
//! ```text
//! cron ──> times ──> each: an instance `{schedule},{time}`, which is begun once because the time is in its name
//!                └─> where the one before still runs: skipped, kept for later, begun instead, or begun as well
//! ```

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    fields::Fields,
    ids, limits,
};

/// How late an instance may begin where nobody says it, in milliseconds.
const USUAL_CATCH_UP_MS: u32 = 60_000;

const CATCH_UP: RangeInclusive<u32> = limits::workflow::CATCH_UP_LEAST_MS..=limits::workflow::CATCH_UP_MS;

/// The name of a schedule: as that of an instance, and short enough for those of its instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScheduleId(String);

impl ScheduleId {
    /// Parses a name, or answers [`ErrorCode::BadSchedule`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if ids::is_name(text, limits::workflow::SCHEDULE_NAME_BYTES) {
            return Ok(Self(text.to_owned()));
        }
        let message = format!(
            "the name of a schedule is 1 to {} characters of a-z, A-Z, 0-9, '_', '.', ':' and '-', and starts with a letter or a digit",
            limits::workflow::SCHEDULE_NAME_BYTES
        );
        Err(Failure::new(ErrorCode::BadSchedule, message))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What happens at a time of a schedule while the instance that it began last still runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Overlap {
    /// Nothing.
    #[default]
    Skip,
    /// One instance begins when that one has ended, for the first of such times.
    BufferOne,
    /// That one is cancelled, and one begins when it has ended, for the last of such times.
    CancelOther,
    /// One begins beside it.
    AllowAll,
}

impl Choice for Overlap {
    const FIELD: &'static str = "overlap";
}

/// When which instances begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The name of the schedule.
    pub name: ScheduleId,
    /// The workflow.
    pub workflow: String,
    /// What each instance begins with, as JSON.
    pub input: String,
    /// Minute, hour, day of the month, month and day of the week, in UTC; six fields begin with the second.
    pub cron: String,
    /// What happens while the last one still runs.
    pub overlap: Overlap,
    /// How late an instance may begin, as behind a time in which nothing ran; times that are longer ago are skipped.
    pub catch_up_ms: u64,
}

impl Schedule {
    /// Reads `{ "workflow", "cron", "input"?, "overlap"?, "catch_up_ms"? }`.
    pub fn parse(name: ScheduleId, body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let missing = |what: &str| Failure::new(ErrorCode::BadSchedule, format!("a schedule has a \"{what}\""));
        let workflow = fields.text("workflow", ErrorCode::BadSchedule)?.ok_or_else(|| missing("workflow"))?;
        let cron = fields.text("cron", ErrorCode::BadSchedule)?.ok_or_else(|| missing("cron"))?;
        let input = fields.value("input").unwrap_or_default().to_string();
        let overlap = fields.choice()?.unwrap_or_default();
        let catch_up = fields.count("catch_up_ms", CATCH_UP)?.unwrap_or(USUAL_CATCH_UP_MS);
        fields.finish()?;
        Ok(Self { name, workflow, input, cron, overlap, catch_up_ms: catch_up.into() })
    }
}

/// What is told of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleTold {
    /// The schedule.
    pub schedule: Schedule,
    /// Whether nothing begins until it is resumed.
    pub paused: bool,
    /// The next times, in milliseconds since 1970; none where it is paused.
    pub next_ms: Vec<u64>,
    /// The instance that it began last.
    pub last: Option<String>,
    /// The time for which one begins when that one has ended.
    pub buffered_ms: Option<u64>,
    /// How many instances it has begun.
    pub begun: u64,
    /// At how many of its times it has begun none.
    pub skipped: u64,
}

/// What is done with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScheduleControl {
    /// Begin nothing until it is resumed.
    Pause,
    /// Go on with the next time; those in the pause are not made up for.
    Resume,
    /// Begin an instance now, whatever else runs.
    Trigger,
    /// Forget it; its instances go on.
    Remove,
}

/// A time in the past for which a schedule is to begin the instances that it has not begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    /// The schedule.
    pub name: ScheduleId,
    /// The first millisecond of it.
    pub from_ms: u64,
    /// The last one.
    pub to_ms: u64,
}

impl Backfill {
    /// Reads `{ "from_ms", "to_ms" }`.
    pub fn parse(name: ScheduleId, body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let (from, to) = (fields.number("from_ms")?, fields.number("to_ms")?);
        fields.finish()?;
        match (from, to) {
            (Some(from_ms), Some(to_ms)) if from_ms <= to_ms => Ok(Self { name, from_ms, to_ms }),
            _ => {
                let message = "say for which time, by \"from_ms\" and \"to_ms\", in milliseconds since 1970, the earlier one first";
                Err(Failure::new(ErrorCode::BadCount, message))
            }
        }
    }
}

/// What came of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfilled {
    /// The instances that were begun.
    pub begun: Vec<String>,
    /// How many were there before.
    pub existing: u32,
}
