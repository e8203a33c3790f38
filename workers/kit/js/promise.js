// The JavaScript half of `kit::promise`.

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

// Calls a remote method and hands its outcome to `settle` under the ticket of the waiter.
export function callRemote(remote, method, question, attachment, ticket, settle) {
  remote.call(method, question, attachment).then(
    (reply) => settle(ticket, reply, true),
    (error) => settle(ticket, error, false),
  );
}
