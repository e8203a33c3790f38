// Starts Postgres for Rust. The bundler of the Rust code takes no WASM and no data along, so the entry module of the
// deployment imports this file, which leaves what Rust calls at `globalThis.isolabPostgres`.
import basePack from "./assets/base.pack";
import dictSnowball from "./assets/dict_snowball.so.wasm";
import load from "./assets/pglite.js";
import program from "./assets/pglite.wasm";
import plpgsql from "./assets/plpgsql.so.wasm";
import runtimePack from "./assets/runtime.pack";
import trampolines from "./assets/trampolines.wasm";
import { ProcessClock } from "./clock.js";
import { Connection } from "./connection.js";
import { Guard } from "./guard.js";
import { keepRoom, stackDepthKib } from "./stack.js";
import { PackTree, mount, openPack } from "./tree.js";

const libraries = { "plpgsql.so": plpgsql, "dict_snowball.so": dictSnowball };
const signatures = WebAssembly.Module.imports(trampolines).map(({ name }) => name);
// What the program answers when it waits for messages.
const ALIVE = 99;
// Enough for what a process does before a request.
const OWN_STEPS = 1 << 30;

let runtime;
let base;

globalThis.isolabPostgres = {
  // The entries of a new data directory, one per line, and the bytes of its files.
  baseDirectory: () => openBase().lines.join("\n"),
  baseBytes: () => openBase().bytes,
  start,
  pause: () => new Promise((done) => setTimeout(done, 1)),
};

function openBase() {
  return (base ??= openPack(basePack));
}

// Starts a process on a data directory. `settings` are those of its command line.
async function start(disk, settings, leastPages, mostPages) {
  runtime ??= new PackTree(runtimePack, "/pglite");
  const memory = new WebAssembly.Memory({ initial: leastPages, maximum: mostPages });
  const lines = [];
  const clock = new ProcessClock();
  const guard = new Guard();
  const connection = new Connection(clock, guard);
  const log = (line) => {
    lines.push(line);
    if (lines.length > 8) lines.shift();
  };
  let hook;
  const module = await load({
    thisProgram: "/pglite/bin/postgres",
    arguments: [],
    noExitRuntime: true,
    wasmMemory: memory,
    WASM_PREFIX: "/pglite",
    stdin: () => null,
    print: log,
    printErr: log,
    getPreloadedPackage: () => new ArrayBuffer(0),
    instantiateWasm(imports, done) {
      // A timer could interrupt nothing, since the program runs in one piece, and would keep an idle object from being closed.
      imports.env._setitimer_js = () => 0;
      const toHandler = imports.env._emscripten_throw_longjmp;
      imports.env._emscripten_throw_longjmp = () => {
        connection.spendOnError();
        toHandler();
      };
      const grow = imports.env.emscripten_resize_heap;
      imports.env.emscripten_resize_heap = (bytes) => grow(bytes) || connection.starve();
      clock.join(imports, () => memory.buffer);
      const instance = new WebAssembly.Instance(program, imports);
      connection.watch(instance.exports);
      hook = instance.exports.ProcessUtility_hook.value;
      done(instance, program);
      return {};
    },
    trampoline,
    library,
    preRun: [
      (made) => {
        Object.assign(made.ENV, ENVIRONMENT);
        made.onRuntimeInitialized = () => {
          connection.join(made);
          guard.join(made, memory, hook);
        };
      },
      (made) => {
        mount(made, runtime, "/pglite");
        mount(made, watched(disk, () => visit(connection)), "/data");
      },
    ],
  });
  module._pgl_setPGliteActive(1);
  const all = [...settings, `max_stack_depth=${stackDepthKib()}kB`];
  const ended = module.callMain(["--single", ...all.flatMap((setting) => ["-c", setting]), "-F", "-j", "-D", "/data", "postgres"]);
  if (ended !== ALIVE) throw new Error(`Postgres ended with ${ended}: ${lines.join(" | ")}`);
  module._pgl_startPGlite();
  connection.begin(OWN_STEPS);
  connection.send(query("SET SESSION AUTHORIZATION tenant"));
  guard.forgetOwner();
  closeRoot(module);
  return {
    begin: (steps) => connection.begin(steps),
    send: (messages) => connection.send(messages),
    sendAsOwner: (messages) => connection.sendAsOwner(messages, OWN_STEPS),
    isSpent: () => connection.isSpent(),
    over: () => connection.over(),
    sessionChanges: () => connection.sessionChanges(),
    refusedWrites: () => connection.refusedWrites(),
    parsedMoments: () => connection.parsedMoments(),
    memoryBytes: () => memory.buffer.byteLength,
    log: () => lines.join(" | "),
  };
}

// A tree whose methods are told of before they run.
function watched(tree, tell) {
  const watch = (method) => (...given) => {
    tell();
    return method(...given);
  };
  return Object.fromEntries(Object.entries(tree).map(([name, method]) => [name, watch(method)]));
}

// Before a visit to the disk: it costs steps, and Rust, which is not to be thrown out of, must have room on the stack.
function visit(connection) {
  connection.spend(VISIT_STEPS);
  if (connection.depth() > SHALLOW_BYTES) keepRoom(ROOM_KIB);
}

// What a visit to a file is worth, a few microseconds.
const VISIT_STEPS = 4000;
// Bytes of Postgres's own stack up to which there is surely room for Rust, and how many KiB that needs.
const SHALLOW_BYTES = 32 << 10;
const ROOM_KIB = 96;

// A message of the simple kind.
function query(text) {
  const bytes = new TextEncoder().encode(`Q....${text}\0`);
  new DataView(bytes.buffer).setUint32(1, bytes.length - 1);
  return bytes;
}

// Nobody makes files beside those of the data directory, which Rust counts.
function closeRoot({ FS }) {
  FS.root.node_ops.mknod = () => {
    throw new FS.ErrnoError(READ_ONLY);
  };
}

// The error number of a file system that is only read.
const READ_ONLY = 69;

const ENVIRONMENT = {
  HOME: "/", USER: "postgres", LOGNAME: "postgres", PGDATA: "/data", PGUSER: "postgres", PGDATABASE: "postgres",
  LANG: "en_US.UTF-8", LC_COLLATE: "en_US.UTF-8", LC_CTYPE: "en_US.UTF-8", TZ: "UTC", PGTZ: "UTC", PGCLIENTENCODING: "UTF8",
};

function trampoline(called, signature) {
  if (!signatures.includes(signature)) throw new Error(`no trampoline was made for ${signature}`);
  const e = Object.fromEntries(signatures.map((name) => [name, name === signature ? called : unused]));
  return new WebAssembly.Instance(trampolines, { e }).exports[signature];
}

function unused() {
  throw new Error("this trampoline is not used");
}

function library(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!libraries[name]) throw new Error(`the library ${name} is not part of the deployment`);
  return libraries[name];
}
