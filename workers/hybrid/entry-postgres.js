// The entry module of the deployment with Postgres: what Rust starts, and the Rust class, made callable by RPC.
import "../engine/postgres/postgres.js";
import { callable } from "../kit/object.js";
import { HybridObject as Inner } from "./build-postgres/index.js";

export { default } from "../kit/unaddressed.js";
export const HybridObject = callable(Inner);
