// The JavaScript half of `kit::life`: the end of an object's life.

// The platform ends whatever runs, so Rust must not be below it on the stack: nothing of it would be put in order. A promise
// that is resolved comes before anything that was written is committed.
export function endLife(context, reason) {
  Promise.resolve().then(() => context.abort(reason));
}
