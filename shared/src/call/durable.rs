//! The calls between objects that compare the durable call with others, and the delivery that all inboxes take.

use std::marker::PhantomData;

use super::{Call, CallSource, CallTarget, InboxService};
use crate::{
    durable::{
        BatchReport, CancelReport, Cancellation, DeadLetter, Debited, Delivered, Delivery, Effect, Enqueued, Faults,
        LedgerQuestion, LedgerReport, Plan, Progress, QueuedResult, SourceReport,
    },
    encoding::Postcard,
};

/// Take the calls of another object's outbox, which are made once however often they arrive.
pub struct Deliver<S>(PhantomData<S>);
impl<S: InboxService> Call for Deliver<S> {
    type Service = S;
    type Input = Delivery;
    type Output = Delivered;
    type Encoding = Postcard;
    const METHOD: &'static str = "deliver";
}

/// Take an amount from the account of a target, by a plain call or by a durable one.
pub enum Debit {}
impl Call for Debit {
    type Service = CallTarget;
    type Input = (crate::durable::Debit, Effect);
    type Output = Debited;
    type Encoding = Postcard;
    const METHOD: &'static str = "debit";
}

/// Take an amount and send the answer back as a durable call, to the source of that name.
pub enum DebitAndTell {}
impl Call for DebitAndTell {
    type Service = CallTarget;
    type Input = (crate::durable::Debit, String);
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "debit_and_tell";
}

/// Put a call into the queue of a target, which answers by a call back.
pub enum Enqueue {}
impl Call for Enqueue {
    type Service = CallTarget;
    type Input = Enqueued;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "enqueue";
}

/// Say what the ledger of a target holds.
pub enum ReadLedger {}
impl Call for ReadLedger {
    type Service = CallTarget;
    type Input = LedgerQuestion;
    type Output = LedgerReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "ledger";
}

/// Have things go wrong at a target from now on.
pub enum SetFaults {}
impl Call for SetFaults {
    type Service = CallTarget;
    type Input = Faults;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "faults";
}

/// Make a batch of calls.
pub enum RunBatch {}
impl Call for RunBatch {
    type Service = CallSource;
    type Input = Plan;
    type Output = BatchReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "batch";
}

/// Say how far the batch has come that is being made.
pub enum ReadProgress {}
impl Call for ReadProgress {
    type Service = CallSource;
    type Input = ();
    type Output = Progress;
    type Encoding = Postcard;
    const METHOD: &'static str = "progress";
}

/// Take the result of a queued call.
pub enum TakeResult {}
impl Call for TakeResult {
    type Service = CallSource;
    type Input = QueuedResult;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "result";
}

/// The answer to a [`DebitAndTell`], which arrives as a durable call.
pub enum Told {}
impl Call for Told {
    type Service = CallSource;
    type Input = Debited;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "told";
}

/// Say what a source holds.
pub enum ReadSource {}
impl Call for ReadSource {
    type Service = CallSource;
    type Input = ();
    type Output = SourceReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// List the calls that were given up.
pub enum ListDead {}
impl Call for ListDead {
    type Service = CallSource;
    type Input = ();
    type Output = Vec<DeadLetter>;
    type Encoding = Postcard;
    const METHOD: &'static str = "dead";
}

/// Send a call again that was given up.
pub enum Redrive {}
impl Call for Redrive {
    type Service = CallSource;
    type Input = u64;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "redrive";
}

/// Forget a call that was given up.
pub enum DropDead {}
impl Call for DropDead {
    type Service = CallSource;
    type Input = u64;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "drop";
}

/// Have calls not be made any more.
pub enum Cancel {}
impl Call for Cancel {
    type Service = CallSource;
    type Input = Cancellation;
    type Output = CancelReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "cancel";
}
