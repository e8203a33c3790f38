// The WASM instances of an isolate, and how one is chosen for a task: the shared one, the shared one set back, or a fresh one.
import { bounds } from "../build/bounds.js";
import module from "../build/task.wasm";
import { leaveMarks } from "./marks.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// The number of the task that answers what it is given.
const ECHO = 0;

// What `run` says comes next, as `Next` of the tasks numbers it.
const [ANSWER, WAIT, NEVER, LATE, LEAK, VANISH] = [0, 1, 2, 3, 4, 5];

const imports = {
  host: {
    throw() {
      throw new TypeError("the task threw this");
    },
  },
};

class Ended extends Error {
  constructor(ran, message) {
    super(message);
    this.ran = ran;
  }
}

export class Instance {
  constructor(compiled = module) {
    this.exports = new WebAssembly.Instance(compiled, imports).exports;
    // Without a meter there is none.
    this.fuel = this.exports.__fuel ?? { value: 0 };
    this.busy = false;
  }

  get bytes() {
    return this.exports.memory.buffer.byteLength;
  }

  // Runs a task and says what comes next. Whatever happens, the fuel tells whether the meter ended it.
  run(task, payload) {
    const { memory, input, run } = this.exports;
    this.fuel.value = bounds.fuel;
    const { written } = encoder.encodeInto(payload, new Uint8Array(memory.buffer, input(), bounds.payload));
    try {
      return run(task, written);
    } catch (error) {
      if (this.fuel.value < 0) {
        throw new Ended("out_of_fuel", `the task made more than ${bounds.fuel} steps`);
      }
      if (error instanceof WebAssembly.RuntimeError) {
        throw new Ended("trapped", error.message);
      }
      throw new Ended("failed", String(error?.message ?? error));
    }
  }

  // What the task says. After a run the memory may be another one, if it has grown.
  said() {
    const { memory, output, length } = this.exports;
    this.fuel.value = bounds.fuel;
    return decoder.decode(new Uint8Array(memory.buffer, output(), length()));
  }

  milliseconds() {
    this.fuel.value = bounds.fuel;
    return this.exports.length();
  }
}

// The instance that is kept, and what the memory of every instance is before its first task.
let shared;
let snapshot;
let stack;

// The fresh instance for the next task, and whether it is about to be made.
let next;
let following = false;

function keep() {
  shared = new Instance();
  stack = shared.exports.__stack_pointer.value;
  snapshot ??= new Uint8Array(shared.exports.memory.buffer.slice(0));
  return shared;
}

// The memory and the stack as they were. Memory that has grown stays as large as it is, so one of much more than it was is given up.
function setBack(instance) {
  if (instance.bytes > 2 * snapshot.length) {
    shared = undefined;
    return;
  }
  const all = new Uint8Array(instance.exports.memory.buffer);
  all.set(snapshot);
  all.fill(0, snapshot.length);
  instance.exports.__stack_pointer.value = stack;
}

function chosen(way) {
  switch (way) {
    case "shared":
    case "bare":
      return shared ?? keep();
    case "reset":
      // Of two tasks in one memory at the same time, each would be set back by the other.
      if (shared?.busy) {
        return new Instance();
      }
      if (shared) {
        setBack(shared);
      }
      return shared ?? keep();
    default: {
      const instance = next ?? new Instance();
      next = undefined;
      following = false;
      return instance;
    }
  }
}

// The next fresh instance is made behind the answer, outside the time of the request.
function prepare(way, behind) {
  if (way === "instance" && !next && !following) {
    following = true;
    behind.do(() => {
      following = false;
      next ??= new Instance();
    });
  }
}

// Makes the next fresh instance before anybody asks for it. Another one runs a task first, so that what is compiled when it is first used has been.
export function makeReady() {
  execute({ task: ECHO, way: "instance", payload: "", deadline_ms: 1 }, { do() {} });
  next ??= new Instance();
}

export function bytes() {
  return (shared?.bytes ?? 0) + (next?.bytes ?? 0);
}

// Runs a task to its end, or to its deadline. `behind` does what is to be done behind the answer.
export function execute(input, behind) {
  return executeIn(chosen(input.way), input, behind);
}

// The same in an instance that is given.
export function executeIn(instance, { task, way, payload, deadline_ms: deadline }, behind) {
  try {
    const code = instance.run(task, payload);
    return code === ANSWER ? instance.said() : goOn(code, instance, deadline, behind);
  } catch (error) {
    // Nobody knows what a task that ended like this has left of the memory and of the stack.
    if (instance === shared) {
      setBack(instance);
    }
    throw error;
  } finally {
    // An instance without any room left would fail from its next task on.
    if (instance === shared && instance.bytes >= bounds.memory) {
      shared = undefined;
    }
    prepare(way, behind);
  }
}

async function goOn(code, instance, deadline, behind) {
  switch (code) {
    case WAIT: {
      const milliseconds = instance.milliseconds();
      instance.busy = true;
      try {
        await within(deadline, scheduler.wait(milliseconds));
        return String(milliseconds);
      } finally {
        instance.busy = false;
      }
    }
    case NEVER:
      return await within(deadline, new Promise(() => {}));
    case LATE: {
      const milliseconds = instance.milliseconds();
      behind.goOnFor(milliseconds);
      return String(milliseconds);
    }
    case LEAK:
      return `${instance.said()} ${leaveMarks()}`;
    case VANISH:
      behind.vanish();
      return instance.said();
    default:
      throw new Ended("failed", "there is no such task");
  }
}

// The outcome of work, or the end of the wait for it. What was begun goes on, and is not waited for any more.
async function within(milliseconds, work) {
  const controller = new AbortController();
  const late = scheduler.wait(milliseconds, { signal: controller.signal }).then(
    () => {
      throw new Ended("late", `the task had not ended after ${milliseconds} ms`);
    },
    () => {},
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    controller.abort();
  }
}
