//! The wait for the answer to a call, for as long as somebody has patience; the call goes on without it.

use std::{
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use futures::{
    FutureExt, StreamExt,
    channel::oneshot,
    future::{Either, select},
    stream::FuturesUnordered,
};
use shared::{
    call::Call,
    encoding::Encoding,
    error::{ErrorCode, Failure},
};

use crate::{platform::Platform, target::Target};

/// What a waiter is told: the answer in its encoding, nothing where none was wanted, or why there is none.
pub(crate) type Told = Result<Option<Vec<u8>>, Failure>;

/// Names a call: its object and its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The object.
    pub target: Target,
    /// The number.
    pub number: u64,
}

/// A call that is stored, or will be with the transaction that it is made in.
pub struct Ticket<C, P> {
    named: Named,
    told: oneshot::Receiver<Told>,
    platform: Rc<P>,
    call: PhantomData<C>,
}

/// What a wait led to.
pub enum Waited<C: Call, P> {
    /// The effect was made, and this is the answer.
    Done(C::Output),
    /// The effect was made; no answer was wanted.
    Taken,
    /// There is no answer yet; the call goes on, and so can the wait.
    Pending(Ticket<C, P>),
    /// There will be none, for this reason. But for [`ErrorCode::CallGivenUp`] there is no effect either.
    Dead(Failure),
}

impl<C: Call, P: Platform> Ticket<C, P> {
    pub(crate) fn new(named: Named, told: oneshot::Receiver<Told>, platform: Rc<P>) -> Self {
        Self { named, told, platform, call: PhantomData }
    }

    /// What names the call.
    pub fn named(&self) -> &Named {
        &self.named
    }

    /// Waits for the answer, but not longer than that.
    pub async fn wait(mut self, patience: Duration) -> Waited<C, P> {
        let told = match select(&mut self.told, self.platform.sleep(patience)).await {
            Either::Left((told, _)) => told,
            Either::Right(((), _)) => return Waited::Pending(self),
        };
        read(told)
    }
}

impl<C: Call, P> IntoFuture for Ticket<C, P> {
    type Output = Waited<C, P>;
    type IntoFuture = Waiting<C, P>;

    /// Waits for as long as it takes: for whoever has a deadline around the whole of what it does.
    fn into_future(self) -> Waiting<C, P> {
        Waiting { told: self.told, ends: PhantomData }
    }
}

/// The wait for an answer without an end of its own.
pub struct Waiting<C, P> {
    told: oneshot::Receiver<Told>,
    ends: PhantomData<fn() -> (C, P)>,
}

impl<C: Call, P> Future for Waiting<C, P> {
    type Output = Waited<C, P>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Waited<C, P>> {
        self.told.poll_unpin(context).map(read)
    }
}

/// Tickets of many calls, waited for together.
pub struct Tickets<C, P>(pub(crate) Vec<Ticket<C, P>>);

/// What is known of a call: its answer, nothing where none was wanted, or why there is none.
pub type Known<C> = Result<Option<<C as Call>::Output>, Failure>;

/// What waiting for many calls led to.
pub struct Gathered<C: Call, P> {
    /// What is known, beside the place of the call among those that were made, in the order in which it became known. There is
    /// no output where no answer was wanted.
    pub known: Vec<(usize, Known<C>)>,
    /// The rest, which goes on.
    pub pending: Vec<Ticket<C, P>>,
}

impl<C: Call, P: Platform> Tickets<C, P> {
    /// Tickets that were made one by one.
    pub fn of(tickets: Vec<Ticket<C, P>>) -> Self {
        Self(tickets)
    }

    /// Waits until so many calls are done, all are known, or patience is at its end.
    pub async fn wait(self, complete_at: usize, patience: Duration) -> Gathered<C, P> {
        let mut known = Vec::with_capacity(self.0.len());
        let waited: Result<_, std::convert::Infallible> = self
            .wait_each(complete_at, patience, |place, outcome| {
                known.push((place, outcome));
                Ok(())
            })
            .await;
        let Ok(pending) = waited;
        Gathered { known, pending }
    }

    /// Waits likewise, and tells each outcome as it becomes known, until `tell` fails; hands back what is not known.
    pub async fn wait_each<E>(
        self,
        complete_at: usize,
        patience: Duration,
        mut tell: impl FnMut(usize, Known<C>) -> Result<(), E>,
    ) -> Result<Vec<Ticket<C, P>>, E> {
        let mut tickets: Vec<Option<Ticket<C, P>>> = self.0.into_iter().map(Some).collect();
        let Some(platform) = tickets.iter().flatten().next().map(|ticket| Rc::clone(&ticket.platform)) else {
            return Ok(Vec::new());
        };
        let mut sleep = platform.sleep(patience);
        let waits = tickets.iter_mut().flatten().enumerate();
        let mut waits: FuturesUnordered<_> =
            waits.map(|(place, ticket)| async move { (place, (&mut ticket.told).await) }).collect();
        let (mut done, mut known) = (0, Vec::new());
        while done < complete_at {
            match select(waits.next(), sleep).await {
                Either::Left((Some((place, told)), rest)) => {
                    let outcome = outcome::<C>(told);
                    done += usize::from(outcome.is_ok());
                    known.push(place);
                    tell(place, outcome)?;
                    sleep = rest;
                }
                Either::Left((None, _)) | Either::Right(_) => break,
            }
        }
        drop(waits);
        for place in known {
            tickets[place] = None;
        }
        Ok(tickets.into_iter().flatten().collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read<C: Call, P>(told: Result<Told, oneshot::Canceled>) -> Waited<C, P> {
    match outcome::<C>(told) {
        Ok(Some(output)) => Waited::Done(output),
        Ok(None) => Waited::Taken,
        Err(failure) => Waited::Dead(failure),
    }
}

fn outcome<C: Call>(told: Result<Told, oneshot::Canceled>) -> Known<C> {
    // The outbox is dropped with the life of its object only; then nobody is left to wait either.
    let ended =
        |_| Failure::new(ErrorCode::ObjectFailed, "the object's life has ended; the call goes on in the next one");
    told.map_err(ended)??.map(|bytes| C::Encoding::decode(&bytes)).transpose()
}
