//! Names of methods as JavaScript strings, made once: a string costs microseconds each time it crosses the border.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

thread_local! {
    // A handful of names, found faster by comparing pointers than by hashing.
    static NAMES: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// What stands beside the name of a method in a table of names.
pub fn find<T: Copy>(method: &JsValue, table: &[(&'static str, T)]) -> Option<T> {
    table.iter().find(|(name, _)| is(method, name)).map(|&(_, beside)| beside)
}

/// Whether `method` is of that name.
pub(crate) fn is(method: &JsValue, name: &'static str) -> bool {
    with_name(name, |name| method == name)
}

/// Lends a name.
pub(crate) fn with_name<T>(name: &'static str, use_name: impl FnOnce(&JsValue) -> T) -> T {
    NAMES.with_borrow_mut(|names| {
        let known = names.iter().position(|(known, _)| std::ptr::eq(*known, name));
        let place = known.unwrap_or_else(|| {
            names.push((name, JsValue::from_str(name)));
            names.len() - 1
        });
        use_name(&names[place].1)
    })
}
