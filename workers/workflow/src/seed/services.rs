//! What slow engines build before they do anything: seven services, each of its settings, and a registry of workflows.
//!
//! In the seed, seven layers of an effect system are composed, which is said to take 50 ms. The comparable work here: each service
//! reads its settings from JSON and derives a key of its own, and the registry is a map of boxed functions.

use std::collections::HashMap;

use serde_json::Value;
use shared::error::{ErrorCode, Failure};

const NAMES: [&str; 7] = ["orchestrator", "registry", "executor", "recovery", "state_machine", "purge", "tracker"];
const SETTINGS: &str = r#"{"retries":3,"backoff_ms":[1000,2000,4000],"stale_ms":30000,"purge":{"after_ms":604800000,"enabled":true},"tags":["a","b","c"]}"#;

/// A workflow: what its steps come to.
type Definition = Box<dyn Fn(u32) -> u64>;

/// The services of one life, or of one request.
pub(super) struct Services {
    /// Held, as they would be by whoever uses them.
    _services: HashMap<&'static str, (Value, u64)>,
    registry: HashMap<&'static str, Definition>,
}

impl Services {
    pub(super) fn build() -> Self {
        let service = |name: &'static str| {
            let settings: Value = serde_json::from_str(SETTINGS).expect("the settings are JSON");
            let key = name.bytes().chain(SETTINGS.bytes()).fold(0xcbf2_9ce4_8422_2325_u64, |bits, byte| {
                (bits ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
            (name, (settings, key))
        };
        let sum: Definition = Box::new(|steps| u64::from(steps) * u64::from(steps + 1) / 2);
        Self { _services: NAMES.into_iter().map(service).collect(), registry: HashMap::from([("counter", sum)]) }
    }

    /// The workflow of that name.
    pub(super) fn find(&self, name: &str) -> Result<&Definition, Failure> {
        self.registry.get(name).ok_or_else(|| {
            let message = "the slow engine runs \"counter\" and nothing else";
            Failure::new(ErrorCode::UnknownWorkflow, message)
        })
    }
}
