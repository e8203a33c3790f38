//! A claim as experiments write it.

use crate::instrument::scenario::{Claim, Kind};

/// Its name, the question, and what holds.
pub(super) type Sentence = (&'static str, &'static str, &'static str);

/// The claim, by its name.
pub(super) fn claim(kind: Kind, (name, question, holds): Sentence) -> (String, Claim) {
    (name.to_owned(), Claim { kind, question: question.to_owned(), holds: holds.to_owned() })
}
