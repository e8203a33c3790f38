// The asking end of Cap'n Web. Calls that are made in the same turn travel in one batch, the body of one `fetch`. The
// library's own client over HTTP lets a batch leave with the next timer, which takes more than a millisecond here; ours
// leaves as soon as nobody adds to it.
import { RpcSession } from "../../wrangler/node_modules/capnweb/dist/index-workers.js";

const URL = "http://isolab/capnweb";

async function post(binding, lines) {
  const response = await binding.fetch(URL, { method: "POST", body: lines.join("\n") });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  return text === "" ? [] : text.split("\n");
}

// Turns of the microtask queue without a new message after which a batch leaves; a message follows another within two.
const QUIET_TURNS = 4;

// Collects messages until no more come, sends them, and hands out the lines that came back.
class Batch {
  #lines = [];
  #replies;

  constructor(binding, leave) {
    this.#replies = this.#collect().then((lines) => {
      leave();
      return post(binding, lines);
    });
  }

  async #collect() {
    let known;
    do {
      known = this.#lines.length;
      for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
        await undefined;
      }
    } while (this.#lines.length > known);
    const lines = this.#lines;
    this.#lines = undefined;
    return lines;
  }

  // What comes after the batch has left says that results are no longer needed, and nobody keeps them longer than the batch.
  send(line) {
    this.#lines?.push(line);
  }

  async receive() {
    const line = (await this.#replies).shift();
    if (line === undefined) {
      throw new Error("the batch has no more replies");
    }
    return line;
  }
}

export function connect(binding) {
  let open;

  // The batch that this turn's calls join.
  function target() {
    open ??= new RpcSession(
      new Batch(binding, () => {
        open = undefined;
      }),
    ).getRemoteMain();
    return open;
  }

  return {
    value: (method, question) => target().value(method, question),
    session: () => target().session(),
  };
}
