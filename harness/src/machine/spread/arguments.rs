//! What can be typed about isolates of compute.

use shared::{limits, routing::Routing};

use super::Spread;
use crate::error::{Error, Result};

/// The arguments of isolates of compute.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "spread")]
pub struct Arguments {
    #[command(flatten)]
    isolates: Isolates,
    /// How a call's isolate is chosen: single, random, round-robin, tenant-affine or least-busy
    #[arg(long, value_name = "POLICY", default_value = Routing::default().as_str())]
    routing: Routing,
}

/// The same, where policies can be held against each other.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "spreads")]
pub struct Several {
    #[command(flatten)]
    isolates: Isolates,
    /// How a call's isolate is chosen: single, random, round-robin, tenant-affine or least-busy; with several, every
    /// architecture that asks compute is measured under each
    #[arg(long, value_name = "POLICY,…", value_delimiter = ',', default_value = Routing::default().as_str())]
    routing: Vec<Routing>,
}

/// How many isolates there are.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "isolates")]
struct Isolates {
    /// Serve so many isolates of each compute Worker behind a spreader, at most 16; only on the local runtime
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = isolates)]
    compute_isolates: usize,
}

impl Arguments {
    /// The spread that was asked for. One isolate that is always chosen needs no spreader, and gets none: that is the
    /// arrangement of the deployment.
    pub fn spread(&self) -> Option<Spread> {
        self.isolates.behind(self.routing)
    }
}

impl Several {
    /// The spreads that were asked for. A policy by itself may need no spreader; of several each has one, so that all of them pay
    /// for it.
    pub(crate) fn spreads(&self) -> Result<Vec<Spread>> {
        let spreads: Vec<Spread> = match self.routing.as_slice() {
            [routing] => self.isolates.behind(*routing).into_iter().collect(),
            several => several.iter().map(|routing| self.isolates.spread(*routing)).collect(),
        };
        let twice =
            spreads.iter().enumerate().find(|(place, spread)| spreads.iter().take(*place).any(|one| one == *spread));
        match twice {
            None => Ok(spreads),
            Some((_, Spread { routing, .. })) => {
                Err(Error::usage(format!("--routing names {} twice", routing.as_str())))
            }
        }
    }
}

impl Isolates {
    fn spread(&self, routing: Routing) -> Spread {
        Spread { isolates: self.compute_isolates, routing }
    }

    fn behind(&self, routing: Routing) -> Option<Spread> {
        Some(self.spread(routing)).filter(|spread| *spread != Spread::NONE)
    }
}

fn isolates(text: &str) -> std::result::Result<usize, String> {
    let most = limits::COMPUTE_ISOLATES;
    let count = text.parse().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| format!("the number of isolates is 1 to {most}"))
}
