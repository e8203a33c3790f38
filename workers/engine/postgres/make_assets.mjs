// Makes what the Postgres engine needs, from the pinned npm package alone: `node make_assets.mjs <package> <folder>`.
//
//   pglite.wasm        Postgres, with the least memory it asks for lowered from 128 MiB to 16, a budget of steps, a count of
//                      what changes a session and of writes that were refused, and no more exports than are used
//   program.js         what the Worker has to know about the program: addresses, and numbers of statements
//   pglite.js          its loader, without the parts that compile code or look for Node
//   trampolines.wasm   what makes JavaScript functions callable from WASM, precompiled for the signatures in use
//   *.so.wasm          the libraries that Postgres loads while it runs, as modules of their own
//   runtime.pack       files that Postgres reads while it runs: time zones, dictionaries, extension scripts
//   base.pack          the data directory of a new database
//
// The platform compiles no WASM while it runs, so every module is a file of the deployment. All of it is the same bytes
// on every machine: clock and randomness stand still while the data directory is made, because a stored tenant holds
// only what differs from it.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { keepExports } from "./exports.mjs";
import { namesUsed, patchLoader } from "./loader.mjs";
import { keepCommitsDurable } from "./durable_commits.mjs";
import { lowerMemory } from "./memory.mjs";
import { watchDates } from "./moments.mjs";
import { programFacts } from "./program_facts.mjs";
import { countRefusedWrites } from "./refused_writes.mjs";
import { countSessionChanges } from "./session_changes.mjs";
import { RESERVE, addStepBudget } from "./step_budget.mjs";
import { Functions } from "./wasm_functions.mjs";
import { Reader, number } from "./wasm_sections.mjs";

const [packageFolder, output] = process.argv.slice(2);
const dist = path.join(packageFolder, "dist");
const require = createRequire(import.meta.url);

standStill();
fs.mkdirSync(output, { recursive: true });
const loader = fs.readFileSync(path.join(dist, "pglite.js"), "utf8");
const files = preloadedFiles(loader);
const libraries = ["plpgsql", "dict_snowball"].map((name) => ({ name, bytes: library(name) }));
const ours = ["isolab_steps", "isolab_waited", "isolab_session_changes", "isolab_refused_writes", "isolab_date_reader"];
const needed = [...namesUsed(loader, ownScripts()), ...ours];
const kept = new Set([...needed, ...libraries.flatMap(({ bytes }) => importsOf(bytes))]);
const original = fs.readFileSync(path.join(dist, "pglite.wasm"));
write("pglite.js", Buffer.from(patchLoader(loader, kept)));
write("runtime.pack", pack(runtimeFiles()));
const { PGlite, MemoryFS } = await import(pathToFileURL(path.join(dist, "index.js")));
write("base.pack", pack(await dataDirectory()));
const known = await programFacts(new Functions(original), { PGlite, MemoryFS });
write("program.js", Buffer.from(facts()));
writeModules();
process.exit(0);

function facts() {
  return `// Made by make_assets.mjs.\nexport default ${JSON.stringify({ ...known, reserve: RESERVE }, undefined, 2)};\n`;
}

// The clock moves a millisecond with every reading, or a wait for it to move would never end.
function standStill() {
  let now = Date.UTC(2026, 0, 1);
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length > 0 ? given : [RealDate.UTC(2026, 0, 1)]));
    }
    static now() {
      return (now += 1);
    }
  };
  performance.now = () => now - RealDate.UTC(2026, 0, 1);
  let state = 1;
  const fill = (view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bytes[index] = state >>> 24;
    }
    return view;
  };
  require("node:crypto").randomFillSync = fill;
  globalThis.crypto.getRandomValues = fill;
  process.env.TZ = "UTC";
}

function write(name, bytes) {
  fs.writeFileSync(path.join(output, name), bytes);
}

// What stands in the loader's list of preloaded files, with its bytes.
function preloadedFiles(text) {
  const data = fs.readFileSync(path.join(dist, "pglite.data"));
  const listed = [...text.matchAll(/filename:"([^"]*)",start:([0-9e]+),end:([0-9e]+)/g)];
  return listed.map(([, name, start, end]) => ({ name, bytes: data.subarray(Number(start), Number(end)) }));
}

function library(name) {
  return files.find((file) => file.name.endsWith(`/${name}.so`)).bytes;
}

function importsOf(bytes) {
  return WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name);
}

// What calls the program beside its loader.
function ownScripts() {
  return ["clock.js", "connection.js", "guard.js", "postgres.js", "stack.js", "tree.js"].map((name) => fs.readFileSync(new URL(name, import.meta.url), "utf8")).join("\n");
}

function writeModules() {
  const functions = new Functions(lowerMemory(original));
  addStepBudget(functions);
  countSessionChanges(functions);
  keepCommitsDurable(functions, known.synchronousCommit);
  countRefusedWrites(functions);
  watchDates(functions);
  write("pglite.wasm", keepExports(functions.write(), kept, needed));
  write("trampolines.wasm", trampolines());
  for (const { name, bytes } of libraries) write(`${name}.so.wasm`, bytes);
}

