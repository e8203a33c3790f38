//! The disk of a process as JavaScript calls it: an object of functions over a tree of files.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsValue, closure::Closure};

use super::{
    disk::{Disk, FileId, Refusal},
    process::{DeployedBytes, index, narrow},
};

/// The disk as JavaScript calls it, see `tree.js`.
pub(super) struct Tree {
    object: Object,
    /// What the fields of the object call; a closure ends with its owner.
    closures: Vec<Box<dyn std::any::Any>>,
}

impl Tree {
    pub(super) fn over(disk: &Rc<RefCell<Disk<DeployedBytes>>>) -> Self {
        let mut tree = Self { object: Object::new(), closures: Vec::new() };
        let on = |disk: &Rc<RefCell<Disk<DeployedBytes>>>| Rc::clone(disk);
        let it = on(disk);
        tree.add(
            "find",
            Closure::<dyn Fn(String) -> i32>::new(move |path: String| answer_id(it.borrow_mut().find(&path))),
        );
        let it = on(disk);
        tree.add("isFolder", Closure::<dyn Fn(i32) -> bool>::new(move |id| it.borrow().is_folder(file(id))));
        let it = on(disk);
        tree.add("size", Closure::<dyn Fn(i32) -> f64>::new(move |id| widen(it.borrow().size(file(id)))));
        let it = on(disk);
        tree.add(
            "list",
            Closure::<dyn Fn(String) -> Array>::new(move |folder: String| {
                it.borrow().list(&folder).iter().map(|name| JsValue::from_str(name)).collect()
            }),
        );
        let it = on(disk);
        tree.add(
            "create",
            Closure::<dyn Fn(String, bool) -> i32>::new(move |path: String, folder| {
                let mut disk = it.borrow_mut();
                answer_id(if folder { disk.create_folder(&path) } else { disk.create(&path) })
            }),
        );
        let it = on(disk);
        tree.add(
            "remove",
            Closure::<dyn Fn(String) -> i32>::new(move |path: String| answer(it.borrow_mut().remove(&path))),
        );
        let it = on(disk);
        tree.add(
            "rename",
            Closure::<dyn Fn(String, String) -> i32>::new(move |from: String, to: String| {
                answer(it.borrow_mut().rename(&from, &to))
            }),
        );
        let it = on(disk);
        tree.add(
            "resize",
            Closure::<dyn Fn(i32, f64) -> i32>::new(move |id, size| {
                answer(it.borrow_mut().resize(file(id), position(size)))
            }),
        );
        let it = on(disk);
        tree.add(
            "read",
            Closure::<dyn Fn(i32, Uint8Array, f64) -> i32>::new(move |id, target: Uint8Array, from| {
                let mut bytes = vec![0; index(target.length())];
                match it.borrow().read(file(id), position(from), &mut bytes) {
                    Ok(read) => {
                        target.subarray(0, narrow(read)).copy_from(&bytes[..read]);
                        i32::try_from(read).unwrap_or(i32::MAX)
                    }
                    Err(refusal) => -refusal.error_number(),
                }
            }),
        );
        let it = on(disk);
        tree.add(
            "write",
            Closure::<dyn Fn(i32, Uint8Array, f64) -> i32>::new(move |id, source: Uint8Array, to| {
                let bytes = source.to_vec();
                match it.borrow_mut().write(file(id), position(to), &bytes) {
                    Ok(()) => i32::try_from(bytes.len()).unwrap_or(i32::MAX),
                    Err(refusal) => -refusal.error_number(),
                }
            }),
        );
        tree
    }

    /// What JavaScript calls.
    pub(super) fn object(&self) -> &Object {
        &self.object
    }

    fn add<F: ?Sized + 'static>(&mut self, name: &str, closure: Closure<F>) {
        // Setting a field of an object that was just made does not fail.
        let _ = Reflect::set(&self.object, &JsValue::from_str(name), closure.as_ref());
        self.closures.push(Box::new(closure));
    }
}

fn answer(outcome: Result<(), Refusal>) -> i32 {
    outcome.map_or_else(|refusal| -refusal.error_number(), |()| 0)
}

fn answer_id(outcome: Result<FileId, Refusal>) -> i32 {
    outcome.map_or_else(
        |refusal| -refusal.error_number(),
        |id| i32::try_from(id).unwrap_or(-Refusal::NoSpace.error_number()),
    )
}

fn file(id: i32) -> FileId {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// A place in a file, which JavaScript says as a whole number below 2^53.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 2^53")]
fn position(number: f64) -> u64 {
    number as u64
}

#[expect(clippy::cast_precision_loss, reason = "a file is smaller than 2^53 bytes")]
fn widen(size: u64) -> f64 {
    size as f64
}
