// The entry of an isolate that serves many tasks of its owner.
import "./timers.js";
import "./freeze.js";
export { default } from "./isolate.js";
