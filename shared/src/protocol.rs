//! What travels between the Workers of the compute split.
//!
//! ```text
//! router            state object                         compute
//!   | Query            |                                    |
//!   |----------------->| Execute { at, Nothing }            |
//!   |                  |----------------------------------->| copy at another version, or none
//!   |                  |<-------------- NeedState { have } -|
//!   |                  | Execute { at, Changes | Whole }    |
//!   |                  |----------------------------------->| hydrates, executes
//!   |                  |<--------- Done { results, change } -|
//!   |                  | one atomic write: change, version  |
//!   |<-----------------|                                    |
//! ```

use serde::{Deserialize, Serialize};

use crate::{
    engine::EngineName,
    ids::{IdempotencyKey, TenantId},
    keep_warm::WarmingReport,
    service_name::ServiceName,
    statement::Batch,
    timing::{CopyState, EngineState, Pings},
    version::Version,
};

/// A batch for the tenant of the object that is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueryInput {
    /// Whose object this is; an object cannot learn the name it was reached by.
    pub tenant: TenantId,
    /// Which engine is to run it, and whose pages the object stores.
    pub engine: EngineName,
    /// What to run.
    pub batch: Batch,
    /// Names the intent across attempts.
    pub idempotency_key: Option<IdempotencyKey>,
    /// How many pings to send to compute beside it, where the arm has a compute Worker.
    pub pings: u32,
}

/// The outcome of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueryOutput {
    /// The rendered JSON object of the results, see [`crate::result`].
    #[serde(with = "serde_bytes")]
    pub results: Vec<u8>,
    /// The state of the WASM engine, if one took part.
    pub engine: Option<EngineState>,
    /// The state of the copy, if one took part.
    pub copy: Option<CopyState>,
    /// How long the batch waited for its turn.
    pub turn_wait_ms: u32,
    /// The version read or made, if the arm has versions.
    pub version: Option<Version>,
    /// Whether the results were stored by an earlier attempt.
    pub replayed: bool,
    /// The pings that were asked for.
    pub pings: Option<Pings>,
}

/// What an object holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectReport {
    /// The newest durable version; null for the object's own SQLite, which keeps none.
    pub version: Option<Version>,
    /// Bytes of the tenant's database.
    pub database_bytes: u64,
    /// Bytes of the object's storage, which holds pages, changes and answers.
    pub storage_bytes: u64,
    /// Changes in the log that are not folded into extents yet.
    pub log_changes: u64,
    /// Bytes of those changes.
    pub log_bytes: u64,
    /// Whether an engine is open in the object.
    pub engine_open: bool,
    /// Queries since the object came to life.
    pub queries: u64,
    /// How far its alarm has come in keeping compute warm, if it was ever asked to.
    pub keep_warm: Option<WarmingReport>,
}

/// Whether a batch may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// It may only read; the object does not hold the turn.
    Read,
    /// It may write; the object holds the tenant's turn until the outcome is durable.
    Turn,
}

/// What the object sends along of its state, as the attachment of the call: pages first, then changes in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Supply {
    /// Nothing: the copy is believed to be at the right version.
    Nothing,
    /// The changes from a version to the asked one.
    Changes {
        /// The version of the copy that lacks them.
        from: Version,
        /// The length of each change in bytes.
        change_bytes: Vec<u32>,
    },
    /// All pages at a version, and the changes since.
    Whole {
        /// The version of the pages.
        base: Version,
        /// How many pages there are.
        pages: u32,
        /// The length of each change in bytes.
        change_bytes: Vec<u32>,
    },
}

/// Whose copy: the object that stores the tenant's data. Objects of two architectures may have a tenant of the same name,
/// and nothing else in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Owner {
    /// The Worker of the object.
    pub service: ServiceName,
    /// Its tenant.
    pub tenant: TenantId,
}

/// A batch for a copy at a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExecuteInput {
    /// Whose copy.
    pub owner: Owner,
    /// The version at which to execute.
    pub at: Version,
    /// Whether the batch may write.
    pub access: Access,
    /// What to run.
    pub batch: Batch,
    /// What comes along as the attachment.
    pub supply: Supply,
}

/// What compute answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExecuteOutput {
    /// There is no copy at the version; nothing was executed.
    NeedState {
        /// The version of the copy that is there.
        have: Option<Version>,
        /// Whether asking started the engine.
        engine: EngineState,
    },
    /// The batch writes and was sent as a read; nothing was executed.
    NeedsTurn {
        /// Whether asking started the engine.
        engine: EngineState,
        /// What the copy was found to be.
        copy: CopyState,
    },
    /// The batch was executed.
    Done(Executed),
}

/// An executed batch; a write becomes real when the object has stored its change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Executed {
    /// The rendered JSON object of the results.
    #[serde(with = "serde_bytes")]
    pub results: Vec<u8>,
    /// The encoded change, if anything changed.
    #[serde(with = "serde_bytes")]
    pub change: Option<Vec<u8>>,
    /// Pages of the database afterwards.
    pub pages: u32,
    /// Whether this request started the engine.
    pub engine: EngineState,
    /// What the copy was found to be.
    pub copy: CopyState,
}

/// The payload of a ping, which comes back as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingPayload(#[serde(with = "serde_bytes")] pub Vec<u8>);

/// What one isolate of compute holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputeReport {
    /// Warm if the engine was running before this request; cold if it was not, also if the request has started it.
    pub engine: EngineState,
    /// Tenants whose copies are open.
    pub copies: u32,
    /// Bytes of those copies.
    pub copies_bytes: u64,
    /// Calls of `execute` since the WASM instance began.
    pub executions: u64,
}
