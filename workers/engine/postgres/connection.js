// The wire between Rust and a process: whole messages in, all messages out.
//
// The process reads piece by piece, and has done all that it was given before it asks for more. So what it is given together is
// of one kind: queries of the simple kind are ours, a statement to be parsed is watched for moments, and everything but ours is
// a tenant's.
import program from "./assets/program.js";
import { isStackOverrun } from "./stack.js";

const [SIMPLE_QUERY, PARSE] = [..."QP"].map((letter) => letter.charCodeAt(0));
// What the program throws on its way back into its main loop.
const BACK_TO_MAIN_LOOP = 100;
// Most bytes of an answer that are kept: a little more than a result may have. What comes behind them is dropped.
const KEPT_BYTES = 12 << 20;
// What the memory for answers is between requests.
const USUAL_BYTES = 1 << 20;
// Steps that a query of ours has at the least.
const OWN_STEPS = 10_000_000;
// Steps of an error on its way to its handler: it goes through JavaScript.
const ERROR_STEPS = 10_000;
// Words that Postgres takes for a moment, in a text that it reads as a date or a time.
const MOMENTS = /now|today|tomorrow|yesterday/i;

export class Connection {
  #module;
  #clock;
  #guard;
  #question = new Uint8Array(0);
  #read = 0;
  #end = 0;
  #isParsing = false;
  #answer = new Uint8Array(USUAL_BYTES);
  #written = 0;
  #dropped = false;
  #counters;
  #parsedMoments = 0;
  #spent = false;
  #starved = false;
  #over = "";
  #base;

  constructor(clock, guard) {
    this.#clock = clock;
    this.#guard = guard;
  }

  // What was added to the program, and what tells it that an interrupt is pending.
  watch(exports) {
    this.#counters = exports;
    this.#clock.watch(exports.isolab_waited);
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
    this.#counters.isolab_date_reader.value = module.addFunction((address) => this.#readDate(address), "vi");
  }

  // Takes steps that the program cannot count itself.
  spend(steps) {
    this.#counters.isolab_steps.value -= steps;
  }

  // An error is on its way to its handler, which may be the statement's own: what was cancelled must not go on unasked.
  spendOnError() {
    this.spend(ERROR_STEPS);
    this.#askAboutInterrupts();
  }

  // How much of its own stack the program uses now, in bytes.
  depth() {
    return this.#base === undefined ? 0 : this.#base - this.#module.stackSave();
  }

  // A request wants more memory than a process may have. Answers that it does not get it.
  starve() {
    this.#starved = true;
    return false;
  }

  // Whether a request has used up its steps.
  isSpent() {
    return this.#spent || this.#counters.isolab_steps.value < program.reserve;
  }

  sessionChanges() {
    return this.#counters.isolab_session_changes.value >>> 0;
  }

  refusedWrites() {
    return this.#counters.isolab_refused_writes.value >>> 0;
  }

  parsedMoments() {
    return this.#parsedMoments;
  }

  // Why the process has ended; nothing while it runs.
  over() {
    return this.#over;
  }

  // Begins a request, which may take so many steps in all that is sent for it.
  begin(steps) {
    this.#counters.isolab_steps.value = steps + program.reserve;
    this.#spent = this.#starved = false;
    this.#clock.begin();
  }

  // Answers what the process says to the messages, or none if it says more than is kept. A statement that takes more steps
  // than are left is cancelled. If the process ends, `over` says why, and the answer is what it has said until then.
  send(messages) {
    this.#base ??= this.#module.stackSave();
    this.#askAboutInterrupts();
    // A copy, since the memory of Rust may move while Rust is asked for files.
    this.#question = messages.slice();
    this.#read = this.#end = 0;
    this.#written = 0;
    this.#dropped = false;
    try {
      this.#run();
    } catch (error) {
      this.#over = reasonOf(error, this.#counters.isolab_steps.value, this.#starved);
    }
    this.#guard.on = false;
    this.#isParsing = false;
    const answer = this.#dropped ? undefined : this.#answer.slice(0, this.#written);
    if (this.#answer.length > USUAL_BYTES) this.#answer = new Uint8Array(USUAL_BYTES);
    return answer;
  }

  // The same as the owner of the database.
  sendAsOwner(messages, steps) {
    this.#guard.recallOwner();
    this.begin(steps);
    const answer = this.send(messages);
    this.#guard.forgetOwner();
    return answer;
  }

  #run() {
    const module = this.#module;
    while (this.#read < this.#question.length || module._pq_buffer_remaining_data() > 0) {
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
  }

  #askAboutInterrupts() {
    this.#module.HEAPU8[this.#counters.InterruptPending.value] = 1;
  }

  #give(address, most) {
    if (this.#read === this.#end) this.#begin();
    const piece = this.#question.subarray(this.#read, Math.min(this.#read + most, this.#end));
    this.#module.HEAPU8.set(piece, address);
    this.#read += piece.length;
    return piece.length;
  }

  // Begins the next messages of one kind.
  #begin() {
    const kind = kindOf(this.#question[this.#read]);
    const view = new DataView(this.#question.buffer, this.#question.byteOffset, this.#question.byteLength);
    while (this.#end < this.#question.length && kindOf(this.#question[this.#end]) === kind) {
      this.#end += 1 + view.getUint32(this.#end + 1);
    }
    // What ends a transaction runs also where nothing is left for what it ends.
    if (kind === SIMPLE_QUERY) {
      const steps = this.#counters.isolab_steps;
      this.#spent = this.isSpent();
      steps.value = Math.max(steps.value, OWN_STEPS + program.reserve);
    }
    this.#guard.on = kind !== SIMPLE_QUERY;
    this.#isParsing = kind === PARSE;
  }

  #readDate(address) {
    if (!this.#isParsing) return;
    const bytes = this.#module.HEAPU8;
    let end = address;
    while (bytes[end] !== 0) end += 1;
    if (MOMENTS.test(String.fromCharCode(...bytes.subarray(address, Math.min(end, address + 256))))) this.#parsedMoments += 1;
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
}

function kindOf(type) {
  return type === SIMPLE_QUERY || type === PARSE ? type : 0;
}

// What ended a process that did not come back: its steps, the platform's stack, its memory, itself, or something that should
// not happen. One that fails for want of memory while it handles an error ends itself.
function reasonOf(error, steps, starved) {
  if (steps < 0) return "steps";
  if (isStackOverrun(error)) return "stack";
  if (error?.status !== undefined) return starved ? "memory" : "exit";
  return `fault: ${error?.stack ?? error}`;
}
