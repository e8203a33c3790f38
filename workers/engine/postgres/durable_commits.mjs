// Keeps every commit durable, whatever a session sets. With `synchronous_commit = off` a commit would be answered before its log
// is on the disk, and what is acknowledged here is what the disk holds.
//
// Whoever sets anything comes by `set_config_option`; behind it the setting is what it was. What the SET clause of a function sets
// ends before the commit.
import { signed } from "./wasm_sections.mjs";

// `SYNCHRONOUS_COMMIT_ON`.
const ON = 3;

export function keepCommitsDurable(functions, address) {
  functions.wrap("set_config_option", [], [0x41, ...signed(address), 0x41, ON, 0x36, 2, 0]);
}
