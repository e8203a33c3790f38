// How deep a process may call. The platform's stack is one for JavaScript and WASM, nobody says how large it is, and whoever
// overruns it is thrown out of the middle of Postgres, which then cannot go on. So it is tried out, and Postgres told how much
// of its own stack it may use before it refuses to go deeper, under SQLSTATE 54001.

// What PostgreSQL allows where nobody says otherwise, and the least it takes, in KiB.
const [MOST_KIB, LEAST_KIB] = [2048, 100];
// How much of the platform's stack a call takes for each byte of Postgres's own. Functions that call each other take less than
// this; what recurses with hardly anything on Postgres's stack, such as a parser, takes more, and may overrun all the same.
const RATIO = 3;
// As many arguments as make a frame of one KiB.
const BALLAST = Array(120).fill(0);

let known;

// What `max_stack_depth` may be here, in KiB.
export function stackDepthKib() {
  known ??= Math.max(LEAST_KIB, Math.min(MOST_KIB, Math.floor(framesLeft(MOST_KIB * RATIO) / RATIO)));
  return known;
}

// Throws where less than so many KiB of the stack are left.
export function keepRoom(kib) {
  if (framesLeft(kib) < kib) throw new RangeError("the call stack has no room for this");
}

// How many frames of one KiB there is room for, or `most` if there are more.
function framesLeft(most) {
  let frames = 0;
  const descend = () => {
    frames += 1;
    if (frames < most) descend(...BALLAST);
  };
  try {
    descend();
  } catch (error) {
    if (!isStackOverrun(error)) throw error;
  }
  return frames;
}

// Whether an error says that the stack was too small.
export function isStackOverrun(error) {
  return error instanceof RangeError && error.message.includes("call stack");
}
