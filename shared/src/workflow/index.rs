//! The index: which instances there are, of all objects, so that one question finds them.
//!
//! ```text
//! object ── changes: rows as they are now, and which are gone ──> index of the object ── list, count ──> whoever asks
//!   └────── a range with all of its rows, which mends whatever was lost or came too late
//! ```
//!
//! An object tells one index only, so an index holds whole objects; whoever asks for instances of all objects asks all indexes.
//! What an index says is a little behind the objects, and the same once they are at rest.

use serde::{Deserialize, Serialize};

use super::State;
use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    ids::TenantId,
    limits,
};

/// An instance as an index has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexed {
    /// Its number in its object, which no other one has had.
    pub run: u64,
    /// Its name.
    pub id: String,
    /// The workflow.
    pub workflow: String,
    /// Where it is.
    pub state: State,
    /// When it was accepted, by the object's clock in milliseconds.
    pub accepted_ms: u64,
    /// When it ended.
    pub ended_ms: Option<u64>,
}

/// What an object tells its index; the same once more changes nothing, and what is older than it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The name of the object.
    pub object: String,
    /// Grows with everything that the object's instances do, and with each that goes.
    pub version: u64,
    /// Instances as they are.
    pub rows: Vec<Indexed>,
    /// The numbers of instances that are not there any more.
    pub gone: Vec<u64>,
    /// The first and the last number of a range of which `rows` has every instance that there is.
    pub whole: Option<(u64, u64)>,
}

/// What an index had otherwise than it was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// Instances that were told.
    pub told: u64,
    /// Those of them that it did not know, or otherwise.
    pub changed: u64,
    /// Instances that it had and that were not there.
    pub gone: u64,
}

/// Where a list goes on: behind this instance. Lists begin with whoever was accepted last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// When it was accepted.
    pub accepted_ms: u64,
    /// Its object.
    pub object: String,
    /// Its number there.
    pub run: u64,
}

impl Place {
    /// The place as an address has it: `{accepted_ms}.{run}.{object}`.
    pub fn cursor(&self) -> String {
        format!("{}.{}.{}", self.accepted_ms, self.run, self.object)
    }

    /// Reads the same, or answers [`ErrorCode::BadCursor`].
    pub fn parse(cursor: &str) -> Result<Self, Failure> {
        let refused = || {
            let message = "\"after\" is the \"next\" of an earlier page; without it, the list begins at its beginning";
            Failure::new(ErrorCode::BadCursor, message)
        };
        let mut parts = cursor.splitn(3, '.');
        let mut part = || parts.next().ok_or_else(refused);
        let (accepted, run, object) = (part()?, part()?, part()?);
        let number = |text: &str| text.parse::<u64>().ok().filter(|number| *number <= MOST).ok_or_else(refused);
        let object = TenantId::parse(object).map_err(|_| refused())?;
        Ok(Self { accepted_ms: number(accepted)?, object: object.as_str().to_owned(), run: number(run)? })
    }
}

/// The largest number that JavaScript tells exactly.
const MOST: u64 = (1 << 53) - 1;

/// Which instances are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuestion {
    /// Only those of this workflow.
    pub workflow: Option<String>,
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those behind this one.
    pub after: Option<Place>,
    /// At most so many, up to [`limits::workflow::LISTED`].
    pub most: u32,
}

/// An instance in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The object that holds it.
    pub object: String,
    /// The instance.
    pub row: Indexed,
}

impl Listed {
    /// Where it is in the list.
    pub fn place(&self) -> Place {
        Place { accepted_ms: self.row.accepted_ms, object: self.object.clone(), run: self.row.run }
    }
}

/// How many instances of a workflow are in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The workflow.
    pub workflow: String,
    /// The state.
    pub state: State,
    /// How many.
    pub count: u64,
}

impl Choice for State {
    const FIELD: &'static str = "status";
}

/// The name of the index that an object tells: objects are spread over [`limits::workflow::INDEXES`] by a hash of their names.
pub fn index_of(object: &str) -> String {
    let hash = blake3::hash(object.as_bytes());
    name(u32::from(hash.as_bytes()[0]) % limits::workflow::INDEXES)
}

/// The names of all of them.
pub fn indexes() -> impl Iterator<Item = String> {
    (0..limits::workflow::INDEXES).map(name)
}

fn name(number: u32) -> String {
    format!("index-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_was_written() {
        let place = Place { accepted_ms: 1_700_000_000_000, object: "a.b-c_1".to_owned(), run: 7 };
        assert_eq!(Place::parse(&place.cursor()), Ok(place));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for cursor in ["", "1", "1.2", "1.2.", "a.2.c", "1.b.c", "-1.2.c", "1.2.no spaces", "1.99999999999999999999.c"]
        {
            assert_eq!(Place::parse(cursor).map_err(|failure| failure.code), Err(ErrorCode::BadCursor), "{cursor:?}");
        }
    }

    #[test]
    fn every_object_has_one_of_the_indexes() {
        let known: Vec<String> = indexes().collect();
        let used: std::collections::BTreeSet<String> =
            (0..100).map(|number| index_of(&format!("object-{number}"))).collect();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), known);
    }
}
