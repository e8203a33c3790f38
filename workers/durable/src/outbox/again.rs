//! Calls that their target put off, and those behind which did not wait: a timer makes each again, under a new number.

use shared::{
    durable,
    error::{ErrorCode, Failure},
    timing::UnixMillis,
};

use super::{Outbox, State, calls::Calls};
use crate::{note::Note, pieces, platform::Platform, resume::Resume, target::Target, timers::Timer};

/// What such a timer is called.
const PUT_OFF: &str = "durable call";

impl<P: Platform> Outbox<P> {
    /// Sets a timer that makes the call again, until it was put off too often.
    pub(super) fn put_off(
        &self,
        lane: usize,
        (call, note): (&[u8], &Note),
        milliseconds: u32,
        calls: &mut Calls<'_, P>,
        resume: &mut impl Resume<P>,
    ) -> Result<Option<u64>, Failure> {
        let note = Note { put_off: note.put_off + 1, ..note.clone() };
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
        for Timer { id, body, .. } in self.timers.due()?.into_iter().filter(|timer| timer.kind == PUT_OFF) {
            let (target, number) = self.transaction(|calls| {
                self.timers.remove(id)?;
                let mut body = &body[..];
                let target: Target = pieces::take(&mut body)?;
                let note: Note = pieces::take(&mut body)?;
                let call: durable::Call<'_> = pieces::take(&mut body)?;
                let number = calls.push(&target, &call, note, None)?;
                Ok((target, number))
            })?;
            self.state.borrow_mut().wait_on(id, &target, number);
        }
        Ok(())
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
