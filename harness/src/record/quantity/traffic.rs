//! What of an arm that got traffic of tenants can be asked for.
//!
//! | measure | is |
//! |---|---|
//! | `warm` | the share of answers from an engine that was running |
//! | `copies` | the share of answers whose tenant's copy was where the engine is |
//! | `known_isolate`, `own_isolate`, `awake` | the share of requests that came to an isolate that had served anybody, or this tenant; to the same life of the tenant's object |
//! | `cold_p50_ms`, `cold_p95_ms`, `warm_p50_ms`, `warm_p95_ms`, `opening_p50_ms` | how long answers took that were cold, warm, or made warm what followed |
//! | `isolates`, `isolates_seen` | how many run the engine, by capture and recapture; how many were seen |
//! | `longest_warm` | the share of warm answers after the longest idle gap |
//! | `warm_gain`, `longest_gain` | only between two arms, `new_kept_warm/new`: by how much the share of the first is larger |

use super::exactly;
use crate::{
    instrument::scenario::{Cell, Traffic},
    ranged::Ranged,
    record::{CellFinding, Pool, Share, TrafficFinding},
};

/// What of an arm that got traffic of tenants can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfTraffic {
    /// The share of answers from an engine that was running.
    Warm,
    /// The share of answers whose tenant's copy was where the engine is.
    Copies,
    /// The share of requests that came to an isolate that had served anybody.
    KnownIsolate,
    /// The share of requests that came to an isolate that had served this tenant.
    OwnIsolate,
    /// The share of requests that came to the same life of the tenant's object.
    Awake,
    /// The median of answers that were not warm.
    ColdP50,
    /// Their 95th percentile.
    ColdP95,
    /// The median of warm answers.
    WarmP50,
    /// Their 95th percentile.
    WarmP95,
    /// The median of requests that made warm what was then measured.
    OpeningP50,
    /// How many isolates run the engine.
    Isolates,
    /// How many of them were seen.
    IsolatesSeen,
    /// The share of warm answers after the longest idle gap.
    LongestWarm,
    /// By how much the share of warm answers is larger than that of another arm.
    WarmGain,
    /// The same after the longest idle gap.
    LongestGain,
}

impl OfTraffic {
    pub(super) const ALL: [Self; 15] = [
        Self::Warm,
        Self::Copies,
        Self::KnownIsolate,
        Self::OwnIsolate,
        Self::Awake,
        Self::ColdP50,
        Self::ColdP95,
        Self::WarmP50,
        Self::WarmP95,
        Self::OpeningP50,
        Self::Isolates,
        Self::IsolatesSeen,
        Self::LongestWarm,
        Self::WarmGain,
        Self::LongestGain,
    ];

    /// Its name, with the unit where it has one.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Copies => "copies",
            Self::KnownIsolate => "known_isolate",
            Self::OwnIsolate => "own_isolate",
            Self::Awake => "awake",
            Self::ColdP50 => "cold_p50_ms",
            Self::ColdP95 => "cold_p95_ms",
            Self::WarmP50 => "warm_p50_ms",
            Self::WarmP95 => "warm_p95_ms",
            Self::OpeningP50 => "opening_p50_ms",
            Self::Isolates => "isolates",
            Self::IsolatesSeen => "isolates_seen",
            Self::LongestWarm => "longest_warm",
            Self::WarmGain => "warm_gain",
            Self::LongestGain => "longest_gain",
        }
    }

    /// Whether it is a share of requests, or by how much one such exceeds another.
    pub(super) const fn is_share(self) -> bool {
        match self {
            Self::Warm
            | Self::Copies
            | Self::KnownIsolate
            | Self::OwnIsolate
            | Self::Awake
            | Self::LongestWarm
            | Self::WarmGain
            | Self::LongestGain => true,
            Self::ColdP50
            | Self::ColdP95
            | Self::WarmP50
            | Self::WarmP95
            | Self::OpeningP50
            | Self::Isolates
            | Self::IsolatesSeen => false,
        }
    }

    /// Whether it is by how much an arm exceeds another.
    pub(super) const fn is_gain(self) -> bool {
        matches!(self, Self::WarmGain | Self::LongestGain)
    }

    /// Why no run of the cell could find it, if so.
    pub(super) fn unfit(self, cell_name: &str, cell: &Cell) -> Option<String> {
        let (measure, procedure) = (self.as_str(), cell.procedure.as_str());
        match cell.procedure.traffic() {
            None => Some(format!("{measure} is found in traffic of tenants, and {cell_name} is {procedure}")),
            Some(Traffic::Gaps { .. }) => None,
            Some(_) if matches!(self, Self::LongestWarm | Self::LongestGain) => {
                Some(format!("{cell_name} has no idle gaps, so it has no {measure}"))
            }
            Some(_) => None,
        }
    }

    pub(super) fn find(self, found: &TrafficFinding) -> Option<Ranged> {
        let share = |share: Option<Share>| share.map(|share| share.share);
        match self {
            Self::Warm => share(found.warm),
            Self::Copies => share(found.copies),
            Self::KnownIsolate => share(found.again.anybody),
            Self::OwnIsolate => share(found.again.tenant),
            Self::Awake => share(found.again.awake),
            Self::ColdP50 => found.cold_ms.map(|times| times.median()),
            Self::ColdP95 => found.cold_ms?.p95,
            Self::WarmP50 => found.warm_ms.map(|times| times.median()),
            Self::WarmP95 => found.warm_ms?.p95,
            Self::OpeningP50 => found.openings_ms.map(|times| times.median()),
            Self::Isolates => match &found.pool {
                Pool::Estimated { isolates, .. } => Some(*isolates),
                Pool::CannotTell { .. } => None,
            },
            Self::IsolatesSeen => u32::try_from(found.isolates_seen()).ok().map(f64::from).map(exactly),
            Self::LongestWarm => share(found.longest_gap()?.warm),
            // Those are between two arms.
            Self::WarmGain | Self::LongestGain => None,
        }
    }

    /// By how much an arm exceeds another.
    pub(super) fn find_between(self, cell: &CellFinding, arm: &str, against: &str) -> Option<Ranged> {
        let of = |name: &str| {
            let found = cell.arm(name)?.traffic.as_ref()?;
            if self == Self::LongestGain { found.longest_gap()?.warm } else { found.warm }
        };
        Some(of(arm)?.gain_over(&of(against)?))
    }
}