// One module that imports and exports a function of each signature: the first letter is the result.
function trampolines() {
  const signatures = [
    "i", "ii", "iii", "iiii", "iiiii", "iiiiii", "iiiiiii", "v", "vi", "vii", "viii", "viiii", "viiiiiiii",
  ];
  const type = { i: 127, j: 126, f: 125, d: 124 };
  const text = (value) => [...number(value.length), ...Buffer.from(value)];
  const section = (id, entries) => {
    const body = [...number(entries.length), ...entries.flat()];
    return [id, ...number(body.length), ...body];
  };
  const typeOf = ([result, ...parameters]) => [
    96, ...number(parameters.length), ...parameters.map((letter) => type[letter]), ...(result === "v" ? [0] : [1, type[result]]),
  ];
  return Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0,
    ...section(1, signatures.map(typeOf)),
    ...section(2, signatures.map((signature, index) => [...text("e"), ...text(signature), 0, ...number(index)])),
    ...section(7, signatures.map((signature, index) => [...text(signature), 0, ...number(index)])),
  ]);
}

function runtimeFiles() {
  const kept = /^\/pglite\/(share\/postgresql\/(timezone|timezonesets|extension|tsearch_data)\/|password$|locale-a$)/;
  const share = files.filter(({ name }) => kept.test(name));
  // Postgres looks at its program and at the head of a library before it asks for the module.
  const heads = files
    .filter(({ name }) => libraries.some((library) => name.endsWith(`/${library.name}.so`)))
    .map(({ name, bytes }) => ({ name, bytes: bytes.subarray(0, headLength(bytes)) }));
  const programs = files.filter(({ name }) => /^\/pglite\/bin\//.test(name));
  return withFolders([...share, ...heads, ...programs].sort(byName));
}

// The magic number and the first section, which says what a library needs before it is loaded.
function headLength(bytes) {
  const reader = new Reader(bytes);
  reader.at = 9;
  const length = reader.number();
  return reader.at + length;
}

function withFolders(list) {
  const folders = new Set();
  for (const { name } of list) {
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) folders.add(name.slice(0, end));
  }
  return [...[...folders].sort().map((name) => ({ name })), ...list];
}

function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}

// The directory as it is after a second start: the first one changes catalogs, and only one that finds them at rest leaves
// the files `pg_internal.init`, which spare the starts of tenants a third of their work.
async function dataDirectory() {
  const first = await PGlite.create({ fs: new MemoryFS(), initDbStartParams: ["--wal-segsize=1"] });
  await first.exec(`
    create role tenant login;
    alter schema public owner to tenant;
    revoke all on database postgres from public;
    grant connect, create on database postgres to tenant;
    update pg_database set datistemplate = false where datname like 'template_';
    update pg_database set datallowconn = true where datname = 'template0';`);
  for (const name of ["template0", "template1"]) await first.exec(`drop database ${name}`);
  await first.exec("vacuum freeze");
  await first.exec("checkpoint");
  const loadDataDir = await first.dumpDataDir("none");
  await first.close();
  const listed = [];
  const second = await PGlite.create({ fs: keptIn(listed, { MemoryFS, root: PGlite.paths.PGDATA }), loadDataDir });
  await second.exec("checkpoint");
  await second.close();
  return listed.filter(({ name }) => !name.startsWith("/pg_wal/0") || name === currentSegment(listed)).map(withoutComments);
}

// A file system that lists its data directory when it is closed: Postgres has shut down then, so it is what a start needs.
function keptIn(listed, { MemoryFS, root }) {
  class Kept extends MemoryFS {
    async closeFs() {
      const tree = this.pg.Module.FS;
      const walk = (folder) => {
        for (const entry of tree.readdir(folder).sort()) {
          if (entry === "." || entry === ".." || entry === "postmaster.pid") continue;
          const full = `${folder}/${entry}`;
          const name = full.slice(root.length);
          if (tree.isDir(tree.stat(full).mode)) {
            listed.push({ name });
            walk(full);
          } else listed.push({ name, bytes: Buffer.from(tree.readFile(full)) });
        }
      };
      walk(root);
      await super.closeFs();
    }
  }
  return new Kept();
}

// Every start reads the settings, nobody the explanations in them.
function withoutComments(entry) {
  if (entry.name !== "/postgresql.conf") return entry;
  const lines = entry.bytes.toString().split("\n").map((line) => line.replace(/\s*#.*$/, "")).filter((line) => line !== "");
  return { ...entry, bytes: Buffer.from(`${lines.join("\n")}\n`) };
}

// The one segment of the log that a start after a clean shutdown reads: that of the last checkpoint.
function currentSegment(listed) {
  const control = listed.find(({ name }) => name === "/global/pg_control").bytes;
  const position = control.readBigUInt64LE(32);
  const digits = (value) => value.toString(16).toUpperCase().padStart(8, "0");
  return `/pg_wal/00000001${digits(position >> 32n)}${digits((position & 0xffffffffn) >> 20n)}`;
}

// A pack is one line for each entry ("- name" for a folder, "bytes name" for a file), an empty line, and the bytes of all
// files one behind the other.
function pack(list) {
  const lines = list.map(({ name, bytes }) => `${bytes ? bytes.length : "-"} ${name}\n`);
  return Buffer.concat([Buffer.from(`${lines.join("")}\n`), ...list.filter(({ bytes }) => bytes).map(({ bytes }) => bytes)]);
}
