// The entry module of the deployment: the Rust class, made callable by RPC; events reach it by HTTP.
import { callable } from "../kit/object.js";
import { TrackerObject as Inner } from "./build/index.js";

export { default } from "../kit/unaddressed.js";
export const TrackerObject = callable(Inner);
