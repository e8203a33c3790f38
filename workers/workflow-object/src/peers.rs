//! Whom instances may call, as it is bound; and that the answers go on in them.

use std::rc::Rc;

use durable::{resume::Resume, target::Target};
use durable_object::{ObjectPlatform, Peers};
use kit::client::Client;
use shared::{call::AnyInbox, error::Failure};
use worker::Env;
use workflow_engine::engine::{Answers, Engine};

/// A new stub of an object that instances may call; a refusal of any other.
pub type Callees = fn(&Env, &Target) -> Result<Client<AnyInbox>, Failure>;

/// The objects that instances call.
pub(crate) struct BoundPeers {
    pub(crate) engine: Rc<Engine<ObjectPlatform>>,
    pub(crate) callees: Callees,
}

impl Peers for BoundPeers {
    fn client(&self, env: &Env, target: &Target) -> Result<Client<AnyInbox>, Failure> {
        (self.callees)(env, target)
    }

    fn continuations(&self) -> impl Resume<ObjectPlatform> {
        Answers(Rc::clone(&self.engine))
    }
}
