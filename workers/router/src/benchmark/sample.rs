//! One timed request, small enough for thousands of them to travel in a cursor.

use serde::{Deserialize, Serialize};
use shared::{
    call::ServiceName,
    error::{ErrorCode, Failure},
    ids::{IsolateId, ObjectLifeId},
    protocol::QueryOutput,
    timing::{CopyState, EngineState, Place},
};

use super::plan::Section;
use crate::arms::Arm;

/// What was seen of one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sample {
    pub(super) section: Section,
    pub(super) arm: Arm,
    pub(super) elapsed_ms: u32,
    pub(super) engine: Option<EngineState>,
    pub(super) copy: Option<CopyState>,
    pub(super) compute_isolate: Option<IsolateId>,
    pub(super) object: Option<ObjectLifeId>,
    pub(super) error: Option<ErrorCode>,
}

impl Sample {
    pub(super) fn new(
        section: Section,
        arm: Arm,
        elapsed_ms: u32,
        outcome: &Result<QueryOutput, Failure>,
        places: &[Place],
    ) -> Self {
        let output = outcome.as_ref().ok();
        Self {
            section,
            arm,
            elapsed_ms,
            engine: output.and_then(|output| output.engine),
            copy: output.and_then(|output| output.copy),
            compute_isolate: places
                .iter()
                .rev()
                .find(|place| matches!(place.service, ServiceName::Compute | ServiceName::ComputePostgres))
                .map(|place| place.isolate),
            object: places.iter().find_map(|place| place.object),
            error: outcome.as_ref().err().map(|failure| failure.code),
        }
    }
}
