// Makes what the Postgres engine needs, from the pinned npm package alone: `node make_assets.mjs <package> <folder>`.
//
//   pglite.wasm        Postgres, with the least memory it asks for lowered from 128 MiB to 16, and a budget of steps
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
import { addStepBudget } from "./step_budget.mjs";

const [packageFolder, output] = process.argv.slice(2);
const dist = path.join(packageFolder, "dist");
const require = createRequire(import.meta.url);

standStill();
fs.mkdirSync(output, { recursive: true });
const loader = fs.readFileSync(path.join(dist, "pglite.js"), "utf8");
const files = preloadedFiles(loader);
writeModules();
write("pglite.js", Buffer.from(patchLoader(loader)));
write("runtime.pack", pack(runtimeFiles()));
write("base.pack", pack(await dataDirectory()));
process.exit(0);

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

function writeModules() {
  write("pglite.wasm", addStepBudget(lowerMemory(fs.readFileSync(path.join(dist, "pglite.wasm")))));
  write("trampolines.wasm", trampolines());
  for (const library of ["plpgsql", "dict_snowball"]) {
    write(`${library}.so.wasm`, files.find(({ name }) => name.endsWith(`/${library}.so`)).bytes);
  }
}

// Rewrites the minimum of the imported memory in place; the number keeps its length.
function lowerMemory(bytes) {
  const pages = 256;
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skipName = () => {
    const length = number();
    at += length;
  };
  const skipLimits = () => {
    const flags = bytes[at++];
    number();
    if (flags & 1) number();
  };
  for (;;) {
    const section = bytes[at++];
    const end = number() + at;
    if (section !== 2) {
      at = end;
      continue;
    }
    for (let left = number(); left > 0; left -= 1) {
      skipName();
      skipName();
      const kind = bytes[at++];
      if (kind === 2) {
        const from = ++at;
        number();
        for (let index = from, rest = pages; index < at; index += 1, rest >>= 7) {
          bytes[index] = (rest & 127) | (index < at - 1 ? 128 : 0);
        }
        return bytes;
      }
      if (kind === 0) number();
      else if (kind === 1) {
        at += 1;
        skipLimits();
      } else if (kind === 3) at += 2;
      else throw new Error(`an import of unknown kind ${kind}`);
    }
    throw new Error("the module imports no memory");
  }
}

// One module that imports and exports a function of each signature: the first letter is the result.
function trampolines() {
  const signatures = ["i", "ii", "iii", "iiii", "iiiii", "iiiiii", "iiiiiii", "v", "vi", "vii", "viii", "viiii"];
  const type = { i: 127, j: 126, f: 125, d: 124 };
  const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]);
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

// Each replacement must be found exactly once: another version of the package would need another look.
function patchLoader(text) {
  const replace = (found, replacement) => {
    const pieces = text.split(found);
    if (pieces.length !== 2) throw new Error(`expected once in the loader, found ${pieces.length - 1} times: ${found}`);
    text = pieces.join(replacement);
  };
  // The platform has `process.versions.node`, and is not Node.
  replace(
    'var ENVIRONMENT_IS_NODE=globalThis.process?.versions?.node&&globalThis.process?.type!="renderer";if(ENVIRONMENT_IS_NODE){const{createRequire}=await(import("node:module"));var require=createRequire(import.meta.url)}',
    "var ENVIRONMENT_IS_NODE=false;",
  );
  replace('globalThis.process.versions.node&&globalThis.process.type!="renderer"', "false");
  replace("var _scriptName=import.meta.url;", 'var _scriptName="";');
  replace('return new URL("pglite.wasm",import.meta.url).href', 'return "pglite.wasm"');
  // Nobody opens a socket, and a bundler looks for the package all the same.
  replace('WebSocketConstructor=require("ws")', "WebSocketConstructor=undefined");
  replace('require("ws").Server', "undefined");
  // JavaScript functions become callable through the precompiled module.
  const convert = text.slice(text.indexOf("var convertJsFunctionToWasm="), text.indexOf("var wrappedFunc=instance.exports"));
  replace(convert + 'var wrappedFunc=instance.exports["f"];return wrappedFunc};', 'var convertJsFunctionToWasm=(func,sig)=>Module["trampoline"](func,sig.replaceAll("p","i"));');
  // A library's file holds only its head; the module is a file of the deployment.
  replace(
    "var module=binary instanceof WebAssembly.Module?binary:new WebAssembly.Module(binary);",
    'var module=Module["library"](libName);',
  );
  // The files are mounted, not copied one by one.
  const list = /"?files"?:\[\{filename.*?\}\]/s.exec(text)?.[0];
  if (!list) throw new Error("the loader lists no files");
  replace(list, "files:[]");
  text = text.replaceAll(/Module\["FS_createPath"\]\("[^"]*","[^"]*",true,true\);/g, "");
  return text;
}

function runtimeFiles() {
  const kept = /^\/pglite\/(share\/postgresql\/(timezone|timezonesets|extension|tsearch_data)\/|password$|locale-a$)/;
  const share = files.filter(({ name }) => kept.test(name));
  // Postgres looks at its program and at the head of a library before it asks for the module.
  const heads = ["plpgsql", "dict_snowball"].map((library) => {
    const { name, bytes } = files.find((file) => file.name.endsWith(`/${library}.so`));
    return { name, bytes: bytes.subarray(0, headLength(bytes)) };
  });
  const programs = files.filter(({ name }) => /^\/pglite\/bin\//.test(name));
  return withFolders([...share, ...heads, ...programs].sort(byName));
}

// The magic number and the first section, which says what a library needs before it is loaded.
function headLength(bytes) {
  let at = 9;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) return at + length;
  }
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

async function dataDirectory() {
  const { PGlite, MemoryFS } = await import(pathToFileURL(path.join(dist, "index.js")));
  const listed = [];
  const root = PGlite.paths.PGDATA;
  class Kept extends MemoryFS {
    // Postgres has shut down, so the directory is what the next start needs.
    async closeFs() {
      const tree = this.pg.Module.FS;
      const walk = (folder) => {
        for (const entry of tree.readdir(folder).sort()) {
          if (entry === "." || entry === ".." || entry === "postmaster.pid" || entry === "pg_internal.init") continue;
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
  const database = await PGlite.create({ fs: new Kept(), initDbStartParams: ["--wal-segsize=1"] });
  await database.exec(`
    create role tenant login;
    alter schema public owner to tenant;
    revoke all on database postgres from public;
    grant connect, create on database postgres to tenant;
    update pg_database set datistemplate = false where datname like 'template_';
    update pg_database set datallowconn = true where datname = 'template0';`);
  for (const name of ["template0", "template1"]) await database.exec(`drop database ${name}`);
  await database.exec("vacuum freeze");
  await database.exec("checkpoint");
  await database.close();
  return listed.filter(({ name }) => !name.startsWith("/pg_wal/0") || name === currentSegment(listed));
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
