//! Paths, methods and parameters, parsed into what is asked for: each system knows its own.

use shared::error::{ErrorCode, Failure};

use crate::{
    address::{Address, Parameters},
    answer::{Answer, Refusal},
    arms, benchmark, call,
    edge::Arrival,
    endpoint::{Endpoint, GET},
    pool, rpc,
    workflow::{self, schedules},
};

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

/// What may run SQL, wake objects or start engines, by its system.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Arms(arms::Asked),
    Benchmark(benchmark::Kind),
    Rpc(rpc::Asked),
    Call(call::Asked),
    Schedules(schedules::Asked),
    Workflow(workflow::Asked),
    Pool(pool::Asked),
}

/// `GET /`.
struct Root;

impl Route {
    /// Finds the route of a method and an address. `HEAD` asks for the head of what `GET` would answer; the platform sends no
    /// body then.
    pub(crate) fn parse(method: &str, address: &Address) -> Result<Self, Refusal> {
        let segments: Vec<&str> = address.segments.iter().map(String::as_str).collect();
        // As does every path with a slash too many.
        if segments.contains(&"") {
            return Err(unknown().into());
        }
        let path = Path { method, segments: &segments, address };
        path.read::<Root>(|()| Self::Guide)
            .or_else(|| path.read::<arms::Found<'_>>(|asked| Self::Work(Work::Arms(asked))))
            .or_else(|| path.read::<benchmark::Kind>(|kind| Self::Work(Work::Benchmark(kind))))
            .or_else(|| path.read::<rpc::Asked>(|asked| Self::Work(Work::Rpc(asked))))
            .or_else(|| path.read::<call::Found<'_>>(|asked| Self::Work(Work::Call(asked))))
            .or_else(|| path.read::<schedules::Found<'_>>(|asked| Self::Work(Work::Schedules(asked))))
            .or_else(|| path.read::<workflow::Found<'_>>(|asked| Self::Work(Work::Workflow(asked))))
            .or_else(|| path.read::<pool::Asked>(|asked| Self::Work(Work::Pool(asked))))
            .unwrap_or_else(|| Err(unknown().into()))
    }
}

impl Work {
    /// Does what is asked for.
    pub(crate) async fn answer(self, arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
        let json = match self {
            Self::Arms(asked) => arms::answer(arrival, asked).await?,
            Self::Benchmark(kind) => benchmark::answer(arrival, kind).await?,
            Self::Rpc(asked) => rpc::answer(arrival, asked).await?,
            Self::Call(asked) => return Ok(call::answer(arrival, asked).await?),
            Self::Schedules(asked) => schedules::answer(arrival, asked).await?,
            Self::Workflow(asked) => return Ok(workflow::answer(arrival, asked).await?),
            Self::Pool(asked) => return pool::answer(arrival, asked).await,
        };
        Ok(Answer::Json(json))
    }
}

impl<'a> Endpoint<'a> for Root {
    type Asked = ();

    fn find(segments: &[&'a str]) -> Option<Self> {
        segments.is_empty().then_some(Self)
    }

    fn methods(&self) -> &'static str {
        GET
    }

    fn asked(self, _parameters: &Parameters) -> Result<(), Failure> {
        Ok(())
    }
}

/// How a request is addressed.
struct Path<'a> {
    method: &'a str,
    segments: &'a [&'a str],
    address: &'a Address,
}

impl<'a> Path<'a> {
    /// Reads what it asks for where it leads to `E`.
    fn read<E: Endpoint<'a>>(&self, route: impl FnOnce(E::Asked) -> Route) -> Option<Result<Route, Refusal>> {
        let endpoint = E::find(self.segments)?;
        let methods = endpoint.methods();
        if self.method == "OPTIONS" {
            return Some(Ok(Route::Methods(methods)));
        }
        if !methods.split(", ").any(|known| known == self.method) {
            let message = format!("this route takes {methods}, not {}", self.method);
            let refusal = Failure::new(ErrorCode::MethodNotAllowed, message).into();
            return Some(Err(Refusal { allow: Some(methods), ..refusal }));
        }
        let parameters = self.address.parameters(endpoint.parameters());
        Some(parameters.and_then(|parameters| endpoint.asked(&parameters)).map(route).map_err(Refusal::from))
    }
}

fn unknown() -> Failure {
    let message = "there is nothing here; GET / lists what is, and a path has no slash at its end and none twice";
    Failure::new(ErrorCode::UnknownRoute, message)
}

#[cfg(test)]
mod tests;
