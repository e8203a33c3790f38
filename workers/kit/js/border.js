// The JavaScript half of `kit::border` and `kit::promise`: what crosses between JavaScript and the memory of the WASM
// instance, and back.

// The platform's own `queueMicrotask` costs more than ten microseconds, and the executor of Rust futures uses it for every
// step. A resolved promise queues a task for a fraction of that; and a task that is queued while a reply is handed to Rust
// runs right behind it, since that is a microtask already. What a task throws is still reported as an error of the Worker.
const resolved = Promise.resolve();
let settling = false;
const queued = [];

function run(task) {
  try {
    task();
  } catch (error) {
    reportError(error);
  }
}

globalThis.queueMicrotask = (task) => {
  if (settling) {
    queued.push(task);
  } else {
    resolved.then(() => run(task));
  }
};

// One view of the memory, made anew when the memory has grown or belongs to another instance.
let view = new Uint8Array(0);

function viewOf(memory) {
  if (view.buffer !== memory.buffer) {
    view = new Uint8Array(memory.buffer);
  }
  return view;
}

// What has crossed since the isolate began.
let copies = 0;
let copiedBytes = 0;

function count(bytes) {
  copies += 1;
  copiedBytes += bytes;
}

export function crossings() {
  return [copies, copiedBytes];
}

// Bytes of the memory as an array of their own.
export function copyOut(memory, start, length) {
  count(length);
  return viewOf(memory).slice(start, start + length);
}

// Bytes of an array into the memory.
export function copyIn(memory, start, bytes) {
  count(bytes.length);
  viewOf(memory).set(bytes, start);
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

// What a JSON text in the memory says, as JavaScript objects.
function parseOut(memory, start, length) {
  count(length);
  return JSON.parse(decoder.decode(viewOf(memory).subarray(start, start + length)));
}

// Milliseconds since a reading; a clock that was set back shows none.
function since(earlier) {
  return Math.max(0, Date.now() - earlier);
}

// Hands an outcome to Rust, and lets the tasks that waited for it go on.
function conclude(settle, ticket, outcome, length, called) {
  settling = true;
  try {
    settle(ticket, outcome, length, since(called));
  } finally {
    settling = false;
    while (queued.length > 0) {
      run(queued.shift());
    }
  }
}

// Hands the outcome of a remote call to `settle` under the ticket of the waiter: the reply and its length, or what went
// wrong and -1; and how many milliseconds it took.
function follow(promise, called, ticket, settle) {
  promise.then(
    (reply) => conclude(settle, ticket, reply, reply instanceof Uint8Array ? reply.length : -1, called),
    (error) => conclude(settle, ticket, error, -1, called),
  );
}

// Clocks are read here and not in Rust, because each trip across the border costs as much as the reading.

// Calls a remote method with bytes of the memory.
export function callRemote(remote, method, memory, start, length, attachment, ticket, settle) {
  const called = Date.now();
  follow(remote.call(method, copyOut(memory, start, length), attachment), called, ticket, settle);
}

// Sends the same by `fetch`. The host is nobody's: a binding looks at the path alone.
const ORIGIN = "http://isolab/";

async function post(remote, method, body) {
  const response = await remote.fetch(ORIGIN + method, { method: "POST", body });
  const reply = new Uint8Array(await response.arrayBuffer());
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  return reply;
}

export function fetchRemote(remote, method, memory, start, length, _attachment, ticket, settle) {
  const called = Date.now();
  follow(post(remote, method, copyOut(memory, start, length)), called, ticket, settle);
}

// Sends the JavaScript objects that a JSON text in the memory describes, and hands back the text of those that return.
async function pass(remote, method, question) {
  return encoder.encode(JSON.stringify(await remote.value(method, question)));
}

export function passRemote(remote, method, memory, start, length, _attachment, ticket, settle) {
  const called = Date.now();
  follow(pass(remote, method, parseOut(memory, start, length)), called, ticket, settle);
}

// Asks for a session, without waiting for it: calls may be made on its promise.
export function openSession(remote) {
  return remote.session();
}

// Gives back what the remote side holds for a session.
export function closeSession(session) {
  session[Symbol.dispose]?.();
}
