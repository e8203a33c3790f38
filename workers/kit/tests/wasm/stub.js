// Stubs of a runtime as the platform hands them out: objects whose methods answer with promises.
const decoder = new TextDecoder();
const encoder = new TextEncoder();

const parse = (bytes) => JSON.parse(decoder.decode(bytes));
const write = (value) => encoder.encode(JSON.stringify(value));

// The reply of a runtime that gives back what it got.
function echo({ request_id, input }) {
  return { request_id, outcome: { Ok: { Payload: input.payload } }, trace: { hops: [], places: [] } };
}

// One that answers on every face, and remembers by which it was asked.
export function answering() {
  const asked = [];
  return {
    asked,
    disposals: 0,
    call: async (method, question) => {
      asked.push(`call ${method}`);
      return write(echo(parse(question)));
    },
    fetch: async (url, { method, body }) => {
      asked.push(`${method} ${url}`);
      return new Response(write(echo(parse(body))));
    },
    value: async (method, question) => {
      asked.push(`value ${method}`);
      return echo(question);
    },
    session() {
      asked.push("session");
      return { ...this, [Symbol.dispose]: () => (this.disposals += 1) };
    },
  };
}

// One that answers the first question after the second.
export function reversing() {
  let release;
  return {
    call: (method, question) =>
      new Promise((resolve) => {
        const answer = () => resolve(write(echo(parse(question))));
        if (release) {
          answer();
          release();
        } else {
          release = answer;
        }
      }),
  };
}

// One that answers nothing before it is told to.
export function holding() {
  const held = [];
  return {
    release: () => held.splice(0).forEach((answer) => answer()),
    call: (method, question) => new Promise((resolve) => held.push(() => resolve(write(echo(parse(question)))))),
  };
}

// One that answers with what it was called with.
export function repeating() {
  return { call: async (...called) => called };
}

// One that does the same whatever it is asked.
export function failing(deed) {
  const deeds = {
    "throw": () => {
      throw new Error("out of order");
    },
    "reject": async () => {
      throw new Error("out of order");
    },
    "reject with nothing": () => Promise.reject(),
    "answer nothing": async () => undefined,
    "answer null": async () => null,
    "answer text": async () => "done",
    "answer a number": async () => 7,
    "answer an object": async () => ({ length: 3 }),
    "answer a buffer": async () => new ArrayBuffer(8),
    "answer other bytes": async () => new Uint8Array([123, 125]),
    "answer no bytes": async () => new Uint8Array(),
    "answer status 500": async () => new Response("out of order", { status: 500 }),
    "answer what no text can say": async () => ({ outcome: 1n }),
  };
  const failing = deeds[deed];
  return { call: failing, fetch: failing, value: failing, session: failing };
}
