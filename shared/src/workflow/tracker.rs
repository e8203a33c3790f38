//! The tracker: an HTTP service that is told every change of state of instances.
//!
//! ```text
//! object ── POST /events { "events": […] } ──> tracker ── 204 ──> the object forgets that they are untold
//!                                                └── anything else, or nothing: the same again, later
//! ```
//!
//! Events arrive in the order of their ids, whole batches may arrive twice, and the tracker knows them by their ids.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::Event;
use crate::{choice::Choice, error::Failure, fields::Fields, limits};

/// What is posted to a tracker, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// In the order of their ids.
    pub events: Vec<Event>,
}

/// How a tracker answers, for trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Manner {
    /// It takes events.
    #[default]
    Taking,
    /// It takes nothing, and says so with status 500.
    Failing,
    /// The connection breaks.
    Away,
}

impl Choice for Manner {
    const FIELD: &'static str = "manner";
}

/// How a tracker behaves from now on, in this life of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    /// How long it takes before it answers.
    pub delay_ms: u32,
    /// What it answers.
    pub manner: Manner,
}

impl Conduct {
    /// Reads `{ "delay_ms"?, "manner"? }`.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let conduct = Self::take(&mut fields)?;
        fields.finish()?;
        Ok(conduct)
    }

    pub(super) fn take(fields: &mut Fields) -> Result<Self, Failure> {
        let delay_ms = fields.count("delay_ms", 0..=limits::workflow::TRACKER_DELAY_MS)?.unwrap_or(0);
        Ok(Self { delay_ms, manner: fields.choice()?.unwrap_or_default() })
    }
}

/// What is asked of a tracker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerQuestion {
    /// Whose events are told; only how many there are where nobody is named.
    pub instance: Option<String>,
}

/// What a tracker knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerReport {
    /// Events, each counted once.
    pub events: u64,
    /// Events that came again.
    pub again: u64,
    /// The largest id.
    pub last: u64,
    /// Requests in this life, also those that it did not take.
    pub requests: u64,
    /// Those of the instance that was asked for, the oldest first.
    pub told: Vec<Event>,
}
