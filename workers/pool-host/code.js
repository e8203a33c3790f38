// What an isolate of the pools is made of: one of the scripts of `loaded` with all that it imports, as a text, and the guarded tasks as a module
// that is compiled already. The build writes the texts, since what is imported as code cannot be read as text.
import persistent from "./build/code/persistent.txt";
import single from "./build/code/single.txt";
import version from "./build/code/version.txt";
import bytes from "./build/task.bin";
import tasks from "./build/task.wasm";

// Isolates are named by it: one that an earlier build made is never asked again.
export { version };

const MAIN = "loaded/main.js";
const TASKS = "build/task.wasm";

// Without Node's interfaces an isolate takes three fifths of the processor to make. It reaches nobody but the ledger.
function code(script, ledger) {
  return {
    // As in the wrangler file; a test of the harness compares them.
    compatibilityDate: "2026-10-01",
    compatibilityFlags: ["no_nodejs_compat"],
    mainModule: MAIN,
    modules: { [MAIN]: script, [TASKS]: { wasm: tasks } },
    env: { LEDGER: ledger },
    globalOutbound: null,
  };
}

export const persistentCode = (ledger) => code(persistent, ledger);
export const singleCode = (ledger) => code(single, ledger);

// What a loader is given at first: Node's interfaces, which are the default of this date, and a module that each isolate compiles again.
export function naiveCode(ledger) {
  const once = singleCode(ledger);
  return { ...once, compatibilityFlags: [], modules: { ...once.modules, [TASKS]: { wasm: bytes } } };
}
