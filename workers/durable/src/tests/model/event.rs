//! What happens to the objects of the model, one after the other.

use std::rc::Rc;

use shared::{durable::Delivered, error::Failure};

use super::{
    deviation::Kind,
    scenario::{SOURCES, TARGETS},
};
use crate::outbox::Parcel;

/// What can happen.
#[derive(Clone)]
pub(super) enum Event {
    /// A client asks for something: the command of that place.
    Command(usize),
    /// A message arrives at its target.
    Message(Rc<Sent>),
    /// A reply arrives at its source, or word that there is none.
    Reply(Rc<Sent>, Result<Delivered, Failure>),
    /// A source has waited long enough to send again.
    Wake(usize),
    /// The alarm of a source rings.
    Alarm(usize),
}

/// A message that has left.
pub(super) struct Sent {
    pub(super) source: usize,
    /// Which life of the source sent it.
    pub(super) life: u32,
    pub(super) target: usize,
    pub(super) parcel: Parcel,
}

impl Event {
    /// What can be done to it.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Command(_) => Kind::Request,
            Self::Message(_) | Self::Reply(..) => Kind::Arrival,
            Self::Wake(_) | Self::Alarm(_) => Kind::Time,
        }
    }

    /// The source whose own time has come.
    pub(super) fn own(&self) -> Option<usize> {
        match self {
            Self::Wake(place) | Self::Alarm(place) => Some(*place),
            Self::Command(_) | Self::Message(_) | Self::Reply(..) => None,
        }
    }

    /// In words.
    pub(super) fn tell(&self) -> String {
        match self {
            Self::Command(place) => format!("command {place}"),
            Self::Message(sent) => format!("message {}", sent.tell()),
            Self::Reply(sent, outcome) => format!("reply to {}: {outcome:?}", sent.tell()),
            Self::Wake(place) => format!("{} wakes", SOURCES[*place]),
            Self::Alarm(place) => format!("alarm of {}", SOURCES[*place]),
        }
    }
}

impl Sent {
    fn tell(&self) -> String {
        let delivery = &self.parcel.delivery;
        format!(
            "{} of life {} to {}, {} rows from {} on, acknowledging {}",
            SOURCES[self.source],
            self.life,
            TARGETS[self.target],
            delivery.calls.len(),
            delivery.first,
            delivery.acknowledged
        )
    }
}
