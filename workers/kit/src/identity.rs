//! Who answers: ids of the V8 isolate, of the WASM instance in it, and of an object's life in memory.
//!
//! Ids are random, so they cannot be made at module scope; each is made by the first request that asks. The isolate's
//! id lives in JavaScript, because a panic replaces the WASM instance and not the isolate.

use std::cell::Cell;

use js_sys::Reflect;
use shared::{
    call::ServiceName,
    ids::{InstanceId, IsolateId, ObjectLifeId, RandomId, RequestId},
    timing::Place,
};
use wasm_bindgen::JsValue;

use crate::life;

const ISOLATE_PROPERTY: &str = "isolabIsolateId";

thread_local! {
    // A thread of WASM is an instance: these live exactly as long.
    static INSTANCE: Cell<Option<InstanceId>> = const { Cell::new(None) };
    static ISOLATE: Cell<Option<IsolateId>> = const { Cell::new(None) };
}

/// The place that this code runs at, outside of any object.
pub fn here(service: ServiceName) -> Place {
    Place { service, isolate: isolate(), instance: instance(), object: None }
}

/// A new name for a request that arrives from outside.
pub fn new_request() -> RequestId {
    random_id()
}

/// A new name for the life of an object that has just been constructed.
pub fn new_object_life() -> ObjectLifeId {
    random_id()
}

fn instance() -> InstanceId {
    INSTANCE.get().unwrap_or_else(|| {
        life::end_with_panics();
        let id = random_id();
        INSTANCE.set(Some(id));
        id
    })
}

fn isolate() -> IsolateId {
    ISOLATE.get().unwrap_or_else(|| {
        let global = js_sys::global();
        let property = JsValue::from_str(ISOLATE_PROPERTY);
        let known = Reflect::get(&global, &property).ok().and_then(|text| text.as_string());
        let id = known.and_then(|text| u64::from_str_radix(&text, 16).ok().map(RandomId)).unwrap_or_else(|| {
            let id = random_id();
            // A failure would only make the next WASM instance look like a new isolate.
            let _ = Reflect::set(&global, &property, &JsValue::from_str(&id.to_string()));
            id
        });
        ISOLATE.set(Some(id));
        id
    })
}

fn random_id() -> RandomId {
    let half = || {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^32 and not negative")]
        let bits = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        u64::from(bits)
    };
    RandomId((half() << 32) | half())
}
