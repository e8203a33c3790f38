// The modules of this Worker as text and bytes. The build copies them beside the bundle, since what is imported as code
// cannot be read as text.
import entry from "./build/code/entry.txt";
import script from "./build/code/index.txt";
import version from "./build/code/version.txt";
import wasm from "./build/code/index_bg.bin";

// Isolates are named by it: one that an earlier build made is never asked again.
export { version };

export const code = {
  // As in the wrangler file; a test of the harness compares them.
  compatibilityDate: "2026-10-01",
  mainModule: "loaded.js",
  modules: { "loaded.js": entry, "build/index.js": script, "build/index_bg.wasm": { wasm } },
};
