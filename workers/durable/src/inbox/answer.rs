//! Answers on their way to the caller, and to the row that keeps them.

use shared::{durable::Answer, error::Failure};

use crate::pieces;

/// An answer that owns what it says.
pub(super) enum Owned {
    Done(Vec<u8>),
    Taken,
    Refused(Failure),
    Expired,
    Later(u32),
    Void,
}

impl Owned {
    /// Whether the call was made.
    pub(super) fn is_effect(&self) -> bool {
        match self {
            Self::Done(_) | Self::Taken => true,
            Self::Refused(_) | Self::Expired | Self::Later(_) | Self::Void => false,
        }
    }

    pub(super) fn borrowed(&self) -> Answer<'_> {
        match self {
            Self::Done(bytes) => Answer::Done(bytes),
            Self::Taken => Answer::Taken,
            Self::Refused(failure) => Answer::Refused(failure.clone()),
            Self::Expired => Answer::Expired,
            Self::Later(retry_after_ms) => Answer::Later { retry_after_ms: *retry_after_ms },
            Self::Void => Answer::Void,
        }
    }
}

/// Answers that are kept where those of effects are not: a call that was not made must not be taken for one that was.
pub(super) fn without_effects(answers: &[u8]) -> Result<Vec<u8>, Failure> {
    let (mut kept, mut rest) = (Vec::new(), answers);
    while !rest.is_empty() {
        let answer = match pieces::take(&mut rest)? {
            Answer::Done(_) | Answer::Taken => Answer::Forgotten,
            other => other,
        };
        pieces::push(&mut kept, &answer);
    }
    Ok(kept)
}

/// Says of calls up to that number that their answers are not kept.
pub(super) fn forget(answers: &mut Vec<u8>, wanted: &mut u64, up_to: u64) {
    while *wanted < up_to {
        pieces::push(answers, &Answer::Forgotten);
        *wanted += 1;
    }
}
