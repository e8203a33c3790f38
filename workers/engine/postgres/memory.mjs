// The least memory of a program, in pages of 64 KiB.
const PAGES = 256;

// Rewrites the minimum of the imported memory in place; the number keeps its length.
export function lowerMemory(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skipName = () => {
    const length = number();
    at += length;
  };
  const skipLimits = () => {
    const flags = bytes[at++];
    number();
    if (flags & 1) number();
  };
  for (;;) {
    const section = bytes[at++];
    const end = number() + at;
    if (section !== 2) {
      at = end;
      continue;
    }
    for (let left = number(); left > 0; left -= 1) {
      skipName();
      skipName();
      const kind = bytes[at++];
      if (kind === 2) {
        const from = ++at;
        number();
        for (let index = from, rest = PAGES; index < at; index += 1, rest >>= 7) {
          bytes[index] = (rest & 127) | (index < at - 1 ? 128 : 0);
        }
        return bytes;
      }
      if (kind === 0) number();
      else if (kind === 1) {
        at += 1;
        skipLimits();
      } else if (kind === 3) at += 2;
      else throw new Error(`an import of unknown kind ${kind}`);
    }
    throw new Error("the module imports no memory");
  }
}
