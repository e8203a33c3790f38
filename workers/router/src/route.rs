//! Paths, methods and parameters, parsed into what is asked for: each system knows its own.

use shared::error::{ErrorCode, Failure};

use crate::{
    address::{Address, Parameters},
    answer::{Answer, Refusal},
    arms, benchmark, call,
    edge::Arrival,
    pool, rpc,
    workflow::{self, schedules},
};

/// The methods of a route that tells something, as the `Allow` header lists them.
pub(crate) const GET: &str = "GET, HEAD, OPTIONS";

/// The methods of a route that does something.
pub(crate) const POST: &str = "POST, OPTIONS";

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

/// What a path leads to, with whatever it names on its way there.
pub(crate) trait Endpoint<'a>: Sized {
    /// Follows the segments of a path, none of which is empty; none where it leads nowhere.
    fn find(segments: &[&'a str]) -> Option<Self>;

    /// The methods: [`GET`] or [`POST`].
    fn methods(&self) -> &'static str;

    /// The parameters that the address may have.
    fn parameters(&self) -> &'static [&'static str] {
        &[]
    }

    /// What is asked for with these parameters.
    fn route(self, parameters: &Parameters) -> Result<Route, Failure>;
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
        read::<Root>(method, &segments, address)
            .or_else(|| read::<arms::Found<'_>>(method, &segments, address))
            .or_else(|| read::<benchmark::Kind>(method, &segments, address))
            .or_else(|| read::<rpc::Asked>(method, &segments, address))
            .or_else(|| read::<call::Found<'_>>(method, &segments, address))
            .or_else(|| read::<schedules::Found<'_>>(method, &segments, address))
            .or_else(|| read::<workflow::Found<'_>>(method, &segments, address))
            .or_else(|| read::<pool::Asked>(method, &segments, address))
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
    fn find(segments: &[&'a str]) -> Option<Self> {
        segments.is_empty().then_some(Self)
    }

    fn methods(&self) -> &'static str {
        GET
    }

    fn route(self, _parameters: &Parameters) -> Result<Route, Failure> {
        Ok(Route::Guide)
    }
}

/// Reads what a path asks for where it leads to `E`.
fn read<'a, E: Endpoint<'a>>(method: &str, segments: &[&'a str], address: &Address) -> Option<Result<Route, Refusal>> {
    let endpoint = E::find(segments)?;
    let methods = endpoint.methods();
    if method == "OPTIONS" {
        return Some(Ok(Route::Methods(methods)));
    }
    if !methods.split(", ").any(|known| known == method) {
        let message = format!("this route takes {methods}, not {method}");
        let refusal = Failure::new(ErrorCode::MethodNotAllowed, message).into();
        return Some(Err(Refusal { allow: Some(methods), ..refusal }));
    }
    let parameters = address.parameters(endpoint.parameters());
    Some(parameters.and_then(|parameters| endpoint.route(&parameters)).map_err(Refusal::from))
}

fn unknown() -> Failure {
    let message = "there is nothing here; GET / lists what is, and a path has no slash at its end and none twice";
    Failure::new(ErrorCode::UnknownRoute, message)
}

#[cfg(test)]
mod tests;
