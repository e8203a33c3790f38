//! Calls that their target put off, and those behind which did not wait: a timer makes each again, under a new number.

use std::ops::Range;

use shared::{
    error::{ErrorCode, Failure},
    timing::UnixMillis,
};

use super::{Outbox, State, calls::Calls};
use crate::{note::Note, pieces, platform::Platform, resume::Resume, target::Target, ticket::Told, timers::Timer};

/// What such a timer is called.
const PUT_OFF: &str = "durable call";

impl<P: Platform> Outbox<P> {
    /// Sets a timer that makes the call again, until it was put off too often.
    pub(super) fn put_off(
        &self,
        (lane, at): (usize, u64),
        (call, note): (&[u8], &Note),
        milliseconds: u32,
        calls: &mut Calls<'_, P>,
        resume: &mut impl Resume<P>,
    ) -> Result<Option<u64>, Failure> {
        let note = Note { put_off: note.put_off + 1, named: note.named.or(Some(at)), ..note.clone() };
        if note.put_off >= self.design.get().attempts {
            let words = "its target put the call off as often as it may; there is no effect";
            let failure = Failure::new(ErrorCode::CallGivenUp, words);
            self.bury(lane, (call, &note), note.put_off, &failure, true)?;
            return self.go_on(&note, &Err(failure), calls, resume).map(|()| None);
        }
        let target = self.state.borrow().lanes[lane].target.clone();
        let mut body = Vec::new();
        pieces::push(&mut body, &target);
        pieces::push(&mut body, &note);
        body.extend_from_slice(call);
        self.timers.add(PUT_OFF, UnixMillis(self.platform.now().0 + u64::from(milliseconds)), body).map(Some)
    }

    /// Makes the calls again whose timers are due.
    pub(super) fn call_again(&self) -> Result<(), Failure> {
        for timer in self.timers.due()?.into_iter().filter(|timer| timer.kind == PUT_OFF) {
            let Waiting { target, note, call } = Waiting::read(&timer)?;
            let number = self.transaction(|calls| {
                self.timers.remove(timer.id)?;
                calls.push(&target, &pieces::take(&mut &call[..])?, note, None)
            })?;
            self.state.borrow_mut().wait_on(timer.id, &target, number);
        }
        Ok(())
    }

    /// Has calls to an object not be made that wait for their timers, by the numbers that they are known by; says how many.
    pub(super) fn cancel_put_off(
        &self,
        target: &Target,
        named: &Range<u64>,
        resume: &mut impl Resume<P>,
    ) -> Result<u64, Failure> {
        let mut cancelled = 0;
        for timer in self.timers.of(PUT_OFF)? {
            let Waiting { target: of, note, .. } = Waiting::read(&timer)?;
            if of != *target || note.named.is_none_or(|number| !named.contains(&number)) {
                continue;
            }
            let words = "the call was cancelled while its target had put it off; there is no effect";
            let told: Told = Err(Failure::new(ErrorCode::CallCancelled, words));
            self.stored(|calls| {
                self.timers.remove(timer.id)?;
                self.go_on(&note, &told, calls, resume)
            })?;
            let waiter = self.state.borrow_mut().put_off.remove(&timer.id);
            if let Some(waiter) = waiter {
                let _ = waiter.send(told);
            }
            cancelled += 1;
        }
        Ok(cancelled)
    }
}

/// A call that waits for its timer.
struct Waiting {
    target: Target,
    note: Note,
    call: Vec<u8>,
}

impl Waiting {
    fn read(timer: &Timer) -> Result<Self, Failure> {
        let mut body = &timer.body[..];
        Ok(Self { target: pieces::take(&mut body)?, note: pieces::take(&mut body)?, call: body.to_vec() })
    }
}

impl State {
    /// Whoever waited for the timer waits for the call that it made. Not before that is stored: a transaction that fails is tried
    /// again, and they wait on.
    fn wait_on(&mut self, timer: u64, target: &Target, number: u64) {
        let Some(waiter) = self.put_off.remove(&timer) else { return };
        let Some(&lane) = self.by_target.get(target) else { return };
        let mut batches = self.lanes[lane].batches.iter_mut().rev();
        if let Some(batch) = batches.find(|batch| batch.first <= number) {
            batch.waiters.resize_with(batch.count, || None);
            batch.waiters[usize::try_from(number - batch.first).unwrap_or_default()] = Some(waiter);
        }
    }
}
