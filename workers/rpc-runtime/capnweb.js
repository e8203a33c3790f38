// The answering end of Cap'n Web: a batch of calls with JavaScript objects in the body of one `fetch`.
import { RpcTarget, newHttpBatchRpcResponse } from "../../wrangler/node_modules/capnweb/dist/index-workers.js";

class Target extends RpcTarget {
  #callee;

  constructor(callee) {
    super();
    this.#callee = callee;
  }

  value(method, question) {
    return this.#callee.value(method, question);
  }

  session() {
    return new Target(this.#callee);
  }
}

export function answerBatch(request, callee) {
  return newHttpBatchRpcResponse(request, new Target(callee));
}
