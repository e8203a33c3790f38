// The entry module of the deployment: the Rust runtime as a Worker and as an object, each with every face, and Cap'n Web
// beside them, which is a library of JavaScript.
import { callable } from "../kit/entrypoint.js";
import { withFaces } from "../kit/faces.js";
import { callable as callableObject } from "../kit/object.js";
import Inner, { RuntimeObject as InnerObject } from "./build/index.js";
import { answerBatch } from "./capnweb.js";
import { code, version } from "./code.js";

const Runtime = withFaces(callable(Inner));

export default class extends Runtime {
  fetch(request) {
    return request.url.endsWith("/capnweb") ? answerBatch(request, this) : super.fetch(request);
  }

  // What the Worker Loader makes another isolate of the runtime from, and what to name it by.
  code() {
    return { code, version };
  }
}

export const RuntimeObject = withFaces(callableObject(InnerObject));
