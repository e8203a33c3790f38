//! What is bound to the spreader, and the choice for each call.

use std::{cell::RefCell, num::NonZeroUsize};

use kit::{
    clock::WorkerClock,
    identity, method,
    relay::{Ended, Passing, Relay},
};
use shared::{
    call::{AnyCompute, Call, ComputeStatus, Execute, KeepWarm},
    limits,
    routing::{Chooser, Errand, HEAD_BYTES, Head, Routing},
};
use wasm_bindgen::JsValue;
use worker::Env;

/// The variable that names the policy.
const ROUTING: &str = "ROUTING";

/// What is called to visit an isolate, not to work there.
const VISITS: [(&str, Errand); 2] =
    [(KeepWarm::<AnyCompute>::METHOD, Errand::Visit), (ComputeStatus::<AnyCompute>::METHOD, Errand::Visit)];

/// Reads the beginning of a question.
type ReadHead = fn(&[u8]) -> Head;

/// Whose questions begin with a tenant.
const HEADS: [(&str, ReadHead); 1] = [(Execute::<AnyCompute>::METHOD, Head::of_tenant)];

/// The isolates behind the spreader.
pub(crate) struct Spreading {
    isolates: Vec<Relay>,
    chooser: RefCell<Chooser>,
}

impl Spreading {
    /// What the environment says: the policy, and `COMPUTE_0` and those that follow it without a gap. A refusal says what is
    /// wrong with it; whoever called hears that compute failed.
    pub(crate) fn bound(env: &Env) -> Result<Self, String> {
        let routing: Routing = env.var(ROUTING).map_err(|error| format!("{ROUTING}: {error}"))?.to_string().parse()?;
        let isolates: Vec<_> =
            (0..limits::COMPUTE_ISOLATES).map_while(|number| Relay::bound(env, &format!("COMPUTE_{number}"))).collect();
        let count = NonZeroUsize::new(isolates.len()).ok_or("COMPUTE_0 is not bound")?;
        let chooser = Chooser::new(routing, count, identity::new_request().0);
        Ok(Self { isolates, chooser: RefCell::new(chooser) })
    }

    /// Hands a call on to the isolate that is chosen for it.
    pub(crate) fn pass(&self, call: Passing<'_>, ended: &Ended) -> Result<JsValue, JsValue> {
        let errand = errand(call.method);
        let mut chooser = self.chooser.borrow_mut();
        let head = if chooser.routing().reads_questions() { head(call) } else { Head::default() };
        let chosen = chooser.choose(errand, &head, &WorkerClock);
        drop(chooser);
        let isolate = self.isolates.get(chosen.isolate).ok_or_else(|| JsValue::from_str("no such isolate"))?;
        match chosen.ticket {
            None => isolate.pass(call),
            Some(ticket) => isolate.pass_counted(call, ticket, ended).inspect_err(|_| self.ended(ticket)),
        }
    }

    /// Takes note that a call has ended.
    pub(crate) fn ended(&self, ticket: u32) {
        self.chooser.borrow_mut().ended(ticket);
    }
}

fn errand(method: &JsValue) -> Errand {
    method::find(method, &VISITS).unwrap_or(Errand::Work)
}

fn head(call: Passing<'_>) -> Head {
    let beginning = call.beginning(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX));
    method::find(call.method, &HEADS).map_or_else(|| Head::of_anything(&beginning), |of| of(&beginning))
}
