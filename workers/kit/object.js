// Makes a Durable Object class that Rust exports callable by RPC: the platform accepts RPC only for classes that extend
// `DurableObject`, and the generated ones do not. The inner object is the generated proxy, which builds itself anew
// after a panic has ended its WASM instance, so it is asked again on every call.
import { DurableObject } from "cloudflare:workers";

export function callable(Inner) {
  return class extends DurableObject {
    #inner;

    constructor(context, env) {
      super(context, env);
      this.#inner = new Inner(context, env);
    }

    call(method, question) {
      return this.#inner.call(method, question);
    }

    // A class without an alarm never sets one.
    alarm() {
      return this.#inner.alarm();
    }
  };
}
