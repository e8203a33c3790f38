//! Paths, methods and parameters, parsed into what is asked for.

use shared::{
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::TenantId,
};

use self::endpoint::{Endpoint, Found};
use crate::{
    address::{Address, Parameters},
    answer::Refusal,
    arm::Arm,
    benchmark::Kind,
    rpc::Asked,
};

mod endpoint;

/// The tenant of requests that name none.
const DEFAULT_TENANT: &str = "default";

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `OPTIONS` of any path that leads somewhere.
    Methods(&'static str),
    /// `GET /`: what is here and how to call it.
    Guide,
    /// Everything else, which whoever may not must not ask for.
    Work(Work),
}

/// What may run SQL, wake objects or start engines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Work {
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
    /// Finds the route of a method and an address. `HEAD` asks for the head of what `GET` would answer; the platform sends no
    /// body then.
    pub(crate) fn parse(method: &str, address: &Address) -> Result<Self, Refusal> {
        let segments: Vec<&str> = address.segments.iter().map(String::as_str).collect();
        let found = endpoint::find(&segments).ok_or_else(unknown)?;
        let methods = found.endpoint.methods();
        if method == "OPTIONS" {
            return Ok(Self::Methods(methods));
        }
        if !methods.split(", ").any(|known| known == method) {
            let message = format!("this route takes {methods}, not {method}");
            return Err(Refusal { allow: Some(methods), ..Failure::new(ErrorCode::MethodNotAllowed, message).into() });
        }
        let parameters = address.parameters(found.endpoint.parameters())?;
        Ok(match Work::of(&found, &parameters)? {
            None => Self::Guide,
            Some(work) => Self::Work(work),
        })
    }
}

impl Work {
    fn of(found: &Found<'_>, parameters: &Parameters) -> Result<Option<Self>, Failure> {
        let engine = || engine_of(found.engine, parameters.value("engine"));
        let tenant = || tenant_of(found.tenant, parameters.value("tenant"));
        Ok(Some(match found.endpoint {
            Endpoint::Guide => return Ok(None),
            Endpoint::ObjectStatus(arm) => {
                Self::ObjectStatus { arm, engine: engine()?, tenant: tenant_or_default(tenant()?, None)? }
            }
            Endpoint::ComputeStatus => Self::ComputeStatus(engine()?),
            Endpoint::KeepWarm => Self::KeepWarm(engine()?),
            Endpoint::PlanWarming => Self::PlanWarming { engine: engine()?, tenant: tenant()? },
            Endpoint::Query(arm, pings) => Self::Query { arm, engine: engine()?, tenant: tenant()?, pings },
            Endpoint::Benchmark(kind) => Self::Benchmark(kind),
            Endpoint::Rpc(asked) => Self::Rpc(asked),
        }))
    }
}

/// The tenant of a request: the address's, else the body's, else the default; the two must not contradict each other.
pub(crate) fn tenant_or_default(address: Option<TenantId>, body: Option<TenantId>) -> Result<TenantId, Failure> {
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

fn unknown() -> Failure {
    let message = "there is nothing here; GET / lists what is, and a path has no slash at its end and none twice";
    Failure::new(ErrorCode::UnknownRoute, message)
}

#[cfg(test)]
mod tests;
