//! Waiting for a time.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
    time::Duration,
};

use shared::timing::UnixMillis;

use super::{Stage, Waiting, hash};
use crate::{
    entry::Kind,
    error::Error,
    script::{Begun, Command, Script},
};

/// Until when somebody sleeps.
#[derive(Clone, Copy)]
pub(super) enum Until {
    After(Duration),
    Time(UnixMillis),
}

/// A sleep that begins by being awaited.
#[must_use = "it begins by being awaited"]
pub struct Sleep {
    script: Rc<RefCell<Script>>,
    stage: Stage<Until>,
}

impl Sleep {
    pub(super) fn new(script: Rc<RefCell<Script>>, until: Until) -> Self {
        Self { script, stage: Stage::New(until) }
    }
}

impl Until {
    fn hash(self) -> u64 {
        match self {
            Self::After(duration) => hash(&milliseconds(duration).to_le_bytes()),
            Self::Time(time) => hash(&time.0.to_be_bytes()),
        }
    }

    fn due(self, now: u64) -> u64 {
        match self {
            Self::After(duration) => now.saturating_add(milliseconds(duration)),
            Self::Time(time) => time.0,
        }
    }
}

impl Future for Sleep {
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Stage::New(until) = this.stage {
            this.stage = Stage::Over;
            let mut script = this.script.borrow_mut();
            let operation = match script.begin(Kind::Sleep, "sleep", until.hash()) {
                Begun::Known(outcome) => return Poll::Ready(outcome.map(drop)),
                Begun::Never => return Poll::Pending,
                Begun::Before(operation) => operation,
                Begun::New(mark) => {
                    let due = until.due(script.now());
                    let operation = script.open(mark, Some(due), None);
                    script.command(Command::Timer { operation, due: UnixMillis(due) });
                    operation
                }
            };
            drop(script);
            this.stage = Stage::Open(Waiting::on(&this.script, operation));
        }
        let Stage::Open(waiting) = &mut this.stage else { return Poll::Pending };
        waiting.poll(waking).map(|outcome| outcome.map(drop))
    }
}

/// At most a hundred years: beyond that, numbers of milliseconds are nobody's wish.
pub(super) fn milliseconds(duration: Duration) -> u64 {
    const MOST: u64 = 100 * 365 * 24 * 60 * 60 * 1_000;
    u64::try_from(duration.as_millis()).unwrap_or(MOST).min(MOST)
}
