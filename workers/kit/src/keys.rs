//! The object's key-value storage, as [`Keys`].

use js_sys::{Array, Map, Object, Promise, Reflect, Uint8Array};
use shared::{
    error::{ErrorCode, Failure},
    keys::Keys,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{State, Storage, console_error};

use crate::border;

/// Values in the storage of a Durable Object.
pub struct ObjectKeys {
    storage: Storage,
}

impl ObjectKeys {
    /// The storage of the object whose state this is.
    pub fn new(state: &State) -> Self {
        Self { storage: state.storage() }
    }
}

impl Keys for ObjectKeys {
    async fn put(&self, key: &str, value: &[u8]) -> Result<(), Failure> {
        settled(self.storage.as_raw().put(key, border::to_javascript(value).into())).await.map(drop)
    }

    async fn put_all(&self, entries: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        let object = Object::new();
        for (key, value) in entries {
            Reflect::set(&object, &JsValue::from_str(key), &border::to_javascript(value))
                .map_err(|error| failed(&error))?;
        }
        settled(self.storage.as_raw().put_multiple(object.into())).await.map(drop)
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let value = settled(self.storage.as_raw().get(key)).await?;
        if value.is_undefined() { Ok(None) } else { bytes(value).map(Some) }
    }

    async fn read_all(&self, keys: &[String]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let keys = keys.iter().map(|key| JsValue::from_str(key)).collect();
        entries(settled(self.storage.as_raw().get_multiple(keys)).await?)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let options = Object::new();
        Reflect::set(&options, &JsValue::from_str("prefix"), &JsValue::from_str(prefix))
            .map_err(|error| failed(&error))?;
        entries(settled(self.storage.as_raw().list_with_options(options)).await?)
    }

    async fn delete(&self, keys: &[&str]) -> Result<(), Failure> {
        let keys = keys.iter().copied().map(JsValue::from_str).collect();
        settled(self.storage.as_raw().delete_multiple(keys)).await.map(drop)
    }
}

/// The entries of a map that the storage hands back.
fn entries(map: JsValue) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let map: Map = map.dyn_into().map_err(|error| failed(&error))?;
    let read = |entry: JsValue| {
        let entry: Array = entry.dyn_into().map_err(|error| failed(&error))?;
        let key = entry.get(0).as_string().ok_or_else(|| failed(&entry))?;
        Ok((key, bytes(entry.get(1))?))
    };
    Array::from(&map.entries()).iter().map(read).collect()
}

async fn settled(promise: Result<Promise, JsValue>) -> Result<JsValue, Failure> {
    let promise = promise.map_err(|error| failed(&error))?;
    JsFuture::from(promise).await.map_err(|error| failed(&error))
}

fn bytes(value: JsValue) -> Result<Vec<u8>, Failure> {
    value.dyn_into::<Uint8Array>().map(|array| border::from_javascript(&array)).map_err(|other| failed(&other))
}

fn failed(error: &impl std::fmt::Debug) -> Failure {
    console_error!("the object's storage failed: {error:?}");
    Failure::new(ErrorCode::ObjectFailed, "the object's storage failed; try again")
}
