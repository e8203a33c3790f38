//! Answers under idempotency keys, in the object's synchronous key-value storage: SQL of users never sees them, and they
//! are part of the transaction of the write they answer.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use shared::{
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
    ids::IdempotencyKey,
    limits,
};
use tenant::receipt::{Receipt, StoredAnswer};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{State, console_error};

/// The key of the counter of receipts.
const SEQUENCE: &str = "sequence";

#[wasm_bindgen]
extern "C" {
    /// `ctx.storage`, for the one property that the `worker` crate does not bind.
    type Storage;

    #[wasm_bindgen(method, getter)]
    fn kv(this: &Storage) -> KeyValue;

    /// The synchronous key-value storage.
    type KeyValue;

    #[wasm_bindgen(method, catch)]
    fn get(this: &KeyValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn put(this: &KeyValue, key: &str, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn delete(this: &KeyValue, key: &str) -> Result<JsValue, JsValue>;
}

/// A receipt as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    fingerprint: [u8; 16],
    #[serde(with = "serde_bytes")]
    results: Vec<u8>,
}

/// The receipts of one tenant.
pub(crate) struct Receipts {
    storage: Storage,
}

impl Receipts {
    pub(crate) fn new(state: &State) -> Self {
        Self { storage: JsValue::from(state.storage().as_raw()).unchecked_into() }
    }

    /// The answer that an earlier attempt left under a key.
    pub(crate) fn find(&self, key: &IdempotencyKey) -> Result<Option<StoredAnswer>, Failure> {
        let stored = self.storage.kv().get(&name(key)).map_err(|error| failed(&error))?;
        let Ok(bytes) = stored.dyn_into::<Uint8Array>() else { return Ok(None) };
        let Stored { fingerprint, results } = Postcard::decode(&bytes.to_vec())?;
        Ok(Some(StoredAnswer { fingerprint, results }))
    }

    /// Keeps a receipt, in the transaction that is open, and forgets the oldest.
    pub(crate) fn keep(&self, receipt: &Receipt<'_>) -> Result<(), Failure> {
        let kv = self.storage.kv();
        let keep = || -> Result<(), JsValue> {
            let sequence = kv.get(SEQUENCE)?.as_f64().unwrap_or(0.0);
            #[expect(clippy::cast_precision_loss, reason = "the bound is a thousand")]
            let slot = format!("slot:{}", sequence % limits::IDEMPOTENCY_KEYS as f64);
            if let Some(oldest) = kv.get(&slot)?.as_string() {
                kv.delete(&oldest)?;
            }
            let key = name(receipt.key);
            let stored = Stored { fingerprint: receipt.fingerprint, results: receipt.results.to_vec() };
            kv.put(&key, &Uint8Array::from(Postcard::encode(&stored).as_slice()))?;
            kv.put(&slot, &JsValue::from_str(&key))?;
            kv.put(SEQUENCE, &JsValue::from_f64(sequence + 1.0))
        };
        keep().map_err(|error| failed(&error))
    }
}

fn name(key: &IdempotencyKey) -> String {
    format!("receipt:{}", key.as_str())
}

fn failed(error: &JsValue) -> Failure {
    console_error!("the object's key-value storage failed: {error:?}");
    Failure::new(ErrorCode::ObjectFailed, "the object's storage failed; try again under an idempotency key")
}
