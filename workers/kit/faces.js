// The other ways to ask what a class answers by `call`: by `fetch`, with JavaScript objects, and on a session that need
// not have arrived yet. What is asked and answered is the same in all of them.
import { RpcTarget } from "cloudflare:workers";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

async function answerValue(callee, method, question) {
  const reply = await callee.call(method, encoder.encode(JSON.stringify(question)));
  return JSON.parse(decoder.decode(reply));
}

class Session extends RpcTarget {
  #callee;

  constructor(callee) {
    super();
    this.#callee = callee;
  }

  call(method, question) {
    return this.#callee.call(method, question);
  }

  value(method, question) {
    return answerValue(this.#callee, method, question);
  }
}

export function withFaces(Callee) {
  return class extends Callee {
    // The last segment of the path is the method, the body the question.
    async fetch(request) {
      const { url } = request;
      const question = new Uint8Array(await request.arrayBuffer());
      return new Response(await this.call(url.slice(url.lastIndexOf("/") + 1), question));
    }

    // JavaScript objects, whatever carried them; Rust reads and writes their JSON text.
    value(method, question) {
      return answerValue(this, method, question);
    }

    session() {
      return new Session(this);
    }
  };
}
