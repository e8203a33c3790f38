// The entry module of the deployment: the Rust class, made callable by RPC.
import { callable } from "../kit/object.js";
import { PoolObject as Inner } from "./build/index.js";

export { default } from "../kit/unaddressed.js";
export const PoolObject = callable(Inner);
