//! What a request of a tenant was for, and what its answer told of where it was served.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use shared::{
    ids::RandomId,
    timing::{CopyState, EngineState},
};

/// What a request of a tenant was for, and what its answer told of where it was served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The tenant, from zero within the round; zero for a signal, which is for nobody.
    pub tenant: u32,
    /// Its place among the requests of the tenant in the round, from zero.
    pub ordinal: u32,
    /// What it was for.
    pub purpose: Purpose,
    /// How long the tenant was left idle before, in nanoseconds, where that is what is measured.
    pub gap: Option<u64>,
    /// What the answer says of its engine; none where there is no WASM engine, or no answer.
    pub engine: Option<EngineState>,
    /// What the answer says of the tenant's copy.
    pub copy: Option<CopyState>,
    /// Where it was answered, in order of visit; the last is where the SQL ran.
    pub places: Places,
}

/// What a request of a tenant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// It counts.
    Measured,
    /// It makes warm what is then measured; it is part of the census, and of no rate.
    Opening,
    /// A signal that keeps compute warm, of no tenant.
    Signal,
}

/// Where a request was answered, in order of visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(pub Vec<Place>);

/// A Worker that took part in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which Worker.
    pub service: String,
    /// Its V8 isolate.
    pub isolate: RandomId,
    /// The instantiation of its WASM module.
    pub instance: RandomId,
    /// The life of its object, where it has one.
    pub object: Option<RandomId>,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Measured, Self::Opening, Self::Signal];

    /// The word, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Opening => "opening",
            Self::Signal => "signal",
        }
    }

    /// The purpose of a word, `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

impl Told {
    /// Where its SQL ran; none without an answer.
    pub fn server(&self) -> Option<&Place> {
        self.places.0.last()
    }

    /// The object that answered, wherever its engine was.
    pub fn object(&self) -> Option<RandomId> {
        self.places.0.iter().find_map(|place| place.object)
    }
}

impl Places {
    /// The words that [`to_text`](Self::to_text) wrote; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let id = |part: &str| u64::from_str_radix(part, 16).ok().map(RandomId);
        let place = |word: &str| {
            let mut parts = word.split(':');
            let service = parts.next()?.to_owned();
            let (isolate, instance) = (id(parts.next()?)?, id(parts.next()?)?);
            let object = match parts.next() {
                Some(part) => Some(id(part)?),
                None => None,
            };
            Some(Place { service, isolate, instance, object })
        };
        text.split_whitespace().map(place).collect::<Option<Vec<Place>>>().map(Self)
    }

    /// A word for each place: service, isolate, instance and, where there is one, object.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for Place { service, isolate, instance, object } in &self.0 {
            let gap = if text.is_empty() { "" } else { " " };
            // A String takes all that is written.
            let _ = write!(text, "{gap}{service}:{isolate}:{instance}");
            if let Some(object) = object {
                let _ = write!(text, ":{object}");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
