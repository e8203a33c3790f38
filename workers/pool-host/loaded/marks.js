// Marks that a task leaves in JavaScript, wherever code can leave one, and what it finds of those before it.
let variable = 0;
let ticks = 0;

// Does something that may not be allowed.
function tried(change) {
  try {
    change();
  } catch {
    // Frozen.
  }
}

export function leaveMarks() {
  const found = [
    `variable=${variable}`,
    `global=${globalThis.isolabMark ?? 0}`,
    `prototype=${[].isolabMark ?? 0}`,
    `builtin=${JSON.isolabMark ?? 0}`,
    `ticks=${ticks}`,
  ];
  variable += 1;
  tried(() => (globalThis.isolabMark = (globalThis.isolabMark ?? 0) + 1));
  tried(() => (Array.prototype.isolabMark = ([].isolabMark ?? 0) + 1));
  tried(() => (JSON.isolabMark = (JSON.isolabMark ?? 0) + 1));
  tried(() => setInterval(() => (ticks += 1), 1));
  return found.join(" ");
}
