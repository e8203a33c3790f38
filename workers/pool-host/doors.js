// What of the Worker Loader the Rust of the host cannot reach: isolates by name, and isolates for one task.
import { env, waitUntil } from "cloudflare:workers";
import { naiveCode, persistentCode, singleCode, version } from "./code.js";
import { bare } from "./loaded/bare.js";

let opened = 0;
let loaded = 0;
let lateDone = 0;

// A stub of this Worker's own ledger, of the request that is being answered.
let ledgerOf = () => null;

export function enter(context) {
  ledgerOf = () => context.exports.Ledger({});
}

export function noteLate() {
  lateDone += 1;
}

// The isolate of that name. The code is here before the loader is asked: a load that waits for another Worker would be cancelled with
// the request that began it, and fail the requests that wait for the same isolate.
function named(name, code) {
  return env.LOADER.get(`${version}/${name}`, () => code(ledgerOf())).getEntrypoint();
}

// A session in the isolate of that name, which is there as long as the session is held. It serves `many` tasks, `one`, or `one_later`.
export function open(name, serves) {
  opened += 1;
  return named(name, serves === "many" ? persistentCode : singleCode).session(serves === "one_later");
}

// An isolate that nobody can ask again. What its task leaves behind goes on, as long as a call waits for that.
function loadedNow(code) {
  loaded += 1;
  return env.LOADER.load(code(ledgerOf())).getEntrypoint();
}

export const doors = {
  bare() {
    return { call: (_method, question) => bare(question) };
  },

  named(name) {
    return named(name, persistentCode);
  },

  once() {
    return loadedNow(singleCode);
  },

  naive() {
    return loadedNow(naiveCode);
  },

  keep(stub, question) {
    waitUntil(stub.call("drained", question).then(() => {}, () => {}));
  },

  counts() {
    return [opened, loaded, lateDone];
  },
};
