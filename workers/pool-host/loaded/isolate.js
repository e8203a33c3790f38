// An isolate of a pool, as those see it who ask it: by its entrypoint, or on a session that keeps it open.
//
// It belongs to the first owner whose task it is given, and refuses every other. It makes up a name for itself in its first request, so that
// whoever asks sees when another isolate has come in its place.
import { RpcTarget, WorkerEntrypoint, abortIsolate } from "cloudflare:workers";
import { bounds } from "../build/bounds.js";
import { bytes, execute, makeReady } from "./instance.js";
import { endTimers } from "./timers.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let id;
let serves = Infinity;
let owner = null;
let uses = 0;
let running = 0;
const pending = new Set();

// Said by an entry whose isolates serve one task.
export function serveOne() {
  serves = 1;
}

function newId() {
  const half = () => Math.floor(Math.random() * 2 ** 32).toString(16).padStart(8, "0");
  return half() + half();
}

function state() {
  id ??= newId();
  return { id, uses, bytes: bytes(), owner };
}

// Keeps hold of work that goes on behind an answer, until it has ended.
function follow(context, work) {
  const followed = work.catch(() => {}).finally(() => pending.delete(followed));
  pending.add(followed);
  context.waitUntil(followed);
}

// The name is free as soon as the isolate has ended.
function end(context, milliseconds) {
  context.waitUntil(scheduler.wait(milliseconds).then(() => abortIsolate("ended")));
}

function run(input, context, ledger, onSession) {
  id ??= newId();
  if (owner !== null && owner !== input.owner) {
    return { ran: "foreign", output: "the isolate belongs to another owner", isolate: state(), ends: false };
  }
  const of = (ran, output) => {
    endTimers();
    // One that serves no other task ends by itself, unless something goes on in it; without a session it ends with its request.
    running -= 1;
    const ends = onSession && uses >= serves && running === 0 && pending.size === 0;
    if (ends) {
      // The answer goes ahead: the thread that ends this is the one that carries it.
      end(context, bounds.endsAfter);
    }
    return { ran, output, isolate: state(), ends };
  };
  const ended = (error) => of(error?.ran ?? "failed", String(error?.message ?? error));
  owner = input.owner;
  uses += 1;
  running += 1;
  const behind = {
    do: (work) => follow(context, scheduler.wait(0).then(work)),
    goOnFor: (milliseconds) => follow(context, scheduler.wait(milliseconds).then(() => ledger?.done())),
    vanish: () => follow(context, scheduler.wait(0).then(() => abortIsolate("vanished"))),
  };
  try {
    const output = execute(input, behind);
    return typeof output === "string" ? of("answered", output) : output.then((text) => of("answered", text), ended);
  } catch (error) {
    return ended(error);
  }
}

// Nothing that an earlier task left behind is under way any more.
async function drained() {
  while (pending.size > 0) {
    await Promise.all(pending);
  }
}

async function retire(context) {
  await drained();
  end(context, 0);
  return null;
}

function answer(method, input, context, ledger, onSession) {
  switch (method) {
    case "run":
      return run(input, context, ledger, onSession);
    case "state":
      return state();
    case "drained":
      return drained().then(() => null);
    case "retire":
      return retire(context);
    default:
      throw new Error(`an isolate has no method ${method}`);
  }
}

function written(requestId, output) {
  const reply = { request_id: requestId, outcome: { Ok: output }, trace: { hops: [], places: [] } };
  return encoder.encode(JSON.stringify(reply));
}

// A question in the form that all Workers of the project ask in, as JSON.
function call(method, question, context, ledger, onSession) {
  const { request_id: requestId, input } = JSON.parse(decoder.decode(question));
  const output = answer(method, input, context, ledger, onSession);
  return output instanceof Promise ? output.then((value) => written(requestId, value)) : written(requestId, output);
}

class Session extends RpcTarget {
  #context;
  #ledger;

  constructor(context, ledger) {
    super();
    this.#context = context;
    this.#ledger = ledger;
  }

  call(method, question) {
    return call(method, question, this.#context, this.#ledger, true);
  }
}

export default class extends WorkerEntrypoint {
  call(method, question) {
    return call(method, question, this.ctx, this.env.LEDGER, false);
  }

  session(isSpare) {
    if (isSpare) {
      makeReady();
    }
    return new Session(this.ctx, this.env.LEDGER);
  }
}
