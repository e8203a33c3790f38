//! Making calls: each an intent that is stored with the transaction that it is made in.

use std::{marker::PhantomData, time::Duration};

use futures::channel::oneshot;
use shared::{
    call::{Call, InboxService, Service},
    durable,
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
    ids::IdempotencyKey,
    limits,
    timing::UnixMillis,
};

use super::{Outbox, lane::Waiter};
use crate::{
    note::{Note, Stored},
    pieces,
    platform::Platform,
    resume::Continuation,
    target::Target,
    ticket::{Named, Ticket, Tickets},
};

/// Bytes of a call beside its texts: lengths, flags and a deadline.
const ROOM: usize = 20;

/// The calls of one transaction.
pub struct Calls<'a, P> {
    outbox: &'a Outbox<P>,
    pub(super) drafts: Vec<Draft>,
    count: u64,
    bytes: u64,
}

/// The calls of one transaction to one object.
pub(super) struct Draft {
    pub(super) target: Target,
    /// The number of the next call.
    pub(super) next: u64,
    pub(super) pieces: Vec<Piece>,
}

/// What becomes one row.
pub(super) struct Piece {
    pub(super) first: u64,
    pub(super) count: usize,
    pub(super) calls: Vec<u8>,
    pub(super) notes: Vec<Note>,
    pub(super) waiters: Vec<Waiter>,
    pub(super) plain: bool,
}

/// How often the effect of a call is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The call is sent until it is answered, and has one effect: the inbox knows what it has seen. A call that is
    /// [given up](ErrorCode::CallGivenUp) has one effect or none.
    #[default]
    AtLeastOnce,
    /// The call is sent once. Where its fate is unknown then, also because the object died, its number becomes void, and the answer
    /// to that tells the truth: one effect or none, and no second attempt.
    AtMostOnce,
    /// As [`Mode::AtLeastOnce`], but nobody learns what the method answers: the other end keeps and sends nothing for it.
    FireAndForget,
}

/// What happens to the calls behind one that its target puts off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// They wait: effects at one object are made in the order of the calls.
    #[default]
    PerTarget,
    /// They go on; the one is called again later, behind them.
    Any,
}

/// A call that has an address, and no content yet.
pub struct Addressed<'c, 'a, C, P> {
    calls: &'c mut Calls<'a, P>,
    target: Result<Target, Failure>,
    call: PhantomData<C>,
}

/// A call that is about to be made.
#[must_use = "a call is made by `enqueue`"]
pub struct Intent<'c, 'a, C, P> {
    calls: &'c mut Calls<'a, P>,
    target: Result<Target, Failure>,
    input: Vec<u8>,
    key: Option<String>,
    deadline: Option<Duration>,
    order: Order,
    mode: Mode,
    note: Note,
    call: PhantomData<C>,
}

/// A call without its types.
pub struct Forwarded<'a> {
    /// The object.
    pub target: &'a Target,
    /// The method, as the contract names it.
    pub method: &'a str,
    /// What is asked, in the encoding of the method.
    pub input: &'a [u8],
    /// Within which time the effect has to begin.
    pub deadline: Option<Duration>,
    /// The name of what takes the answer.
    pub continuation: &'a str,
    /// What that has in hand.
    pub context: Vec<u8>,
}

impl<'a, P: Platform> Calls<'a, P> {
    pub(super) fn new(outbox: &'a Outbox<P>) -> Self {
        Self { outbox, drafts: Vec::new(), count: 0, bytes: 0 }
    }

    /// A call of the object of that name.
    pub fn call<C: Call>(&mut self, object: &str) -> Addressed<'_, 'a, C, P>
    where
        C::Service: Service + InboxService,
    {
        Addressed { target: Target::of::<C::Service>(object), calls: self, call: PhantomData }
    }

    /// The same call of many objects; [`Tickets::wait`] says how many of them have to be done.
    pub fn call_all<C: Call>(&mut self, objects: &[&str], input: &C::Input) -> Result<Tickets<C, P>, Failure>
    where
        C::Service: Service + InboxService,
    {
        let tickets = objects.iter().map(|object| self.call::<C>(object).input(input).enqueue());
        tickets.collect::<Result<_, _>>().map(Tickets)
    }

    /// A call that is not known by its type, at least once and in order; whoever takes the answer is stored with it, by name and
    /// context ([`Resumed::on_any`](crate::resume::Resumed::on_any)).
    pub fn forward(&mut self, call: &Forwarded<'_>) -> Result<u64, Failure> {
        let now = self.outbox.platform.now();
        let made = durable::Call::Make {
            method: call.method,
            input: call.input,
            key: None,
            until_ms: call.deadline.map(|within| until(now, within)),
            ordered: true,
            answered: true,
        };
        let stored = Stored { name: call.continuation.to_owned(), context: call.context.clone() };
        let note = Note { continuation: Some(stored), ..Note::default() };
        self.push(call.target, &made, note, None)
    }

