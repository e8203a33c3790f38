// Makes the entrypoint class that Rust exports cheap to call: the platform constructs the class anew for every call, and
// the generated one builds a proxy each time. Here one generated proxy serves all calls of the isolate; it builds its
// WASM instance anew after a panic. It must therefore not rely on the context of a request.
import { WorkerEntrypoint } from "cloudflare:workers";

// `more` is handed to Rust behind the arguments of every call.
export function callable(Inner, ...more) {
  let answer;
  return class extends WorkerEntrypoint {
    call(method, question, attachment) {
      answer ??= new Inner(this.ctx, this.env).call;
      return answer(method, question, attachment, ...more);
    }
  };
}
