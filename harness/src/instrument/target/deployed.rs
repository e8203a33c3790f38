//! A deployment, or whatever else answers at an address.

use std::{collections::HashMap, time::Duration};

use load::{Client, Endpoint, Request};
use serde_json::json;

use super::{Process, ROUTER, Running};
use crate::error::{Error, Exit, Result};

/// The variable that holds the bearer token.
const TOKEN: &str = "LAB_TOKEN";

/// A deployment. Nothing is started or stopped; every visit takes tenants that were never seen.
#[derive(Debug)]
pub struct Deployed {
    endpoint: Endpoint,
    url: String,
    name: String,
    deadline: Duration,
    visits: u32,
}

impl Deployed {
    /// The deployment at an address, with the token of the environment; `seed` keeps the tenants of runs apart.
    pub fn new(url: &str, seed: u64, deadline: Duration) -> Result<Self> {
        let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
        let endpoint = Endpoint::parse(url, token)?;
        if url.starts_with("http://") && !endpoint.address().ip().is_loopback() {
            return Err(Error::usage(format!("{url} is not encrypted, so anybody on the way could read the token"))
                .remedy(format!("--target {}", url.replacen("http://", "https://", 1))));
        }
        Ok(Self { endpoint, url: url.to_owned(), name: format!("{seed:x}"), deadline, visits: 0 })
    }

    /// New tenants; the first visit finds out whether anybody is at home.
    pub(super) async fn visit(&mut self) -> Result<Process> {
        if self.visits == 0 {
            self.knock().await?;
        }
        self.visits += 1;
        let doors = HashMap::from([(ROUTER.to_owned(), self.endpoint.clone())]);
        Ok(Process { running: Running::Nothing, doors, fresh: format!("-{}-{}", self.name, self.visits) })
    }

    async fn knock(&self) -> Result<()> {
        let mut client = Client::new(self.endpoint.clone(), self.deadline);
        let nobody = |what: String| Error::environment(format!("nothing answers at {}: {what}", self.url));
        client.send(&Request::get("/")).await.map_err(|failure| nobody(failure.to_string()))?;
        let question = Request::post("/native/query", &json!({ "sql": "SELECT 1", "tenant": "knock" }));
        let answer = client.send(&question).await.map_err(|failure| nobody(failure.to_string()))?;
        match answer.status {
            401 | 403 => Err(Error::environment(format!("{} does not accept this token", self.url))
                .remedy(format!("{TOKEN}=… cargo lab compare --target {}", self.url))),
            503 => Err(Error::new(Exit::Environment, format!("{} is closed: it has no token yet", self.url))
                .remedy("npm --prefix wrangler run secret")),
            _ => Ok(()),
        }
    }
}
