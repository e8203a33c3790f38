//! What goes wrong for good or for a while: messages without a reply, and calls that are given up.

use shared::{
    durable,
    error::{ErrorCode, Failure},
    limits,
    tables::row::{as_bytes, as_number, as_text, columns, number},
    value::Value,
};

use super::{
    Outbox, State,
    cancel::Chosen,
    take::{ParcelId, prefix},
};
use crate::{
    note::{Note, Void},
    pieces,
    platform::Platform,
    resume::Resume,
    target::Target,
    ticket::Told,
};

const BURY: &str =
    "INSERT INTO durable_dead (lane, call, note, attempts, at, reason, fate) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id";
const FORGET_OLDEST: &str = "DELETE FROM durable_dead WHERE id <= (SELECT max(id) FROM durable_dead) - ?";
const COUNT_DEAD: &str = "SELECT count(*) FROM durable_dead";
const LIST: &str = "SELECT d.id, l.object, d.call, d.attempts, d.at, d.reason FROM durable_dead d \
     JOIN durable_lane l ON l.lane = d.lane ORDER BY d.id LIMIT ?";
const FIND: &str = "SELECT l.service, l.object, d.call, d.note, d.fate FROM durable_dead d \
     JOIN durable_lane l ON l.lane = d.lane WHERE d.id = ?";
const FORGET: &str = "DELETE FROM durable_dead WHERE id = ? RETURNING id";
const NO_EFFECT: &str = "UPDATE durable_dead SET fate = 1 WHERE id = ?";

impl<P: Platform> Outbox<P> {
    /// The calls that were given up, the oldest first.
    pub fn dead(&self) -> Result<Vec<durable::DeadLetter>, Failure> {
        if !self.schema.exists(&*self.platform)? {
            return Ok(Vec::new());
        }
        let letter = |row| {
            let [id, target, call, attempts, at, reason] = columns(row)?;
            let call = as_bytes(call)?;
            let (method, input_bytes) = match pieces::take(&mut &call[..])? {
                durable::Call::Make { method, input, .. } => (method.to_owned(), input.len()),
                durable::Call::Void => (String::new(), 0),
            };
            Ok(durable::DeadLetter {
                id: as_number(&id)?,
                target: as_text(target)?,
                method,
                input_bytes: u64::try_from(input_bytes).unwrap_or(u64::MAX),
                attempts: u32::try_from(as_number(&attempts)?).unwrap_or(u32::MAX),
                at_ms: as_number(&at)?,
                reason: pieces::take(&mut &as_bytes(reason)?[..])?,
            })
        };
        self.platform.rows(LIST, vec![number(limits::DURABLE_DEAD.into())])?.into_iter().map(letter).collect()
    }

    /// Makes a call again that was given up. Its continuation, if it has one, hears of it anew.
    pub fn redrive(&self, id: u64) -> Result<(), Failure> {
        let found =
            if self.schema.exists(&*self.platform)? { self.platform.rows(FIND, vec![number(id)])? } else { Vec::new() };
        let [service, object, call, note, fate] = columns(found.into_iter().next().ok_or_else(|| unknown(id))?)?;
        if as_number(&fate)? == 0 {
            let words = "nothing tells yet whether the effect of this call was made; try again once its target answers, or drop it";
            return Err(Failure::new(ErrorCode::CallGivenUp, words));
        }
        let target = Target { service: as_text(service)?, object: as_text(object)? };
        let call = as_bytes(call)?;
        let note: Note = pieces::take(&mut &as_bytes(note)?[..])?;
        self.transaction(|calls| {
            self.platform.rows(FORGET, vec![number(id)])?;
            // Its deadline has passed with its first life.
            let call = match pieces::take(&mut &call[..])? {
                durable::Call::Make { method, input, key, until_ms: _, ordered, answered } => {
                    durable::Call::Make { method, input, key, until_ms: None, ordered, answered }
                }
                durable::Call::Void => durable::Call::Void,
            };
            calls.push(&target, &call, Note { put_off: 0, void: None, ..note }, None).map(drop)
        })
    }

    /// Forgets a call that was given up.
    pub fn drop_dead(&self, id: u64) -> Result<(), Failure> {
        let found = if self.schema.exists(&*self.platform)? {
            self.platform.rows(FORGET, vec![number(id)])?
        } else {
            Vec::new()
        };
        if found.is_empty() { Err(unknown(id)) } else { Ok(()) }
    }

    pub(super) fn count_dead(&self) -> Result<u64, Failure> {
        if !self.schema.exists(&*self.platform)? {
            return Ok(0);
        }
        let [count] = columns(self.platform.rows(COUNT_DEAD, Vec::new())?.into_iter().next().unwrap_or_default())?;
        as_number(&count)
    }

    /// Keeps a call that was given up. `certain` says that it has no effect.
    pub(super) fn bury(
        &self,
        lane: usize,
        (call, note): (&[u8], &Note),
        attempts: u32,
        reason: &Failure,
        certain: bool,
    ) -> Result<u64, Failure> {
        let (mut kept, mut why) = (Vec::new(), Vec::new());
        pieces::push(&mut kept, note);
        pieces::push(&mut why, reason);
        let row = vec![
            number(self.state.borrow().lanes[lane].id),
            Value::Blob(call.to_vec()),
            Value::Blob(kept),
            number(attempts.into()),
            number(self.platform.now().0),
            Value::Blob(why),
            number(u64::from(certain)),
        ];
        let [id] = columns(self.platform.rows(BURY, row)?.into_iter().next().unwrap_or_default())?;
        self.platform.execute(FORGET_OLDEST, vec![number(limits::DURABLE_DEAD.into())])?;
        as_number(&id)
    }

