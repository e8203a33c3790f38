// The entry module of the deployment: the Rust classes, made callable by RPC.
import { callable } from "../kit/object.js";
import { IndexObject as InnerIndex, SeedObject as InnerSeed, WorkflowObject as Inner } from "./build/index.js";

export { PlatformCounter } from "./platform.js";
export { default } from "../kit/unaddressed.js";
export const WorkflowObject = callable(Inner);
export const SeedObject = callable(InnerSeed);
export const IndexObject = callable(InnerIndex);
