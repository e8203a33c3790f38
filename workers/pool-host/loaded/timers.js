// Timers that end with the task that set them: in an open session they would run on behind its answer, into the next task.
const { setTimeout: later, setInterval: again, clearTimeout: forget, clearInterval: stop } = globalThis;
let running = new Set();

function tracked(start) {
  return (...all) => {
    const timer = start(...all);
    running.add(timer);
    return timer;
  };
}

globalThis.setTimeout = tracked(later.bind(globalThis));
globalThis.setInterval = tracked(again.bind(globalThis));

// Ends all timers that are left.
export function endTimers() {
  if (running.size > 0) {
    for (const timer of running) {
      forget(timer);
      stop(timer);
    }
    running = new Set();
  }
}