    /// The answer to a void number tells what became of a call that was given up: one that has its effect is not dead.
    pub(super) fn learn_fate(&self, dead: u64, effect: bool) -> Result<(), Failure> {
        self.platform.execute(if effect { FORGET } else { NO_EFFECT }, vec![number(dead)])
    }

    /// The message has no reply, and nobody knows what became of it.
    pub(super) fn lost(&self, id: ParcelId, failure: &Failure, resume: &mut impl Resume<P>) -> Result<(), Failure> {
        let attempts = self.design.get().attempts;
        let (failures, alone, gives_up) = {
            let state = self.state.borrow();
            let lane = &state.lanes[id.lane];
            let fails_with_another = id.flight < lane.after_failure;
            let stands_alone = id.count == 1 && lane.flights.len() == 1 && !fails_with_another;
            let alone = if id.count == 1 { lane.alone + u32::from(stands_alone) } else { 0 };
            (lane.failures + u32::from(!fails_with_another), alone, stands_alone && alone >= attempts)
        };
        if gives_up {
            self.give_up(id, alone, failure, resume)?;
        } else {
            self.void_once_sent(id)?;
        }
        let mut state = self.state.borrow_mut();
        let jitter = state.random.unit();
        let next = state.next_flight;
        let lane = &mut state.lanes[id.lane];
        if failures > lane.failures {
            (lane.failures, lane.after_failure) = (failures, next);
        }
        lane.alone = if gives_up { 0 } else { alone };
        lane.most = (id.count / 2).max(1);
        drop(state);
        self.again_after(id, backoff(failures, jitter));
        Ok(())
    }

    /// The first call of a message was sent as often as it may be: its number becomes void, and the others go on.
    fn give_up(&self, id: ParcelId, sent: u32, failure: &Failure, resume: &mut impl Resume<P>) -> Result<(), Failure> {
        let Some((place, call, note)) = self.head(id)? else { return Ok(()) };
        if note.void.is_some() {
            // It is void, and its target answers nothing at all; it stays until that changes.
            return Ok(());
        }
        let words = format!(
            "the call was sent {sent} times and failed: {}; nothing tells whether its effect was made",
            failure.message
        );
        let reason = Failure::new(ErrorCode::CallGivenUp, words);
        let told: Told = Err(reason.clone());
        let chosen = Chosen { lane: id.lane, batch: place, places: vec![0] };
        let dead = self.stored(|calls| {
            let dead = self.bury(id.lane, (&call, &note), sent, &reason, false)?;
            self.go_on(&note, &told, calls, resume)?;
            self.store_void(&chosen, Void::GivenUp(dead)).map(|()| dead)
        })?;
        let waiters = self.make_void(&chosen, Void::GivenUp(dead))?;
        for waiter in waiters {
            let _ = waiter.send(told.clone());
        }
        Ok(())
    }

    /// Calls that are to be made at most once are not sent again: their numbers become void, and the answer to that says what
    /// became of them. Nothing is stored for it: every later life concludes the same of all that may have left.
    pub(super) fn void_once_sent(&self, id: ParcelId) -> Result<(), Failure> {
        let mut state = self.state.borrow_mut();
        let State { lanes, bytes, .. } = &mut *state;
        let mut left = id.count;
        for batch in lanes[id.lane].batches.iter_mut().filter(|batch| batch.flies_with(id.flight)) {
            let before = batch.weight();
            batch.void_once_sent(left)?;
            left = left.saturating_sub(batch.count);
            *bytes = *bytes + batch.weight() - before;
        }
        Ok(())
    }

    /// The first call of a message.
    fn head(&self, id: ParcelId) -> Result<Option<(usize, Vec<u8>, Note)>, Failure> {
        let state = self.state.borrow();
        let mut batches = state.lanes[id.lane].batches.iter().enumerate();
        let Some((place, batch)) = batches.find(|(_, batch)| batch.flies_with(id.flight)) else { return Ok(None) };
        Ok(Some((place, prefix(&batch.calls, 1)?.to_vec(), batch.note(0).cloned().unwrap_or_default())))
    }
}

/// How long to wait after so many failures in a row: twice as long each time, and anywhere in the upper half of that, so that those
/// who failed together do not come back together.
pub(super) fn backoff(failures: u32, jitter: f64) -> u32 {
    let doubled = limits::DURABLE_BACKOFF_MS.saturating_mul(1 << failures.saturating_sub(1).min(20));
    let whole = f64::from(doubled.min(limits::DURABLE_BACKOFF_MOST_MS));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between zero and the longest wait")]
    let milliseconds = (whole * (0.5 + jitter / 2.0)) as u32;
    milliseconds
}

fn unknown(id: u64) -> Failure {
    Failure::new(
        ErrorCode::UnknownDeadLetter,
        format!("no call that was given up is called {id}; list them to see which there are"),
    )
}
