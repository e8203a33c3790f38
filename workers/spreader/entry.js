// The entry module of the deployment: the Rust entrypoint, made cheap to call by RPC.
import { callable } from "../kit/entrypoint.js";
import Inner from "./build/index.js";

export default callable(Inner);
