// The platform's own way to write the workflow that counts, to be measured beside ours.
import { WorkflowEntrypoint } from "cloudflare:workers";

export class PlatformCounter extends WorkflowEntrypoint {
  async run({ payload: { steps } }, step) {
    let sum = 0;
    for (let index = 1; index <= steps; index += 1) {
      sum += await step.do(`count ${index}`, async () => index);
    }
    return { steps, sum };
  }
}
