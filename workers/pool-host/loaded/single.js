// The entry of an isolate that serves one task.
import "./timers.js";
import { serveOne } from "./isolate.js";

serveOne();

export { default } from "./isolate.js";
