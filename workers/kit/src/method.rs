//! Names of methods as JavaScript strings, made once: a string costs microseconds each time it crosses the border.

use std::cell::RefCell;

use shared::call::Call;
use wasm_bindgen::JsValue;

thread_local! {
    // A handful of names, found faster by comparing pointers than by hashing.
    static NAMES: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// Whether `method` names this call.
pub fn is<C: Call>(method: &JsValue) -> bool {
    with_name::<C, _>(|name| method == name)
}

/// Lends the name of a call's method.
pub(crate) fn with_name<C: Call, T>(use_name: impl FnOnce(&JsValue) -> T) -> T {
    NAMES.with_borrow_mut(|names| {
        let known = names.iter().position(|(known, _)| std::ptr::eq(*known, C::METHOD));
        let place = known.unwrap_or_else(|| {
            names.push((C::METHOD, JsValue::from_str(C::METHOD)));
            names.len() - 1
        });
        use_name(&names[place].1)
    })
}
