//! How far a benchmark has come, and its form as the opaque text of a cursor.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    ids::RandomId,
    limits,
};

use super::{
    plan::{Kind, Plan},
    sample::Sample,
};

/// A benchmark that is under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) plan: Plan,
    /// Sets the tenants of this run apart.
    pub(super) run: RandomId,
    pub(super) steps_done: usize,
    pub(super) samples: Vec<Sample>,
}

impl Progress {
    /// The beginning.
    pub(super) fn begin(plan: Plan, run: RandomId) -> Self {
        Self { plan, run, steps_done: 0, samples: Vec::new() }
    }

    /// Goes on where a cursor ended.
    pub(super) fn resume(cursor: &str, kind: Kind) -> Result<Self, Failure> {
        let bad = || Failure::new(ErrorCode::BadCursor, "the cursor was not made by this endpoint; begin without one");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
        let progress: Self = postcard::from_bytes(&bytes).map_err(|_| bad())?;
        let most = limits::ITERATIONS.max(limits::TENANTS);
        let plausible = progress.plan.kind == kind
            && (1..=most).contains(&progress.plan.count)
            && progress.steps_done <= progress.plan.steps()
            && progress.samples.len() <= progress.steps_done;
        if plausible { Ok(progress) } else { Err(bad()) }
    }

    /// The cursor for the next call; none when all is done.
    pub(super) fn cursor(&self) -> Option<String> {
        let unfinished = self.steps_done < self.plan.steps();
        unfinished.then(|| {
            URL_SAFE_NO_PAD.encode(postcard::to_allocvec(self).expect("samples of bounded number always encode"))
        })
    }
}
