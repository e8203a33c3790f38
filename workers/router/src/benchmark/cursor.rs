//! How far a benchmark has come, and its form as the opaque text of a cursor.
//!
//! A cursor is a signature and what is signed. The signature says that this deployment made it; what is signed has to be as the
//! plan makes it all the same, since in a local run everybody can sign.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    ids::RandomId,
    limits,
};
use subtle::ConstantTimeEq;

use super::{
    plan::{Kind, Plan, Purpose},
    sample::Sample,
};

/// Bytes of a signature.
const SIGNATURE_BYTES: usize = 16;

/// What cursors are signed with.
pub(super) type Key = [u8; 32];

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
    pub(super) fn resume(cursor: &str, kind: Kind, key: &Key) -> Result<Self, Failure> {
        let progress = Self::read(cursor, key).filter(|progress| progress.plan.kind == kind && progress.is_plausible());
        progress.ok_or_else(|| {
            Failure::new(ErrorCode::BadCursor, "the cursor was not made by this endpoint; begin without one")
        })
    }

    /// The cursor for the next call; none when all is done.
    pub(super) fn cursor(&self, key: &Key) -> Option<String> {
        (self.steps_done < self.plan.steps()).then(|| self.text(key))
    }

    fn read(cursor: &str, key: &Key) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (signature, signed) = bytes.split_first_chunk::<SIGNATURE_BYTES>()?;
        if !bool::from(signature.ct_eq(&sign(signed, key))) {
            return None;
        }
        // One progress has one text, so what is not written as it would be here was written elsewhere.
        postcard::from_bytes::<Self>(signed).ok().filter(|progress| progress.text(key) == cursor)
    }

    /// The text of a cursor.
    pub(super) fn text(&self, key: &Key) -> String {
        let signed = postcard::to_allocvec(self).expect("samples of bounded number always encode");
        URL_SAFE_NO_PAD.encode([sign(&signed, key).as_slice(), &signed].concat())
    }

    /// Whether a plan within its bounds comes this far, with a sample of each step that is measured and of no other.
    fn is_plausible(&self) -> bool {
        let most = limits::ITERATIONS.max(limits::TENANTS);
        if !(1..=most).contains(&self.plan.count) || !(1..self.plan.steps()).contains(&self.steps_done) {
            return false;
        }
        let steps = (0..self.steps_done).map_while(|number| self.plan.step(number, self.run));
        let measured = steps.filter(|step| step.purpose == Purpose::Measure).map(|step| (step.section, step.arm));
        measured.eq(self.samples.iter().map(|sample| (sample.section, sample.arm)))
    }
}

fn sign(signed: &[u8], key: &Key) -> [u8; SIGNATURE_BYTES] {
    let mut signature = [0; SIGNATURE_BYTES];
    blake3::Hasher::new_keyed(key).update(signed).finalize_xof().fill(&mut signature);
    signature
}
