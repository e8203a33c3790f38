//! The called end: whatever arrives however often, each call has one effect.
//!
//! ```text
//!              epoch older than the last ──> fenced
//! Delivery ──┬─ a hole before its first ───> gap
//!            ├─ seen already ──────────────> the answers that are kept
//!            └─ next ──────────────────────> one transaction: effects, mark, answers
//! ```
//!
//! The mark is the number of the last call that was made, and stands in the row of its answers: with the effects, it is there
//! or it is not. A caller acknowledges what it has taken in, and its rows make room; the newest stays, since it is the mark.

mod answer;
mod keys;
mod mark;

use std::{borrow::Cow, cell::RefCell, collections::HashMap, rc::Rc};

use serde_bytes::ByteBuf;
use shared::{
    durable::{Answer, Call, Delivered, Delivery, Replies, Stop},
    error::{ErrorCode, Failure},
    limits,
    tables::row::{as_bytes, as_number, columns, number, text},
    value::Value,
};

use self::{
    answer::{Owned, forget, without_effects},
    mark::{Kept, Mark},
};
use crate::{
    outbox::{Calls, Outbox},
    pieces,
    platform::Platform,
    receive::{Handled, Receive, Received},
    schema::Schema,
};

const READ: &str = "SELECT slot, epoch, first, last, answers FROM durable_inbox WHERE caller = ? ORDER BY last";
const PUT: &str =
    "INSERT OR REPLACE INTO durable_inbox (caller, slot, epoch, first, last, answers) VALUES (?, ?, ?, ?, ?, ?)";
const DELETE: &str = "DELETE FROM durable_inbox WHERE caller = ? AND slot = ?";
const COUNT: &str = "SELECT count(*) FROM durable_inbox";

/// The calls that an object takes.
pub struct Inbox<P> {
    platform: Rc<P>,
    schema: Schema,
    known: RefCell<HashMap<String, Mark>>,
}

impl<P: Platform> Inbox<P> {
    /// The inbox of the object whose platform this is.
    pub fn new(platform: Rc<P>) -> Self {
        Self { platform, schema: Schema::default(), known: RefCell::default() }
    }

    /// Takes a delivery: makes the calls that were not made yet, in one transaction, and answers all of them.
    ///
    /// `outbox` is the object's own, for the calls that these lead to.
    pub fn receive(
        &self,
        delivery: &Delivery,
        outbox: &Outbox<P>,
        object: &mut impl Receive<P>,
    ) -> Result<Delivered, Failure> {
        let calls = read(delivery)?;
        let mark = match self.mark(&delivery.caller)? {
            Some(mark) if mark.epoch > delivery.epoch => return Ok(Delivered::Fenced { epoch: mark.epoch }),
            Some(mark) if mark.epoch == delivery.epoch => mark,
            earlier => Mark::beginning(delivery, earlier),
        };
        let unchecked = delivery.replies == Replies::Unchecked;
        if delivery.first > mark.high + 1 && !unchecked {
            return Ok(Delivered::Gap { expected: mark.high + 1 });
        }
        let seen = if unchecked {
            0
        } else {
            usize::try_from(mark.high + 1 - delivery.first).unwrap_or(usize::MAX).min(calls.len())
        };
        let mut answers = if seen > 0 { self.kept(&mark, delivery, seen)? } else { Vec::new() };
        if seen == calls.len() {
            return Ok(Delivered::Taken { count: count(seen), answers: vec![ByteBuf::from(answers)], stop: None });
        }
        let rows_open = mark.rows.iter().filter(|row| row.last > delivery.acknowledged).count();
        if rows_open >= limits::DURABLE_UNACKNOWLEDGED {
            let retry_after_ms = limits::DURABLE_BACKOFF_MS;
            if seen == 0 {
                return Ok(Delivered::Overloaded { retry_after_ms });
            }
            // Only whoever has the answers can acknowledge them.
            let (count, stop) = (count(seen), Some(Stop { retry_after_ms }));
            return Ok(Delivered::Taken { count, answers: vec![ByteBuf::from(answers)], stop });
        }
        let made = outbox.receive(|further| self.make(delivery, &mark, (&calls[seen..], seen), further, object))?;
        self.schema.stands();
        answers.extend_from_slice(&made.answers);
        self.known.borrow_mut().insert(delivery.caller.clone(), made.mark);
        Ok(Delivered::Taken { count: count(seen + made.count), answers: vec![ByteBuf::from(answers)], stop: made.stop })
    }

    /// How many rows are kept.
    pub fn rows(&self) -> Result<u64, Failure> {
        if !self.schema.exists(&*self.platform)? {
            return Ok(0);
        }
        let [rows] = columns(self.platform.rows(COUNT, Vec::new())?.into_iter().next().unwrap_or_default())?;
        as_number(&rows)
    }

    /// The answers of calls that were made before.
    fn kept(&self, mark: &Mark, delivery: &Delivery, seen: usize) -> Result<Vec<u8>, Failure> {
        let mut answers = Vec::new();
        let mut wanted = delivery.first;
        let end = delivery.first + u64::try_from(seen).unwrap_or(u64::MAX);
        let rows = self.platform.rows(READ, vec![text(&delivery.caller)])?;
        for row in rows {
            let [_, epoch, first, last, bytes] = columns(row)?;
            if as_number(&epoch)? != mark.epoch.0 {
                continue;
            }
            let (mut number, last, bytes) = (as_number(&first)?, as_number(&last)?, as_bytes(bytes)?);
            let mut rest = &bytes[..];
            while number <= last && wanted < end && !rest.is_empty() {
                let before = rest;
                pieces::take::<Answer<'_>>(&mut rest)?;
                forget(&mut answers, &mut wanted, number.min(end));
                if number == wanted {
                    answers.extend_from_slice(&before[..before.len() - rest.len()]);
                    wanted += 1;
                }
                number += 1;
            }
        }
        forget(&mut answers, &mut wanted, end);
        Ok(answers)
    }

