// The entry module of the runtime's code in an isolate that the Worker Loader made: without objects and without Cap'n Web.
import { callable } from "../kit/entrypoint.js";
import { withFaces } from "../kit/faces.js";
import Inner from "./build/index.js";

export default withFaces(callable(Inner));
