// Imported before anything else of an isolate that serves many tasks: freezes what the language and the platform bring, so that no task
// can change it for the next. It costs some milliseconds once; an isolate that serves one task does without.
const seen = new Set();

function walk(value) {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) {
    return;
  }
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    // An accessor is not called: what it would give may not be there outside of a request.
    for (const part of [property?.value, property?.get, property?.set]) {
      walk(part);
    }
  }
  walk(Reflect.getPrototypeOf(value));
}

for (const key of Reflect.ownKeys(globalThis)) {
  const property = Reflect.getOwnPropertyDescriptor(globalThis, key);
  if (property && "value" in property && property.value !== globalThis) {
    walk(property.value);
  }
}
for (const hidden of [function* () {}, async function () {}, async function* () {}, [][Symbol.iterator](), ""[Symbol.iterator]()]) {
  walk(Reflect.getPrototypeOf(hidden));
}
for (const value of seen) {
  try {
    Object.freeze(value);
  } catch {
    // Views of a buffer with elements cannot be frozen; nobody else has one of these.
  }
}
for (const key of Reflect.ownKeys(globalThis)) {
  const property = Reflect.getOwnPropertyDescriptor(globalThis, key);
  if (property?.configurable) {
    try {
      Object.defineProperty(globalThis, key, "value" in property ? { writable: false, configurable: false } : { configurable: false });
    } catch {
      // What the platform keeps for itself stays as it is.
    }
  }
}
Object.preventExtensions(globalThis);