    /// Makes calls that were not made before, from inside the transaction.
    fn make(
        &self,
        delivery: &Delivery,
        mark: &Mark,
        (calls, seen): (&[Call<'_>], usize),
        further: &mut Calls<'_, P>,
        object: &mut impl Receive<P>,
    ) -> Result<Made, Failure> {
        self.schema.create(&*self.platform)?;
        let first = delivery.first + u64::try_from(seen).unwrap_or(u64::MAX);
        let (mut answers, mut made, mut stop, mut all_effects) = (Vec::new(), 0, None, true);
        for (call, number) in calls.iter().zip(first..) {
            match self.make_one(delivery, (call, number), further, object)? {
                One::Answered(answer) => {
                    all_effects &= answer.is_effect();
                    pieces::push(&mut answers, &answer.borrowed());
                }
                One::Stop(later) => {
                    stop = Some(later);
                    break;
                }
            }
            made += 1;
            if answers.len() >= limits::DURABLE_REPLY_BYTES && made < calls.len() {
                stop = Some(Stop { retry_after_ms: 0 });
                break;
            }
        }
        object.finish()?;
        let mut after = mark.clone();
        if made > 0 {
            let last = first + u64::try_from(made).unwrap_or(u64::MAX) - 1;
            let kept = match delivery.replies {
                Replies::Kept => Cow::Borrowed(&answers[..]),
                Replies::Dropped if !all_effects => Cow::Owned(without_effects(&answers)?),
                Replies::Dropped | Replies::Unchecked => Cow::Borrowed(&[][..]),
            };
            self.keep(delivery, &mut after, (first, last), &kept)?;
        }
        Ok(Made { mark: after, answers, count: made, stop })
    }

    fn make_one(
        &self,
        delivery: &Delivery,
        (call, number): (&Call<'_>, u64),
        further: &mut Calls<'_, P>,
        object: &mut impl Receive<P>,
    ) -> Result<One, Failure> {
        let Call::Make { method, input, key, until_ms, ordered, answered } = *call else {
            return Ok(One::Answered(Owned::Void));
        };
        if until_ms.is_some_and(|until| until < delivery.now_ms) {
            return Ok(One::Answered(Owned::Expired));
        }
        let received = Received { caller: &delivery.caller, number, method, input, key };
        let handled = match key {
            Some(key) => self.once_for_key(received, key, further, object)?,
            None => object.receive(received, further)?,
        };
        Ok(match handled {
            Handled::Done(_) if !answered => One::Answered(Owned::Taken),
            Handled::Done(bytes) => One::Answered(Owned::Done(bytes)),
            Handled::Refused(failure) => One::Answered(Owned::Refused(failure)),
            Handled::Later(retry_after_ms) if ordered => One::Stop(Stop { retry_after_ms: retry_after_ms.max(1) }),
            Handled::Later(retry_after_ms) => One::Answered(Owned::Later(retry_after_ms)),
        })
    }

    /// Stores the mark with the answers, over a row that the caller has acknowledged if there is one.
    fn keep(
        &self,
        delivery: &Delivery,
        mark: &mut Mark,
        (first, last): (u64, u64),
        answers: &[u8],
    ) -> Result<(), Failure> {
        let done = mark.rows.iter().take_while(|row| row.last <= delivery.acknowledged).count();
        let mut free = mark.rows.drain(..done).collect::<Vec<_>>().into_iter();
        let slot = free.next().map_or(mark.next_slot, |row| row.slot);
        for row in free {
            self.platform.execute(DELETE, vec![text(&delivery.caller), number(row.slot)])?;
        }
        let row = vec![
            text(&delivery.caller),
            number(slot),
            number(delivery.epoch.0),
            number(first),
            number(last),
            Value::Blob(answers.to_vec()),
        ];
        self.platform.execute(PUT, row)?;
        mark.next_slot = mark.next_slot.max(slot + 1);
        mark.rows.push(Kept { slot, first, last });
        (mark.epoch, mark.high) = (delivery.epoch, mark.high.max(last));
        Ok(())
    }
}

/// What was made of a delivery.
struct Made {
    mark: Mark,
    answers: Vec<u8>,
    count: usize,
    stop: Option<Stop>,
}

/// What was made of one call.
enum One {
    Answered(Owned),
    Stop(Stop),
}

/// The calls of a delivery.
fn read(delivery: &Delivery) -> Result<Vec<Call<'_>>, Failure> {
    let mut calls = Vec::new();
    for piece in &delivery.calls {
        let mut rest = &piece[..];
        while !rest.is_empty() {
            calls.push(pieces::take(&mut rest)?);
            if calls.len() > limits::DURABLE_BATCH_CALLS {
                let message = format!("a delivery has at most {} calls", limits::DURABLE_BATCH_CALLS);
                return Err(Failure::new(ErrorCode::BadCount, message));
            }
        }
    }
    Ok(calls)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
