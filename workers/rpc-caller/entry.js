// The entry module of the deployment: the Rust caller, with the doors that only JavaScript can open.
import { callable } from "../kit/entrypoint.js";
import Inner from "./build/index.js";
import { doors } from "./doors.js";

export default callable(Inner, doors);
