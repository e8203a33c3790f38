//! What goes wrong on purpose with the messages to a target.
//!
//! The isolate keeps what is to go wrong, and not the object: a fault that ends the object's life would end itself.

use std::{cell::RefCell, collections::BTreeMap};

use shared::{durable::Faults, random::Random};

/// Longest delay of a message, in milliseconds.
const LATEST_MS: usize = 20;

/// What happens to one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The life ends before anything is done.
    EndBefore,
    /// It ends after what is done was written and before that is committed.
    EndInside,
    /// It ends after the commit and before the reply.
    EndAfter,
    /// The reply is lost.
    NoReply,
    /// There is no answer, ever.
    Silent,
    /// The answer is that of another operation.
    Wrong,
    /// The message comes late.
    Late {
        /// By so many milliseconds.
        by_ms: u32,
    },
}

/// The faults of one object.
struct Faulty {
    faults: Faults,
    random: Random,
}

thread_local! {
    static FAULTY: RefCell<BTreeMap<String, Faulty>> = const { RefCell::new(BTreeMap::new()) };
}

/// Has things go wrong from now on at the object of that name, or nothing any more; which messages they hit follows from the
/// seed.
pub(crate) fn set(object: &str, faults: Faults, seed: u64) {
    FAULTY.with_borrow_mut(|faulty| {
        if faults.any() {
            faulty.insert(object.to_owned(), Faulty { faults, random: Random::seeded(seed) });
        } else {
            faulty.remove(object);
        }
    });
}

/// Whether anything is to go wrong at the object of that name.
pub(crate) fn is_set(object: &str) -> bool {
    FAULTY.with_borrow(|faulty| faulty.contains_key(object))
}

/// What happens to the next message to the object of that name; none where nothing goes wrong.
pub(crate) fn of_next(object: &str) -> Option<Fate> {
    FAULTY.with_borrow_mut(|faulty| faulty.get_mut(object).and_then(Faulty::next))
}

/// Whether an operation fails whenever it is made at the object of that name.
pub(crate) fn is_poisonous(object: &str, operation: u64) -> bool {
    FAULTY.with_borrow(|faulty| faulty.get(object).is_some_and(|it| operation % 100 < it.faults.poison.into()))
}

impl Faulty {
    fn next(&mut self) -> Option<Fate> {
        let Faults { drop_reply, delay_request, abort_before, abort_inside, abort_after, silent, wrong, poison: _ } =
            self.faults;
        let by_ms = u32::try_from(1 + self.random.below(LATEST_MS)).unwrap_or(1);
        let fates = [
            (abort_before, Fate::EndBefore),
            (abort_inside, Fate::EndInside),
            (abort_after, Fate::EndAfter),
            (silent, Fate::Silent),
            (wrong, Fate::Wrong),
            (drop_reply, Fate::NoReply),
            (delay_request, Fate::Late { by_ms }),
        ];
        fates.into_iter().find(|(percent, _)| self.random.below(100) < *percent as usize).map(|(_, fate)| fate)
    }
}

#[cfg(test)]
mod tests;
