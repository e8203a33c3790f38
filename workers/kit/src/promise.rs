//! Waiting for the promise of a remote call, at a fraction of the cost of the general way.
//!
//! The general way makes two JavaScript functions for every promise, each registered with the garbage collector, which
//! costs as much as a fifth of a whole hop. Here one function serves all: a waiter takes a ticket, and the outcome comes
//! back with the ticket.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::border::{address, from_javascript_of_length, with_memory};

type Settle = Closure<dyn Fn(u32, JsValue, i32, u32)>;

#[wasm_bindgen(module = "/js/border.js")]
extern "C" {
    #[wasm_bindgen(js_name = callRemote, catch)]
    fn call_remote(
        remote: &JsValue,
        method: &JsValue,
        memory: &JsValue,
        start: usize,
        length: usize,
        attachment: &JsValue,
        ticket: u32,
        settle: &Settle,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = fetchRemote, catch)]
    fn fetch_remote(
        remote: &JsValue,
        method: &JsValue,
        memory: &JsValue,
        start: usize,
        length: usize,
        attachment: &JsValue,
        ticket: u32,
        settle: &Settle,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = passRemote, catch)]
    fn pass_remote(
        remote: &JsValue,
        method: &JsValue,
        memory: &JsValue,
        start: usize,
        length: usize,
        attachment: &JsValue,
        ticket: u32,
        settle: &Settle,
    ) -> Result<(), JsValue>;
}

/// How a question reaches a remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As bytes, by Workers RPC.
    Rpc,
    /// As the body of a `fetch`. Nothing can travel beside it.
    Fetch,
    /// As the JavaScript objects that its JSON text describes. Nothing can travel beside them.
    Value,
}

thread_local! {
    static WAITING: RefCell<BTreeMap<u32, Waiting>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT_TICKET: Cell<u32> = const { Cell::new(0) };
    static SETTLE: Settle = Closure::new(settle);
}

/// What is known under a ticket.
enum Waiting {
    /// Nothing yet; this task is to be woken.
    Pending(Option<Waker>),
    /// The outcome.
    Settled(Settled),
}

/// The outcome of a remote call.
pub(crate) struct Settled {
    /// The bytes of the reply, or whatever came instead.
    pub(crate) reply: Result<Vec<u8>, JsValue>,
    /// From the call to its outcome, by the platform's clock.
    pub(crate) elapsed_ms: u32,
}

/// The outcome of a remote call that is under way.
pub(crate) struct Remote {
    ticket: u32,
}

/// Asks a remote through `call`, the one method that every internal service exports, or through one of its other faces. The
/// call is under way when this returns, whoever waits.
pub(crate) fn call(
    remote: &JsValue,
    way: Way,
    method: &JsValue,
    question: &[u8],
    attachment: &JsValue,
) -> Result<Remote, JsValue> {
    let ticket = NEXT_TICKET.get();
    NEXT_TICKET.set(ticket.wrapping_add(1));
    WAITING.with_borrow_mut(|waiting| waiting.insert(ticket, Waiting::Pending(None)));
    // From here on the ticket is given back when the waiter is dropped, also on failure.
    let waiter = Remote { ticket };
    let send = match way {
        Way::Rpc => call_remote,
        Way::Fetch => fetch_remote,
        Way::Value => pass_remote,
    };
    with_memory(|memory| {
        SETTLE
            .with(|settle| send(remote, method, memory, address(question), question.len(), attachment, ticket, settle))
    })?;
    Ok(waiter)
}

fn settle(ticket: u32, value: JsValue, length: i32, elapsed_ms: u32) {
    let reply = match u32::try_from(length) {
        Ok(length) => Ok(from_javascript_of_length(value.unchecked_ref(), length)),
        Err(_) => Err(value),
    };
    let outcome = Settled { reply, elapsed_ms };
    let before = WAITING.with_borrow_mut(|waiting| {
        // Nobody waits any more: the waiter was dropped at its deadline.
        let place = waiting.get_mut(&ticket)?;
        Some(std::mem::replace(place, Waiting::Settled(outcome)))
    });
    if let Some(Waiting::Pending(Some(waker))) = before {
        waker.wake();
    }
}

impl Future for Remote {
    type Output = Settled;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        WAITING.with_borrow_mut(|waiting| {
            let settled = Waiting::Pending(Some(context.waker().clone()));
            match waiting.insert(self.ticket, settled) {
                Some(Waiting::Settled(outcome)) => Poll::Ready(outcome),
                Some(Waiting::Pending(_)) | None => Poll::Pending,
            }
        })
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        WAITING.with_borrow_mut(|waiting| waiting.remove(&self.ticket));
    }
}
