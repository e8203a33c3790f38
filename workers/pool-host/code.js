// What an isolate of the pools is made of: the scripts of `loaded` as texts, and the guarded tasks as a module that is compiled already.
// The build copies them, since what is imported as code cannot be read as text.
import bounds from "./build/code/bounds.txt";
import freeze from "./build/code/freeze.txt";
import instance from "./build/code/instance.txt";
import isolate from "./build/code/isolate.txt";
import marks from "./build/code/marks.txt";
import persistent from "./build/code/persistent.txt";
import single from "./build/code/single.txt";
import timers from "./build/code/timers.txt";
import version from "./build/code/version.txt";
import tasks from "./build/task.wasm";

// Isolates are named by it: one that an earlier build made is never asked again.
export { version };

const modules = {
  "loaded/freeze.js": freeze,
  "loaded/instance.js": instance,
  "loaded/isolate.js": isolate,
  "loaded/marks.js": marks,
  "loaded/persistent.js": persistent,
  "loaded/single.js": single,
  "loaded/timers.js": timers,
  "build/bounds.js": bounds,
  "build/task.wasm": { wasm: tasks },
};

// Without Node's interfaces an isolate takes three fifths of the processor to make. It reaches nobody but the ledger.
function code(mainModule, ledger) {
  return {
    // As in the wrangler file; a test of the harness compares them.
    compatibilityDate: "2026-10-01",
    compatibilityFlags: ["no_nodejs_compat"],
    mainModule,
    modules,
    env: { LEDGER: ledger },
    globalOutbound: null,
  };
}

export const persistentCode = (ledger) => code("loaded/persistent.js", ledger);
export const singleCode = (ledger) => code("loaded/single.js", ledger);
