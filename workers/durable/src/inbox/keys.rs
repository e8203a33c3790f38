//! Calls that name their intent: the same intent again, under another number, gets the answer of the first and has no effect.

use shared::{
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
    limits,
    tables::row::{as_bytes, columns, damaged, number, text},
    value::Value,
};

use super::Inbox;
use crate::{
    outbox::Calls,
    platform::Platform,
    receive::{Handled, Receive, Received},
};

const FIND: &str = "SELECT fingerprint, answer FROM durable_key WHERE caller = ? AND key = ?";
const KEEP: &str = "INSERT INTO durable_key (caller, key, fingerprint, answer) VALUES (?, ?, ?, ?)";
const FORGET: &str = "DELETE FROM durable_key WHERE caller = ?1 AND number <= \
     (SELECT number FROM durable_key WHERE caller = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)";

impl<P: Platform> Inbox<P> {
    /// Makes a call unless its key was here before. Only an effect is remembered: a call that was refused may be made again.
    pub(super) fn once_for_key(
        &self,
        received: Received<'_>,
        key: &str,
        further: &mut Calls<'_, P>,
        object: &mut impl Receive<P>,
    ) -> Result<Handled, Failure> {
        let fingerprint = fingerprint(&received);
        let found = self.platform.rows(FIND, vec![text(received.caller), text(key)])?;
        if let Some(row) = found.into_iter().next() {
            let [known, answer] = columns(row)?;
            if as_bytes(known)? != fingerprint {
                let words = "the key of this call belongs to a call that asked something else";
                return Ok(Handled::Refused(Failure::new(ErrorCode::IdempotencyKeyReused, words)));
            }
            return Postcard::decode(&as_bytes(answer)?).map(Handled::Done).map_err(|_| damaged("an answer"));
        }
        let handled = object.receive(received, further)?;
        if let Handled::Done(answer) = &handled {
            let stored = Value::Blob(Postcard::encode(answer));
            let row = vec![text(received.caller), text(key), Value::Blob(fingerprint.to_vec()), stored];
            self.platform.execute(KEEP, row)?;
            self.platform.rows(FORGET, vec![text(received.caller), number(limits::DURABLE_KEYS.into())])?;
        }
        Ok(handled)
    }
}

/// What a call asks, in 32 bytes.
fn fingerprint(received: &Received<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(received.method.as_bytes()).update(&[0]).update(received.input);
    *hasher.finalize().as_bytes()
}
