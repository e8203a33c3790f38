//! What a path leads to, whatever it names on its way there, and which methods and parameters that takes.

use super::Pinging;
use crate::{arm::Arm, benchmark::Kind, rpc::Asked};

/// What is at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Guide,
    ObjectStatus(Arm),
    ComputeStatus,
    KeepWarm,
    PlanWarming,
    Query(Arm, Pinging),
    Benchmark(Kind),
    Rpc(Asked),
}

/// The end of a path, and what the path names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) engine: Option<&'a str>,
    pub(super) tenant: Option<&'a str>,
}

impl Endpoint {
    /// The methods, as the `Allow` header lists them.
    pub(super) fn methods(self) -> &'static str {
        match self {
            Self::Guide | Self::ObjectStatus(_) | Self::ComputeStatus | Self::Rpc(Asked::Status) => {
                "GET, HEAD, OPTIONS"
            }
            Self::KeepWarm
            | Self::PlanWarming
            | Self::Query(..)
            | Self::Benchmark(_)
            | Self::Rpc(Asked::Call | Asked::Batch) => "POST, OPTIONS",
        }
    }

    /// The parameters that the address may have.
    pub(super) fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::ObjectStatus(_) | Self::PlanWarming | Self::Query(..) => &["tenant", "engine"],
            Self::ComputeStatus | Self::KeepWarm => &["engine"],
            Self::Guide | Self::Benchmark(_) | Self::Rpc(_) => &[],
        }
    }

    fn of_arm(arm: Arm, what: &str) -> Option<Self> {
        match what {
            "query" => Some(Self::Query(arm, Pinging::Never)),
            "timing" => Some(Self::Query(arm, Pinging::AsAsked)),
            "status" => Some(Self::ObjectStatus(arm)),
            "keep-warm" if arm == Arm::New => Some(Self::PlanWarming),
            _ => None,
        }
    }

    fn of_compute(what: &str) -> Option<Self> {
        match what {
            "status" => Some(Self::ComputeStatus),
            "keep-warm" => Some(Self::KeepWarm),
            _ => None,
        }
    }
}

/// Follows the segments of a path; none where it leads nowhere, as does every path with a slash too many. The engine may stand
/// behind an arm and behind `compute`.
pub(super) fn find<'a>(segments: &[&'a str]) -> Option<Found<'a>> {
    let found = |endpoint, engine, tenant| Found { endpoint, engine, tenant };
    match *segments {
        ref segments if segments.contains(&"") => None,
        [] => Some(found(Endpoint::Guide, None, None)),
        ["benchmark", ref rest @ ..] => Some(found(Endpoint::Benchmark(Kind::of_segments(rest)?), None, None)),
        ["rpc", what] => Some(found(Endpoint::Rpc(Asked::of_segment(what)?), None, None)),
        ["compute", what] => Some(found(Endpoint::of_compute(what)?, None, None)),
        ["compute", engine, what] => Some(found(Endpoint::of_compute(what)?, Some(engine), None)),
        ["multi-tenant", arm, ref rest @ .., tenant, "query"] => {
            let endpoint = Endpoint::Query(Arm::of_segment(arm)?, Pinging::Never);
            match *rest {
                [] => Some(found(endpoint, None, Some(tenant))),
                [engine] => Some(found(endpoint, Some(engine), Some(tenant))),
                _ => None,
            }
        }
        [arm, what] => Some(found(Endpoint::of_arm(Arm::of_segment(arm)?, what)?, None, None)),
        [arm, engine, what] => Some(found(Endpoint::of_arm(Arm::of_segment(arm)?, what)?, Some(engine), None)),
        _ => None,
    }
}
