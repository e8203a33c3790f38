//! Who a source may call, as it is bound.

use durable::{
    resume::{NoContinuations, Resume},
    target::Target,
};
use durable_object::{ObjectPlatform, Peers};
use kit::client::Client;
use shared::{
    call::{AnyInbox, CallTarget, Service},
    error::{ErrorCode, Failure},
};
use worker::Env;

/// The targets; what a batch waits for has no continuation.
pub(crate) struct BoundPeers;

impl Peers for BoundPeers {
    fn client(&self, env: &Env, target: &Target) -> Result<Client<AnyInbox>, Failure> {
        if target.service == CallTarget::BINDING {
            return Client::inbox::<CallTarget>(env, &target.object);
        }
        Err(Failure::new(ErrorCode::Internal, format!("a source calls no {:?}", target.service)))
    }

    fn continuations(&self) -> impl Resume<ObjectPlatform> {
        NoContinuations
    }
}
