// Starts Postgres for Rust. The bundler of the Rust code takes no WASM and no data along, so the entry module of the
// deployment imports this file, which leaves what Rust calls at `globalThis.isolabPostgres`.
import basePack from "./assets/base.pack";
import dictSnowball from "./assets/dict_snowball.so.wasm";
import load from "./assets/pglite.js";
import program from "./assets/pglite.wasm";
import plpgsql from "./assets/plpgsql.so.wasm";
import runtimePack from "./assets/runtime.pack";
import trampolines from "./assets/trampolines.wasm";
import { PackTree, mount, openPack } from "./tree.js";

const libraries = { "plpgsql.so": plpgsql, "dict_snowball.so": dictSnowball };
const signatures = WebAssembly.Module.imports(trampolines).map(({ name }) => name);
// What the program answers when it waits for messages, and what it throws on its way back into its main loop.
const ALIVE = 99;
const BACK_TO_MAIN_LOOP = 100;

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
  const connection = new Connection();
  const log = (line) => {
    lines.push(line);
    if (lines.length > 8) lines.shift();
  };
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
      const instance = new WebAssembly.Instance(program, imports);
      connection.watch(instance.exports);
      done(instance, program);
      return {};
    },
    trampoline,
    library,
    preRun: [
      (made) => {
        Object.assign(made.ENV, ENVIRONMENT);
        made.onRuntimeInitialized = () => connection.join(made);
      },
      (made) => {
        mount(made, runtime, "/pglite");
        mount(made, disk, "/data");
      },
    ],
  });
  module._pgl_setPGliteActive(1);
  const ended = module.callMain(["--single", ...settings.flatMap((setting) => ["-c", setting]), "-F", "-O", "-j", "-D", "/data", "postgres"]);
  if (ended !== ALIVE) throw new Error(`Postgres ended with ${ended}: ${lines.join(" | ")}`);
  module._pgl_startPGlite();
  return {
    send: (messages, steps) => connection.send(messages, steps),
    sessionChanges: () => connection.sessionChanges(),
    memoryBytes: () => memory.buffer.byteLength,
    log: () => lines.join(" | "),
  };
}

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

// Most bytes of an answer that are kept: a little more than a result may have. What comes behind them is dropped.
const KEPT_BYTES = 12 << 20;

// The wire between Rust and the process: whole messages in, all messages out.
class Connection {
  #module;
  #question = new Uint8Array(0);
  #read = 0;
  #answer = new Uint8Array(64 << 10);
  #written = 0;
  #dropped = false;
  #steps;
  #sessionChanges;
  #interruptPending;

  // What `step_budget.mjs` and `session_changes.mjs` added to the program.
  watch({ isolab_steps, isolab_session_changes, InterruptPending }) {
    this.#steps = isolab_steps;
    this.#sessionChanges = isolab_session_changes;
    this.#interruptPending = InterruptPending.value;
  }

  join(module) {
    this.#module = module;
    const none = module.addFunction(() => 1, "pi");
    module._pgl_set_system_fn(none);
    module._pgl_set_popen_fn(module.addFunction(() => 0, "ppp"));
    module._pgl_set_pclose_fn(none);
    const read = module.addFunction((address, most) => this.#give(address, most), "ipi");
    const write = module.addFunction((address, length) => this.#take(address, length), "ipi");
    module._pgl_set_rw_cbs(read, write);
  }

  sessionChanges() {
    return this.#sessionChanges.value >>> 0;
  }

  #give(address, most) {
    const piece = this.#question.subarray(this.#read, this.#read + most);
    this.#module.HEAPU8.set(piece, address);
    this.#read += piece.length;
    return piece.length;
  }

  #take(address, length) {
    const end = this.#written + length;
    if (end > KEPT_BYTES) {
      this.#dropped = true;
      return length;
    }
    if (end > this.#answer.length) {
      const larger = new Uint8Array(Math.max(end, this.#answer.length * 2));
      larger.set(this.#answer.subarray(0, this.#written));
      this.#answer = larger;
    }
    this.#answer.set(this.#module.HEAPU8.subarray(address, address + length), this.#written);
    this.#written = end;
    return length;
  }

  // Answers what the process says to the messages, or none if it says more than is kept. Throws if the process ends.
  // A statement that takes more steps than are left is cancelled.
  send(messages, steps) {
    const module = this.#module;
    this.#steps.value = steps;
    module.HEAPU8[this.#interruptPending] = 1;
    this.#question = messages;
    this.#read = 0;
    this.#written = 0;
    this.#dropped = false;
    while (this.#read < messages.length || module._pq_buffer_remaining_data() > 0) {
      const stack = module.stackSave();
      try {
        module._PostgresMainLoopOnce();
      } catch (error) {
        module.stackRestore(stack);
        if (error?.status !== BACK_TO_MAIN_LOOP) throw error;
        module._PostgresMainLongJmp();
      }
    }
    module._PostgresSendReadyForQueryIfNecessary();
    module._pgl_pq_flush();
    return this.#dropped ? undefined : this.#answer.slice(0, this.#written);
  }
}
