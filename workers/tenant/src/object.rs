//! What the Durable Objects of tenants have in common: the calls they answer, and what they do once they have.

use std::{future::Future, rc::Rc};

use kit::{
    client::Asking,
    object::after_reply,
    serve::{Arrived, Outcome},
};
use shared::{
    call::{ObjectService, ObjectStatus, Query, TenantService},
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use worker::{State, console_error};

/// The logic of an object that owns one tenant.
pub trait TenantObject {
    /// Which service it is.
    type Service: ObjectService + TenantService;

    /// Runs a batch.
    fn query(&self, asking: Asking, input: QueryInput) -> impl Future<Output = Outcome<QueryOutput>>;

    /// Says what it holds, without starting an engine.
    fn status(&self, engine: EngineName) -> impl Future<Output = Result<ObjectReport, Failure>>;
}

/// Has a call of the object answered, if it is one that every tenant's object answers.
pub async fn answer<'a, O: TenantObject>(object: &O, call: Arrived<'a, O::Service>) -> Arrived<'a, O::Service> {
    call.on_waiting::<Query<_>>(async |asking, input| object.query(asking, input).await)
        .await
        .on_waiting::<ObjectStatus<_>>(async |_, engine| (object.status(engine).await, Trace::default()))
        .await
}

/// What has a log to fold.
pub trait Folds {
    /// Whether the log should be folded now.
    fn wants_fold(&self) -> bool;

    /// Folds the log.
    fn fold(&self) -> Result<(), Failure>;
}

/// Folds the log, if it is time, after the reply has left; a fold that fails is tried again after the next query.
pub fn fold_later(state: &State, tenant: &Rc<impl Folds + 'static>) {
    if !tenant.wants_fold() {
        return;
    }
    let tenant = Rc::clone(tenant);
    after_reply(state, async move {
        if let Err(failure) = tenant.fold() {
            console_error!("the log could not be folded: {failure}");
        }
    });
}
