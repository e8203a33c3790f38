// The platform's own Workflows, which the Rust bindings of the platform do not have.

// Begins an instance, and waits for its end where that is asked for; says whether it has ended.
export async function begin(workflows, id, input, untilEnded, patienceMs) {
  const instance = await workflows.create({ id, params: JSON.parse(input) });
  const until = Date.now() + patienceMs;
  while (untilEnded) {
    const { status, error } = await instance.status();
    if (status === "complete") {
      return true;
    }
    if (status === "errored" || status === "terminated" || Date.now() > until) {
      throw new Error(`an instance of the platform's is ${status}: ${error?.message ?? error ?? "no reason is told"}`);
    }
    await scheduler.wait(1);
  }
  return false;
}
