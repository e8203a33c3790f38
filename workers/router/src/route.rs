//! Paths and methods, parsed into what is asked for.

use shared::{
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::TenantId,
};

use crate::{arm::Arm, benchmark::Kind, rpc::Asked};

/// The tenant of requests that name none.
const DEFAULT_TENANT: &str = "default";

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `GET /`: what is here and how to call it.
    Guide,
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
    /// `POST /benchmark/…`.
    Benchmark(Kind),
    /// `POST /rpc/execute`, `POST /rpc/benchmark` and `GET /rpc/status`.
    Rpc(Asked),
}

/// Whether a query sends pings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pinging {
    /// `POST /{arm}/timing`.
    AsAsked,
    /// Every other route.
    Never,
}

impl Route {
    /// Finds the route of a method and an absolute URL. Behind an arm and behind `compute` the path may name the engine, as
    /// `?engine=…` may anywhere.
    pub(crate) fn parse(method: &str, url: &str) -> Result<Self, Failure> {
        let (path, parameters) = split(url);
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let engine = |segment| engine_of(segment, parameter(parameters, "engine"));
        let route = match segments[..] {
            [] => Self::Guide,
            ["compute", "status"] => Self::ComputeStatus(engine(None)?),
            ["compute", "keep-warm"] => Self::KeepWarm(engine(None)?),
            ["new", "keep-warm"] => Self::PlanWarming { engine: engine(None)?, tenant: tenant_of(None, parameters)? },
            ["compute", name, "status"] => Self::ComputeStatus(engine(Some(name))?),
            ["compute", name, "keep-warm"] => Self::KeepWarm(engine(Some(name))?),
            ["new", name, "keep-warm"] => {
                Self::PlanWarming { engine: engine(Some(name))?, tenant: tenant_of(None, parameters)? }
            }
            ["benchmark", "cold-start"] => Self::Benchmark(Kind::ColdStart),
            ["benchmark", "hot-query"] => Self::Benchmark(Kind::HotQuery),
            ["benchmark", "write"] => Self::Benchmark(Kind::Write),
            ["benchmark", "compare"] => Self::Benchmark(Kind::Compare),
            ["benchmark", "multi-tenant", "burst"] => Self::Benchmark(Kind::Burst),
            ["rpc", "execute"] => Self::Rpc(Asked::Call),
            ["rpc", "benchmark"] => Self::Rpc(Asked::Batch),
            ["rpc", "status"] => Self::Rpc(Asked::Status),
            ["multi-tenant", arm, tenant, "query"] => {
                Self::query(arm_of(arm)?, engine(None)?, tenant_of(Some(tenant), parameters)?)
            }
            ["multi-tenant", arm, name, tenant, "query"] => {
                Self::query(arm_of(arm)?, engine(Some(name))?, tenant_of(Some(tenant), parameters)?)
            }
            [arm, what] => Self::of_arm(what, arm_of(arm)?, || engine(None), parameters)?,
            [arm, name, what] => Self::of_arm(what, arm_of(arm)?, || engine(Some(name)), parameters)?,
            _ => return Err(unknown()),
        };
        let expected = route.method();
        if method == expected {
            return Ok(route);
        }
        Err(Failure::new(ErrorCode::MethodNotAllowed, format!("this route takes {expected}, not {method}")))
    }

    fn query(arm: Arm, engine: EngineName, tenant: Option<TenantId>) -> Self {
        Self::Query { arm, engine, tenant, pings: Pinging::Never }
    }

    fn of_arm(
        what: &str,
        arm: Arm,
        engine: impl FnOnce() -> Result<EngineName, Failure>,
        parameters: &str,
    ) -> Result<Self, Failure> {
        match what {
            "query" => Ok(Self::query(arm, engine()?, tenant_of(None, parameters)?)),
            "timing" => {
                let tenant = tenant_of(None, parameters)?;
                Ok(Self::Query { arm, engine: engine()?, tenant, pings: Pinging::AsAsked })
            }
            "status" => {
                let tenant = tenant_or_default(tenant_of(None, parameters)?, None)?;
                Ok(Self::ObjectStatus { arm, engine: engine()?, tenant })
            }
            _ => Err(unknown()),
        }
    }

    /// Whether a route may run SQL, wake objects or start engines. Only the guide does not.
    pub(crate) fn needs_token(&self) -> bool {
        match self {
            Self::Guide => false,
            Self::ObjectStatus { .. }
            | Self::ComputeStatus(_)
            | Self::KeepWarm(_)
            | Self::PlanWarming { .. }
            | Self::Query { .. }
            | Self::Benchmark(_)
            | Self::Rpc(_) => true,
        }
    }

    fn method(&self) -> &'static str {
        match self {
            Self::Guide | Self::ObjectStatus { .. } | Self::ComputeStatus(_) | Self::Rpc(Asked::Status) => "GET",
            Self::KeepWarm(_)
            | Self::PlanWarming { .. }
            | Self::Query { .. }
            | Self::Benchmark(_)
            | Self::Rpc(Asked::Call | Asked::Batch) => "POST",
        }
    }
}

/// The tenant of a request: the address's, else the body's, else the default; the two must not contradict each other.
pub(crate) fn tenant_or_default(address: Option<TenantId>, body: Option<TenantId>) -> Result<TenantId, Failure> {
    let contradiction = (ErrorCode::BadTenant, "the address and the body name different tenants");
    one_of(address, body, contradiction)?.map_or_else(|| TenantId::parse(DEFAULT_TENANT), Ok)
}

/// The tenant of an address: the path's, else the parameter's; the two must not contradict each other.
fn tenant_of(segment: Option<&str>, parameters: &str) -> Result<Option<TenantId>, Failure> {
    let segment = segment.map(TenantId::parse).transpose()?;
    let parameter = parameter(parameters, "tenant").map(TenantId::parse).transpose()?;
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

fn arm_of(segment: &str) -> Result<Arm, Failure> {
    Arm::of_segment(segment).ok_or_else(unknown)
}

/// The path and the parameters of an absolute URL.
fn split(url: &str) -> (&str, &str) {
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = behind_scheme.find('/').map_or("", |start| &behind_scheme[start..]);
    let path = path.split('#').next().unwrap_or(path);
    path.split_once('?').unwrap_or((path, ""))
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

fn unknown() -> Failure {
    Failure::new(ErrorCode::UnknownRoute, "there is nothing here; GET / lists what is")
}

#[cfg(test)]
mod tests;
