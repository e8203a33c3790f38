//! Who a target may call, as it is bound: the sources, which it tells what they wait for.

use durable::{
    resume::{NoContinuations, Resume},
    target::Target,
};
use durable_object::{ObjectPlatform, Peers};
use kit::client::Client;
use shared::{
    call::{AnyInbox, CallSource, Service},
    error::{ErrorCode, Failure},
};
use worker::Env;

/// The sources.
pub(crate) struct BoundPeers;

impl Peers for BoundPeers {
    fn client(&self, env: &Env, target: &Target) -> Result<Client<AnyInbox>, Failure> {
        if target.service == CallSource::BINDING {
            return Client::inbox::<CallSource>(env, &target.object);
        }
        Err(Failure::new(ErrorCode::Internal, format!("a target calls no {:?}", target.service)))
    }

    fn continuations(&self) -> impl Resume<ObjectPlatform> {
        NoContinuations
    }
}
