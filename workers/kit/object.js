// Makes a Durable Object class that Rust exports callable by RPC: the platform accepts RPC only for classes that extend
// `DurableObject`, and the generated ones do not. The inner object is the generated proxy, which builds itself anew
// after a panic has ended its WASM instance, so it is asked again on every call.
import { DurableObject } from "cloudflare:workers";

// The objects of the isolate, for `js/life.js`, which is bundled elsewhere.
const contexts = (globalThis.isolabContexts ??= new Set());
const forgotten = new FinalizationRegistry((reference) => contexts.delete(reference));

export function callable(Inner) {
  return class extends DurableObject {
    #inner;

    constructor(context, env) {
      super(context, env);
      const reference = new WeakRef(context);
      contexts.add(reference);
      forgotten.register(context, reference);
      this.#inner = new Inner(context, env);
    }

    call(method, question) {
      return this.#inner.call(method, question);
    }

    // A class without an address answers that it has none.
    fetch(request) {
      return this.#inner.fetch(request);
    }

    // A class without an alarm never sets one.
    alarm() {
      return this.#inner.alarm();
    }
  };
}
