//! What an object says of a batch that was executed elsewhere.

use shared::{
    protocol::{Executed, QueryOutput},
    timing::EngineState,
    version::Version,
};

/// The answer to an executed batch.
pub(super) fn output(executed: Executed, version: Version, turn_wait_ms: u32) -> QueryOutput {
    QueryOutput {
        results: executed.results,
        engine: Some(executed.engine),
        copy: Some(executed.copy),
        turn_wait_ms,
        version: Some(version),
        replayed: false,
        pings: None,
    }
}

/// What the engine was to a request that asked twice. Whoever has waited for the start of another did not start it, though it
/// did not run when the request first asked for what it lacked.
pub(super) fn colder(first: EngineState, second: EngineState) -> EngineState {
    match (first, second) {
        (EngineState::Coalesced, _) | (_, EngineState::Coalesced) => EngineState::Coalesced,
        (EngineState::Cold, _) | (_, EngineState::Cold) => EngineState::Cold,
        (EngineState::Warm, EngineState::Warm) => EngineState::Warm,
    }
}
