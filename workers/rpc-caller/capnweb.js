// The asking end of Cap'n Web. Calls that are made in the same turn travel in one batch, the body of one `fetch`, as the
// library's own client does it over HTTP.
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

// Collects messages until the turn is over, sends them, and hands out the lines that came back.
class Batch {
  #lines = [];
  #replies;

  constructor(binding, leave) {
    this.#replies = new Promise((resolve) => setImmediate(resolve)).then(() => {
      const lines = this.#lines;
      this.#lines = undefined;
      leave();
      return post(binding, lines);
    });
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