    /// Puts a call behind the others of its object.
    pub(super) fn push(
        &mut self,
        target: &Target,
        call: &durable::Call<'_>,
        note: Note,
        waiter: Waiter,
    ) -> Result<u64, Failure> {
        let context = note.continuation.as_ref().map_or(0, |stored| stored.context.len());
        let weight = call_bytes(call) + context;
        if weight > limits::DURABLE_CALL_BYTES {
            let message =
                format!("what a call asks, its key and its context are at most {} bytes", limits::DURABLE_CALL_BYTES);
            return Err(Failure::new(ErrorCode::CallTooLarge, message));
        }
        let (count, bytes) = (self.count + 1, self.bytes + u64::try_from(weight).unwrap_or(u64::MAX));
        self.check(count, bytes)?;
        let single = self.outbox.design.get().grouping == durable::Grouping::Single;
        let full = |piece: &Piece| {
            single
                || piece.count >= limits::DURABLE_BATCH_CALLS
                || piece.calls.len() + weight > limits::DURABLE_BATCH_BYTES
        };
        let draft = self.draft(target)?;
        let number = draft.next;
        if draft.pieces.last().is_none_or(full) {
            draft.pieces.push(Piece::beginning(number));
        }
        let piece = draft.pieces.last_mut().expect("there is one now");
        pieces::push(&mut piece.calls, call);
        piece.count += 1;
        piece.plain &= note.is_plain();
        piece.notes.push(note);
        piece.waiters.push(waiter);
        draft.next += 1;
        (self.count, self.bytes) = (count, bytes);
        Ok(number)
    }

    /// The draft for an object; calls to one object mostly follow each other.
    fn draft(&mut self, target: &Target) -> Result<&mut Draft, Failure> {
        let known = self.drafts.iter().rposition(|draft| draft.target == *target);
        let place = if let Some(place) = known {
            place
        } else {
            let state = self.outbox.state.borrow();
            let next = match state.by_target.get(target) {
                Some(&lane) => state.lanes[lane].next,
                None if state.lanes.len() + self.drafts.len() >= limits::DURABLE_TARGETS => {
                    return Err(full(&format!("calls for {} objects", limits::DURABLE_TARGETS)));
                }
                None => 1,
            };
            self.drafts.push(Draft { target: target.clone(), next, pieces: Vec::new() });
            self.drafts.len() - 1
        };
        Ok(&mut self.drafts[place])
    }

    fn check(&self, count: u64, bytes: u64) -> Result<(), Failure> {
        let state = self.outbox.state.borrow();
        if state.calls + count > limits::DURABLE_PENDING_CALLS {
            return Err(full(&format!("{} calls", limits::DURABLE_PENDING_CALLS)));
        }
        if state.bytes + bytes > limits::DURABLE_PENDING_BYTES {
            return Err(full(&format!("{} bytes of calls", limits::DURABLE_PENDING_BYTES)));
        }
        Ok(())
    }
}

impl Piece {
    fn beginning(first: u64) -> Self {
        Self { first, count: 0, calls: Vec::new(), notes: Vec::new(), waiters: Vec::new(), plain: true }
    }
}

impl<'c, 'a, C: Call, P: Platform> Addressed<'c, 'a, C, P> {
    /// What is asked.
    pub fn input(self, input: &C::Input) -> Intent<'c, 'a, C, P> {
        Intent {
            calls: self.calls,
            target: self.target,
            input: C::Encoding::encode(input),
            key: None,
            deadline: None,
            order: Order::default(),
            mode: Mode::default(),
            note: Note::default(),
            call: PhantomData,
        }
    }
}

impl<C: Call, P: Platform> Intent<'_, '_, C, P> {
    /// Names what is intended: another call of this object with the same key gets the answer of the first, and has no effect.
    pub fn key(mut self, key: &IdempotencyKey) -> Self {
        self.key = Some(key.as_str().to_owned());
        self
    }

    /// Within which time the effect has to begin. It travels as what is left of it. A call that comes too late has no effect, and
    /// is answered by [`ErrorCode::CallExpired`]; an answer that comes late is an answer all the same.
    pub fn deadline(mut self, within: Duration) -> Self {
        self.deadline = Some(within);
        self
    }

    /// What happens to the calls behind it.
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// How often the effect is made.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self.note.at_most_once = mode == Mode::AtMostOnce;
        self
    }

    /// What takes the answer, and what it has in hand then.
    pub fn then<K: Continuation<Call = C>>(mut self, context: &K::Context) -> Self {
        self.note.continuation = Some(Stored { name: K::NAME.to_owned(), context: Postcard::encode(context) });
        self
    }

    /// Makes the call. It is stored with the transaction, and the ticket is worth as much as that is.
    pub fn enqueue(self) -> Result<Ticket<C, P>, Failure> {
        let target = self.target?;
        let now = self.calls.outbox.platform.now();
        let call = durable::Call::Make {
            method: C::METHOD,
            input: &self.input,
            key: self.key.as_deref(),
            until_ms: self.deadline.map(|within| until(now, within)),
            ordered: self.order == Order::PerTarget,
            answered: self.mode != Mode::FireAndForget,
        };
        let (teller, told) = oneshot::channel();
        let number = self.calls.push(&target, &call, self.note, Some(teller))?;
        Ok(Ticket::new(Named { target, number }, told, std::rc::Rc::clone(&self.calls.outbox.platform)))
    }
}

/// A moment so long from now.
fn until(now: UnixMillis, within: Duration) -> u64 {
    now.0.saturating_add(u64::try_from(within.as_millis()).unwrap_or(u64::MAX))
}

/// About how many bytes a call is when it is written.
fn call_bytes(call: &durable::Call<'_>) -> usize {
    match call {
        durable::Call::Make { method, input, key, .. } => method.len() + input.len() + key.map_or(0, str::len) + ROOM,
        durable::Call::Void => ROOM,
    }
}

fn full(most: &str) -> Failure {
    Failure::new(
        ErrorCode::Overloaded,
        format!("the outbox holds {most}, and takes no more; nothing was written; try again"),
    )
}
