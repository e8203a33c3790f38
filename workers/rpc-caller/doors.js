// Ways to the runtime that a binding alone does not give. Each door hands out an object with the runtime's own methods, so
// that the caller asks it like any other.
import { env } from "cloudflare:workers";
import { connect } from "./capnweb.js";

let loadable;

export const doors = {
  // Cap'n Web in batches over the service binding.
  capnweb() {
    return connect(env.RPC_RUNTIME);
  },

  hasAddress() {
    return Boolean(env.RUNTIME_URL);
  },

  // The runtime over HTTP.
  raw() {
    return { fetch: (url, request) => fetch(env.RUNTIME_URL + new URL(url).pathname, request) };
  },

  hasLoader() {
    return Boolean(env.LOADER);
  },

  // The runtime's code in an isolate of its own. The code is here before the loader is asked: a load that waits for another
  // Worker would be cancelled with the request that began it, and fail the requests that wait for the same isolate.
  async loaded() {
    loadable ??= await env.RPC_RUNTIME.code();
    const { code, version } = loadable;
    return env.LOADER.get(version, () => ({ ...code, globalOutbound: null })).getEntrypoint();
  },
};
