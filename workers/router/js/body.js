// Gathers the bytes of a body on the platform's side, up to so many, however many pieces they come in: each piece that would
// cross to WASM by itself would cost more than all of them together. Null says that they did not come in time.
export async function gather(body, most, patience) {
  const reader = body.getReader({ mode: "byob" });
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patience, null);
  });
  try {
    const read = await Promise.race([reader.readAtLeast(most, new Uint8Array(most)), late]);
    return read && (read.value ?? new Uint8Array(0));
  } finally {
    clearTimeout(timer);
  }
}
