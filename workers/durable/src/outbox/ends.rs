//! What the answers to a message say of each of its calls.

use shared::{
    durable::Answer,
    error::{ErrorCode, Failure},
};

use super::{
    lane::{Batch, Lane},
    take::{ParcelId, prefix},
};
use crate::{
    note::{Note, Void},
    pieces,
    ticket::Told,
};

/// What one call came to.
pub(super) enum End {
    /// Its answer, or why there is none.
    Told(Told),
    /// It is called again, after so long.
    PutOff(u32),
    /// Whoever waited was told before; the dead letter of that name learns that there was no effect, or that there was.
    Known { dead: u64, effect: bool },
    /// Whoever waited was told before.
    Void,
}

/// What the calls of one batch came to, from the first on.
pub(super) struct Ends {
    /// Where the batch is in its lane.
    pub(super) place: usize,
    pub(super) calls: Vec<End>,
    /// Bytes of these calls.
    pub(super) bytes: usize,
    pub(super) whole: bool,
    /// Whether something has to be stored for it.
    pub(super) stored: bool,
}

impl Lane {
    /// What the calls of a message came to, by its answers.
    pub(super) fn ends(
        &self,
        id: ParcelId,
        count: usize,
        answers: &[serde_bytes::ByteBuf],
        eager: bool,
    ) -> Result<Vec<Ends>, Failure> {
        let mut pieces = answers.iter().map(|piece| &piece[..]);
        let mut piece: &[u8] = &[];
        let mut left = count;
        let mut all = Vec::new();
        let batches = self.batches.iter().enumerate().skip_while(|(_, batch)| !batch.flies_with(id.flight));
        for (place, batch) in batches.take_while(|(_, batch)| batch.flies_with(id.flight)) {
            let taken = batch.count.min(left);
            if taken == 0 {
                break;
            }
            let mut ends = Vec::with_capacity(taken);
            let mut kept = eager;
            for index in 0..taken {
                while piece.is_empty() {
                    piece = pieces
                        .next()
                        .ok_or_else(|| Failure::new(ErrorCode::Internal, "a delivery has too few answers"))?;
                }
                let answer: Answer<'_> = pieces::take(&mut piece)?;
                let note = batch.note(index);
                let end = end(answer, note, batch.waits(index) || note.is_some());
                kept |= note.is_some_and(|note| note.continuation.is_some() || note.void.is_some());
                kept |= match &end {
                    End::PutOff(_) | End::Known { .. } | End::Void => true,
                    End::Told(told) => told.as_ref().is_err_and(|failure| failure.code == ErrorCode::CallExpired),
                };
                ends.push(end);
            }
            left -= taken;
            let whole = taken == batch.count;
            let bytes = if whole { batch.calls.len() } else { prefix(&batch.calls, taken)?.len() };
            all.push(Ends { place, calls: ends, bytes, whole, stored: kept });
        }
        Ok(all)
    }
}

impl Batch {
    /// Whether somebody waits for a call.
    fn waits(&self, place: usize) -> bool {
        self.waiters.get(place).is_some_and(Option::is_some)
    }

    /// The bytes of a call.
    pub(super) fn call(&self, place: usize) -> Result<&[u8], Failure> {
        let before = prefix(&self.calls, place)?.len();
        prefix(&self.calls[before..], 1)
    }
}

/// What an answer says to whoever called. Where nobody will hear of it, the bytes of the answer are not copied.
fn end(answer: Answer<'_>, note: Option<&Note>, heard: bool) -> End {
    let void = note.and_then(|note| note.void);
    if let Some(Void::GivenUp(dead)) = void {
        let effect = matches!(answer, Answer::Done(_) | Answer::Taken | Answer::Forgotten);
        return End::Known { dead, effect };
    }
    if void == Some(Void::Told) {
        return End::Void;
    }
    let refuse = |code, words: &str| End::Told(Err(Failure::new(code, words)));
    match answer {
        Answer::Done(bytes) => End::Told(Ok(heard.then(|| bytes.to_vec()))),
        Answer::Taken => End::Told(Ok(None)),
        Answer::Refused(failure) => End::Told(Err(failure)),
        Answer::Expired => refuse(ErrorCode::CallExpired, "the call came after its deadline; there is no effect"),
        Answer::Later { retry_after_ms } => End::PutOff(retry_after_ms),
        Answer::Void if void == Some(Void::AtMostOnce) => {
            refuse(ErrorCode::CallGivenUp, "the one attempt did not arrive; there is no effect, and no second attempt")
        }
        Answer::Void => {
            refuse(ErrorCode::CallCancelled, "the call was cancelled before it arrived; there is no effect")
        }
        Answer::Forgotten => refuse(ErrorCode::CallGivenUp, "the effect was made, and its answer is not kept any more"),
    }
}
