//! One request of a tenant and where it was served: the sample of a run of tenants.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use shared::{
    engine::EngineName,
    ids::RandomId,
    routing::Routing,
    timing::{CopyState, EngineState},
};

use super::{contender::Contender, traffic::ScenarioName};
use crate::{samples::Outcome, target::TargetKind};

/// Whether a signal kept compute warm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// No signal.
    Plain,
    /// A signal every so often.
    KeepWarm,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It counts.
    Measured,
    /// It makes warm what is then measured; it is part of the census, and of no rate.
    Opening,
    /// A signal that keeps compute warm, of no tenant.
    KeepWarm,
}

/// One request of a tenant, as a row of the file of samples. Times are in nanoseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// What was measured.
    pub target: TargetKind,
    /// What was sent.
    pub scenario: ScenarioName,
    /// The architecture.
    pub arm: String,
    /// The engine.
    pub engine: EngineName,
    /// The policy, where the run has several.
    #[serde(default)]
    pub routing: Option<Routing>,
    /// Whether compute was kept warm.
    pub variant: Variant,
    /// Which of the scenario's passes, from zero.
    pub pass: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// The tenant's number.
    pub tenant: u32,
    /// The how many-th request of the tenant in its pass, from zero.
    pub turn: u32,
    /// How long the tenant was left idle before, where that is what is measured.
    pub gap_ns: Option<u64>,
    /// When it should have been sent, from the begin of the pass; only on a schedule.
    pub scheduled_ns: Option<u64>,
    /// When it was sent, from the begin of the pass.
    pub sent_ns: u64,
    /// How long connecting took, where a connection was made for it. Not part of what follows.
    pub connect_ns: Option<u64>,
    /// From sending to the head of the answer; zero where there is none.
    pub first_byte_ns: u64,
    /// From sending to the last byte, or to the moment of giving up.
    pub last_byte_ns: u64,
    /// What came of it.
    pub outcome: Outcome,
    /// The HTTP status, zero where there is no answer.
    pub status: u16,
    /// What the answer says of its engine; none where there is no WASM engine, or no answer.
    pub engine_state: Option<EngineState>,
    /// What the answer says of the tenant's copy.
    pub copy_state: Option<CopyState>,
    /// Where it was answered, in order of visit; the last is where the SQL ran.
    pub places: Places,
}

/// Where a request was answered, in order of visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Places(pub Vec<Place>);

/// A Worker that took part in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which Worker.
    pub service: String,
    /// Its V8 isolate.
    pub isolate: RandomId,
    /// The instantiation of its WASM module.
    pub instance: RandomId,
    /// The life of its object, where it has one.
    pub object: Option<RandomId>,
}

impl Variant {
    /// The word, as stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::KeepWarm => "keep_warm",
        }
    }
}

impl Visit {
    /// Whether that contender was asked.
    pub fn is_of(&self, contender: &Contender) -> bool {
        self.arm == contender.arm && self.engine == contender.engine && self.routing == contender.routing
    }

    /// Where its SQL ran; none without an answer.
    pub fn server(&self) -> Option<&Place> {
        self.places.0.last()
    }

    /// The object that answered, wherever its engine was.
    pub fn object(&self) -> Option<RandomId> {
        self.places.0.iter().find_map(|place| place.object)
    }

    /// From sending to the last byte, in milliseconds.
    pub fn milliseconds(&self) -> f64 {
        nanoseconds_as_milliseconds(self.last_byte_ns)
    }

    /// How much later than scheduled it was sent, in milliseconds.
    pub fn lag_ms(&self) -> Option<f64> {
        Some(nanoseconds_as_milliseconds(self.sent_ns.saturating_sub(self.scheduled_ns?)))
    }

    /// Whether it got the answer that it had to get.
    pub fn is_right(&self) -> bool {
        self.outcome == Outcome::Right
    }
}

/// A duration as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "durations of a run stay below 2^52 nanoseconds, which is 52 days")]
pub(super) fn nanoseconds_as_milliseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}

impl From<Places> for String {
    fn from(places: Places) -> Self {
        let mut text = Self::new();
        for Place { service, isolate, instance, object } in places.0 {
            let gap = if text.is_empty() { "" } else { " " };
            // A String takes all that is written.
            let _ = write!(text, "{gap}{service}:{isolate}:{instance}");
            if let Some(object) = object {
                let _ = write!(text, ":{object}");
            }
        }
        text
    }
}

impl TryFrom<String> for Places {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let id = |part: &str| u64::from_str_radix(part, 16).ok().map(RandomId);
        let place = |word: &str| {
            let mut parts = word.split(':');
            let service = parts.next()?.to_owned();
            let (isolate, instance) = (id(parts.next()?)?, id(parts.next()?)?);
            let object = match parts.next() {
                Some(part) => Some(id(part)?),
                None => None,
            };
            Some(Place { service, isolate, instance, object })
        };
        let places: Option<Vec<Place>> = text.split_whitespace().map(place).collect();
        places.map(Self).ok_or_else(|| format!("{text:?} names no places"))
    }
}

#[cfg(test)]
mod tests;
