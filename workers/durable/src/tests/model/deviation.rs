//! What can go otherwise at an event than it goes by itself.

/// What is done at one event instead of what is done by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deviation {
    /// It gets lost on its way.
    Drop,
    /// It arrives a second time soon after.
    Double,
    /// It arrives a second time when all is long over.
    Echo,
    /// It comes behind the next few.
    Delay,
    /// It comes when it counts as lost.
    Postpone,
    /// It comes behind the next.
    Swap,
    /// The object dies, and a new life of it gets the event.
    Evict,
    /// The object has lost all of its rows, and its memory with them.
    Forget,
    /// The object dies before it gets the event.
    DieBefore,
    /// The object dies in the middle of that storage operation.
    DieIn(u32),
    /// The object dies when all is stored, and what was to be sent is not.
    DieAfter,
    /// That storage operation fails, and the object lives on.
    Stumble(u32),
    /// The first transaction fails at its end, and the object lives on.
    Overflow,
}

/// What is at an object that something happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A client asks for something, once.
    Request,
    /// A message or a reply arrives.
    Arrival,
    /// The object's time has come: its memory waits for it, or its alarm rings.
    Time,
    /// The alarm rings once more, and nothing is to be done; or all is over.
    Idle,
}

/// An event that has happened.
pub(super) struct Seen {
    pub(super) kind: Kind,
    /// How many storage operations it had.
    pub(super) operations: u32,
    /// Which of them wrote.
    pub(super) writes: Vec<u32>,
}

/// How much is tried of what differs little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// An object dies, and stumbles, in each storage operation.
    Fine,
    /// It dies in the last of a turn, which is stored whole or not at all, so that all deaths in it leave the same behind; and
    /// stumbles where it writes.
    Coarse,
    /// The same, and it loses its rows.
    Lossy,
}

impl Seen {
    /// Everything that could have been done instead.
    pub(super) fn deviations(&self, grain: Grain) -> Vec<Deviation> {
        use Deviation::{
            Delay, DieAfter, DieBefore, DieIn, Double, Drop, Echo, Evict, Forget, Overflow, Postpone, Stumble, Swap,
        };
        let mut all = match self.kind {
            Kind::Request => vec![Delay, Swap, Evict, DieBefore],
            Kind::Arrival => vec![Drop, Double, Echo, Delay, Postpone, Swap, Evict, DieBefore],
            Kind::Time => vec![Postpone, DieBefore],
            Kind::Idle => return Vec::new(),
        };
        match grain {
            Grain::Fine => {
                all.extend((0..self.operations).map(Stumble));
                all.extend((0..self.operations).map(DieIn));
            }
            Grain::Coarse | Grain::Lossy => {
                all.extend(self.writes.iter().map(|place| Stumble(*place)));
                all.extend(self.writes.last().map(|place| DieIn(*place)));
            }
        }
        if grain == Grain::Lossy && self.kind != Kind::Time {
            all.push(Forget);
        }
        if !self.writes.is_empty() {
            all.push(Overflow);
            all.push(DieAfter);
        }
        all
    }
}
