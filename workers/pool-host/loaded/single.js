// The entry of an isolate that serves one task.
import "./timers.js";
export { default } from "./isolate.js";
