// The entry module of the deployment: the Rust host, the sessions that pool objects open through it, and the ledger that isolates report to.
import { WorkerEntrypoint } from "cloudflare:workers";
import { callable } from "../kit/entrypoint.js";
import Inner from "./build/index.js";
import { doors, enter, noteLate, open } from "./doors.js";
import { bare } from "./loaded/bare.js";

const Host = callable(Inner, doors);

export default class extends Host {
  call(method, question, attachment) {
    // Asked as isolates are, it is the floor that they are held against.
    if (method === "run") {
      return bare(question);
    }
    enter(this.ctx);
    return super.call(method, question, attachment);
  }

  open(name, serves) {
    enter(this.ctx);
    return open(name, serves);
  }
}

// What was left behind by a task and has ended.
export class Ledger extends WorkerEntrypoint {
  done() {
    noteLate();
  }
}
