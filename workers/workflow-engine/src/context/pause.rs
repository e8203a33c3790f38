//! Waiting for a time.

use std::{cell::RefCell, rc::Rc, time::Duration};

use shared::timing::UnixMillis;

use super::operation::{Begin, Beginning, Operation, Reader, Yields};
use crate::{
    entry::{Kind, Mark, hash},
    script::{Command, Script},
};

/// A sleep that begins by being awaited.
pub type Sleep = Operation<Until>;

/// Until when somebody sleeps.
pub struct Until {
    time: Time,
    name: String,
}

impl Until {
    pub(super) fn new(time: Time) -> Self {
        Self { time, name: "sleep".to_owned() }
    }
}

impl Operation<Until> {
    /// What it is called in the journal.
    pub fn named(self, name: &str) -> Self {
        self.with(|sleep| name.clone_into(&mut sleep.name))
    }
}

/// A time, or how far it is.
#[derive(Clone, Copy)]
pub(super) enum Time {
    After(Duration),
    At(UnixMillis),
}

impl Yields for Until {
    type Output = ();
}

impl Begin for Until {
    fn mark(&self) -> (Kind, String, u64) {
        let given = match self.time {
            Time::After(duration) => milliseconds(duration).to_le_bytes(),
            Time::At(time) => time.0.to_be_bytes(),
        };
        (Kind::Sleep, self.name.clone(), hash(&given))
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let mut script = script.borrow_mut();
        let due = match self.time {
            Time::After(duration) => script.now().saturating_add(milliseconds(duration)),
            Time::At(time) => time.0,
        };
        let operation = script.open(mark, Some(due), None);
        script.command(Command::Timer { operation, due: UnixMillis(due) });
        Beginning::Open(operation)
    }

    fn reader(&self) -> Reader<()> {
        |outcome| outcome.map(drop)
    }
}

/// At most a hundred years: beyond that, numbers of milliseconds are nobody's wish.
pub(super) fn milliseconds(duration: Duration) -> u64 {
    const MOST: u64 = 100 * 365 * 24 * 60 * 60 * 1_000;
    u64::try_from(duration.as_millis()).unwrap_or(MOST).min(MOST)
}
