//! The routes of the arms and of compute: the engine may stand behind either, and a tenant in the path or as a parameter.

use shared::{
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::TenantId,
};

use super::Arm;
use crate::{
    address::Parameters,
    endpoint::{Endpoint, GET, POST},
};

/// The tenant of requests that name none.
const DEFAULT_TENANT: &str = "default";

/// What is asked of the arms, or of compute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `GET /{arm}/status?tenant=…`.
    ObjectStatus { arm: Arm, engine: EngineName, tenant: TenantId },
    /// `GET /compute/status`.
    ComputeStatus(EngineName),
    /// `POST /compute/keep-warm`.
    KeepWarm(EngineName),
    /// `POST /new/keep-warm`, with or without `?tenant=…`.
    PlanWarming {
        engine: EngineName,
        /// The tenant of the address, if it names one.
        tenant: Option<TenantId>,
    },
    /// `POST /{arm}/query`, `POST /{arm}/timing` and `POST /multi-tenant/{arm}/:tenant/query`, all with or without
    /// `?tenant=…`.
    Query {
        arm: Arm,
        engine: EngineName,
        /// The tenant of the address, if it names one.
        tenant: Option<TenantId>,
        /// Whether the pings of the body are sent.
        pings: Pinging,
    },
}

/// Whether a query sends pings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pinging {
    /// `POST /{arm}/timing`.
    AsAsked,
    /// Every other route.
    Never,
}

/// The end of a path, and what the path names.
pub(crate) struct Found<'a> {
    end: End,
    engine: Option<&'a str>,
    tenant: Option<&'a str>,
}

/// What is at the end of a path.
#[derive(Clone, Copy)]
enum End {
    ObjectStatus(Arm),
    ComputeStatus,
    KeepWarm,
    PlanWarming,
    Query(Arm, Pinging),
}

impl End {
    fn of_arm(arm: &str, what: &str) -> Option<Self> {
        let arm = Arm::of_segment(arm)?;
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

    fn of_many_tenants(arm: &str) -> Option<Self> {
        Some(Self::Query(Arm::of_segment(arm)?, Pinging::Never))
    }
}

impl<'a> Endpoint<'a> for Found<'a> {
    type Asked = Asked;

    fn find(segments: &[&'a str]) -> Option<Self> {
        let (end, engine, tenant) = match *segments {
            ["compute", what] => (End::of_compute(what)?, None, None),
            ["compute", engine, what] => (End::of_compute(what)?, Some(engine), None),
            ["multi-tenant", arm, tenant, "query"] => (End::of_many_tenants(arm)?, None, Some(tenant)),
            ["multi-tenant", arm, engine, tenant, "query"] => (End::of_many_tenants(arm)?, Some(engine), Some(tenant)),
            [arm, what] => (End::of_arm(arm, what)?, None, None),
            [arm, engine, what] => (End::of_arm(arm, what)?, Some(engine), None),
            _ => return None,
        };
        Some(Self { end, engine, tenant })
    }

    fn methods(&self) -> &'static str {
        match self.end {
            End::ObjectStatus(_) | End::ComputeStatus => GET,
            End::KeepWarm | End::PlanWarming | End::Query(..) => POST,
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        match self.end {
            End::ObjectStatus(_) | End::PlanWarming | End::Query(..) => &["tenant", "engine"],
            End::ComputeStatus | End::KeepWarm => &["engine"],
        }
    }

    fn asked(self, parameters: &Parameters) -> Result<Self::Asked, Failure> {
        let engine = engine_of(self.engine, parameters.value("engine"))?;
        let tenant = tenant_of(self.tenant, parameters.value("tenant"))?;
        Ok(match self.end {
            End::ObjectStatus(arm) => Asked::ObjectStatus { arm, engine, tenant: tenant_or_default(tenant, None)? },
            End::ComputeStatus => Asked::ComputeStatus(engine),
            End::KeepWarm => Asked::KeepWarm(engine),
            End::PlanWarming => Asked::PlanWarming { engine, tenant },
            End::Query(arm, pings) => Asked::Query { arm, engine, tenant, pings },
        })
    }
}

/// The tenant of a request: the address's, else the body's, else the default; the two must not contradict each other.
pub(super) fn tenant_or_default(address: Option<TenantId>, body: Option<TenantId>) -> Result<TenantId, Failure> {
    let contradiction = (ErrorCode::BadTenant, "the address and the body name different tenants");
    one_of(address, body, contradiction)?.map_or_else(|| TenantId::parse(DEFAULT_TENANT), Ok)
}

/// The tenant of an address: the path's, else the parameter's; the two must not contradict each other.
fn tenant_of(segment: Option<&str>, parameter: Option<&str>) -> Result<Option<TenantId>, Failure> {
    let segment = segment.map(TenantId::parse).transpose()?;
    let parameter = parameter.map(TenantId::parse).transpose()?;
    one_of(segment, parameter, (ErrorCode::BadTenant, "the path and ?tenant= name different tenants"))
}

/// The engine of a request: the path's, else the parameter's, else SQLite; the two must not contradict each other.
fn engine_of(segment: Option<&str>, parameter: Option<&str>) -> Result<EngineName, Failure> {
    let segment = segment.map(EngineName::parse).transpose()?;
    let parameter = parameter.map(EngineName::parse).transpose()?;
    let contradiction = (ErrorCode::BadChoice, "the path and ?engine= name different engines");
    Ok(one_of(segment, parameter, contradiction)?.unwrap_or_default())
}

/// What two places say, if either says anything and both do not say different things.
fn one_of<T: PartialEq>(
    first: Option<T>,
    second: Option<T>,
    (code, message): (ErrorCode, &str),
) -> Result<Option<T>, Failure> {
    match (first, second) {
        (Some(first), Some(second)) if first != second => Err(Failure::new(code, message)),
        (first, second) => Ok(first.or(second)),
    }
}

#[cfg(test)]
mod tests;
