// The JavaScript half of `kit::border`: what crosses between JavaScript and the memory of the WASM instance, and back.

// The platform's own `queueMicrotask` costs more than ten microseconds, and the executor of Rust futures uses it for every
// step. A resolved promise queues a task for a fraction of that. What a task throws is still reported as an error of the
// Worker.
const resolved = Promise.resolve();

globalThis.queueMicrotask = (task) => {
  resolved.then(() => {
    try {
      task();
    } catch (error) {
      reportError(error);
    }
  });
};

// One view of the memory, made anew when the memory has grown or belongs to another instance.
let view = new Uint8Array(0);

function viewOf(memory) {
  if (view.buffer !== memory.buffer) {
    view = new Uint8Array(memory.buffer);
  }
  return view;
}

// Bytes of the memory as an array of their own.
export function copyOut(memory, start, length) {
  return viewOf(memory).slice(start, start + length);
}

// Bytes of an array into the memory.
export function copyIn(memory, start, bytes) {
  viewOf(memory).set(bytes, start);
}

// Milliseconds since a reading; a clock that was set back shows none.
function since(earlier) {
  return Math.max(0, Date.now() - earlier);
}

// Calls a remote method with bytes of the memory and hands its outcome to `settle` under the ticket of the waiter: the
// reply and its length, or what went wrong and -1; and how many milliseconds it took.
export function callRemote(remote, method, memory, start, length, attachment, ticket, settle) {
  // Read here and not by a clock in Rust, because each trip across the border costs as much as the reading.
  const called = Date.now();
  remote.call(method, copyOut(memory, start, length), attachment).then(
    (reply) => settle(ticket, reply, reply instanceof Uint8Array ? reply.length : -1, since(called)),
    (error) => settle(ticket, error, -1, since(called)),
  );
}
