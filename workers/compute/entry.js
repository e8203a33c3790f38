// The entry module of the deployment: the Rust entrypoint, made cheap to call by RPC.
import { callable } from "../kit/entrypoint.js";
import Inner from "./build/index.js";

export default class extends callable(Inner) {
  // The crons of the wrangler file. They ring rarely, so the entrypoint may be built anew.
  scheduled(event) {
    return new Inner(this.ctx, this.env).scheduled(event);
  }
}
