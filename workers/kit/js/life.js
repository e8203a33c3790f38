// The JavaScript half of `kit::life`: the end of an object's life.

// The platform ends whatever runs, so Rust must not be below it on the stack: nothing of it would be put in order. A promise
// that is resolved comes before anything that was written is committed.
export function endLife(context, reason) {
  Promise.resolve().then(() => context.abort(reason));
}

// A panic ends the WASM instance, and so the memory of every object that lives on it. What they wait for is gone: without an end
// of their lives, whoever asked them would wait for ever, and an alarm that is being answered would be their last.
export function endAll(reason) {
  for (const reference of globalThis.isolabContexts ?? []) {
    const context = reference.deref();
    // Another object than the one that runs may not be touched from here; its next event finds a new instance.
    Promise.resolve()
      .then(() => context?.abort(reason))
      .catch(() => {});
  }
}
