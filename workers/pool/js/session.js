// The JavaScript half of `session`: isolates that the host opens, and the end of a session with one.

// The isolate's own target. Calls on it are not the host's any more.
export async function openSession(host, name, serves) {
  return await host.open(name, serves);
}

export function dispose(session) {
  session[Symbol.dispose]?.();
}
