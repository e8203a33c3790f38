//! Durable calls between objects: none is lost, none has its effect twice, and many together cost less than plain calls.
//!
//! An object that wants another to do something stores that with its own rows, in one transaction; from then on the call is made,
//! whatever ends meanwhile. The other object makes it once, however often it arrives, and the answer comes back to whoever waits
//! or, when nobody does any more, to a continuation that was stored with the call. All calls of a turn are one commit and one
//! message, which is why a hundred of them cost less than a hundred plain ones.
//!
//! | module | is |
//! |---|---|
//! | [`outbox`] | the calling end: transactions, delivery, cancelling, calls that were given up |
//! | [`inbox`], [`receive`] | the called end: what was seen, and what an object does |
//! | [`ticket`], [`resume`] | waiting for an answer in this life; taking it in any later one |
//! | [`timers`] | many timers on the one alarm of an object |
//! | [`platform`] | what an object has to lend: rows, an alarm, a clock |
//!
//! There is no I/O here: `durable-object` carries the messages on Cloudflare Workers, and a test can be any other courier.
//!
//! # To have it in an object of yours
//!
//! Declare the call, make it in a transaction, take its answer, and make its effect at the other end:
//!
//! ```
//! use std::time::Duration;
//! use durable::{inbox::Inbox, outbox::{Calls, Outbox}, platform::Platform, receive::{Handled, Receive, Received},
//!     resume::{Continuation, Resume, Resumed}, ticket::Ticket};
//! use shared::{call::durable::Debit, durable::{Debit as Amount, Delivered, Delivery, Effect, debited}, error::Failure};
//!
//! /// What goes on with the answer to a debit, in whichever life it comes: the order is paid.
//! enum Paid {}
//! impl Continuation for Paid { type Call = Debit; type Context = String; const NAME: &'static str = "paid"; }
//!
//! fn pay<P: Platform>(outbox: &Outbox<P>, object: &P, order: &str) -> Result<Ticket<Debit, P>, Failure> {
//!     outbox.transaction(|calls| {
//!         object.rows("INSERT INTO sale (state) VALUES ('paying')", Vec::new())?;
//!         let amount = (Amount { operation: 1, amount: 20 }, Effect::Row);
//!         calls.call::<Debit>("account-7").input(&amount).deadline(Duration::from_secs(60)).then::<Paid>(&order.to_owned()).enqueue()
//!     })
//! }
//!
//! struct Shop<'a, P>(&'a P);
//! impl<P: Platform> Resume<P> for Shop<'_, P> {
//!     fn resume(&mut self, answer: Resumed<'_>, _calls: &mut Calls<'_, P>) -> Result<(), Failure> {
//!         answer.on::<Paid>(|_order, _debited| self.0.rows("UPDATE sale SET state = 'paid'", Vec::new()).map(drop))?.end()
//!     }
//! }
//!
//! struct Account<'a, P>(&'a P);
//! impl<P: Platform> Receive<P> for Account<'_, P> {
//!     fn receive(&mut self, call: Received<'_>, _calls: &mut Calls<'_, P>) -> Result<Handled, Failure> {
//!         let debit = |(amount, _): (Amount, Effect)| {
//!             self.0.rows("UPDATE account SET balance = balance - 20", Vec::new())?;
//!             Ok(debited(amount))
//!         };
//!         call.arrival().on::<Debit>(debit).handled()
//!     }
//! }
//!
//! fn deliver<P: Platform>(inbox: &Inbox<P>, outbox: &Outbox<P>, object: &P, parcel: &Delivery) -> Result<Delivered, Failure> {
//!     inbox.receive(parcel, outbox, &mut Account(object))
//! }
//! ```
//!
//! Then have the alarm of the object call [`outbox::Outbox::ring`], and answer [`shared::call::durable::Deliver`] by
//! [`inbox::Inbox::receive`]. [`outbox::Mode`], [`outbox::Order`] and the methods of [`outbox::Intent`] say what is promised.

pub mod inbox;
mod note;
pub mod outbox;
mod pieces;
pub mod platform;
pub mod receive;
pub mod resume;
mod schema;
pub mod target;
pub mod ticket;
pub mod timers;

#[cfg(test)]
mod tests;
