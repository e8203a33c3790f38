//! Which of several isolates of one Worker a call reaches: the policies, and what each has to remember.
//!
//! Deployed, the platform chooses, and a question may reach an isolate that never saw its tenant. The local runtime has one
//! isolate for each Worker, so there the choice, and with it the main cost of a stateless engine, cannot be seen. A spreader
//! stands before several copies of the Worker and chooses by one of these policies:
//!
//! | policy | a question goes to | is |
//! |---|---|---|
//! | [`Routing::Single`] | the first | the best case, and the price of the spreader itself |
//! | [`Routing::Random`] | any | near to what the platform is seen to do with many tenants |
//! | [`Routing::RoundRobin`] | the next | the worst case: no question finds what the one before left |
//! | [`Routing::TenantAffine`] | the one that its tenant belongs to | what a Worker in front could do about it |
//! | [`Routing::LeastBusy`] | the one with the fewest calls in flight, the first of several | few isolates, so warm ones |
//!
//! Nothing depends on the choice but time: a copy that is behind is found out by its version.

mod flights;
mod head;
#[cfg(test)]
mod tests;

use std::{num::NonZeroUsize, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use self::flights::Flights;
pub use self::head::{HEAD_BYTES, Head};
use crate::{ids::TenantId, random::Random, rendezvous, timing::Clock};

/// How an isolate is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Routing {
    /// Always the first.
    #[default]
    Single,
    /// Each as likely as another.
    Random,
    /// One after the other.
    RoundRobin,
    /// The same for all questions of a tenant.
    TenantAffine,
    /// The one with the fewest calls in flight.
    LeastBusy,
}

impl Routing {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Single, Self::Random, Self::RoundRobin, Self::TenantAffine, Self::LeastBusy];

    /// The name, as typed and as stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether the choice depends on the [`Head`] of a question; all others pass unread.
    pub const fn reads_questions(self) -> bool {
        match self {
            Self::TenantAffine | Self::LeastBusy => true,
            Self::Single | Self::Random | Self::RoundRobin => false,
        }
    }
}

impl FromStr for Routing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|routing| routing.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("{text:?} is no routing policy; there are {known}")
        })
    }
}

/// What a call is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To have something done, wherever that is.
    Work,
    /// To see an isolate or to warm it. These go round by a count of their own under every policy, so that as many in a row
    /// as there are isolates reach each, and queries do not notice.
    Visit,
}

/// A choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The number of the isolate, from zero.
    pub isolate: usize,
    /// What has to be handed back when the call has ended, well or not; none where calls in flight are not counted.
    pub ticket: Option<u32>,
}

/// Chooses for one call after the other.
#[derive(Clone, Debug)]
pub struct Chooser {
    routing: Routing,
    isolates: NonZeroUsize,
    random: Random,
    worked: usize,
    visited: usize,
    flights: Flights,
}

impl Chooser {
    /// Chooses among so many isolates; the seed matters to [`Routing::Random`] alone.
    pub fn new(routing: Routing, isolates: NonZeroUsize, seed: u64) -> Self {
        let random = Random::seeded(seed);
        Self { routing, isolates, random, worked: 0, visited: 0, flights: Flights::default() }
    }

    /// The policy.
    pub fn routing(&self) -> Routing {
        self.routing
    }

    /// The isolate for the next call. `head` is what could be read of the question; without a tenant there, an affine
    /// policy goes round.
    pub fn choose(&mut self, errand: Errand, head: &Head, clock: &impl Clock) -> Chosen {
        let isolate = match (errand, self.routing) {
            (Errand::Visit, _) => next(&mut self.visited, self.isolates),
            (Errand::Work, Routing::Single) => 0,
            (Errand::Work, Routing::Random) => self.random.below(self.isolates.get()),
            (Errand::Work, Routing::RoundRobin) => next(&mut self.worked, self.isolates),
            (Errand::Work, Routing::TenantAffine) => self.affine(head.tenant.as_ref()),
            (Errand::Work, Routing::LeastBusy) => self.flights.least_busy(self.isolates, clock.now()),
        };
        let ticket = match self.routing {
            // Visits are in flight too: whoever starts an engine keeps its isolate busy.
            Routing::LeastBusy => Some(self.flights.depart(isolate, head.patience_ms, clock.now())),
            Routing::Single | Routing::Random | Routing::RoundRobin | Routing::TenantAffine => None,
        };
        Chosen { isolate, ticket }
    }

    /// Takes note that a call has ended, with an answer or without.
    pub fn ended(&mut self, ticket: u32) {
        self.flights.arrive(ticket);
    }

    fn affine(&mut self, tenant: Option<&TenantId>) -> usize {
        match tenant {
            Some(tenant) => rendezvous::home(rendezvous::name_bits(tenant.as_str()), self.isolates.get()),
            None => next(&mut self.worked, self.isolates),
        }
    }
}

/// Goes on to the next of so many.
fn next(count: &mut usize, isolates: NonZeroUsize) -> usize {
    let isolate = *count % isolates;
    *count = (isolate + 1) % isolates;
    isolate
}
