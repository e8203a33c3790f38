// Counts the work of a program where it is done: a step for each turn of a loop, and some for bytes that are copied or filled
// at once.
//
// An instruction is decoded only as far as is needed to find the next one; everything is copied but for what is put behind
// the head of each loop and before each copy.
import { Reader, number } from "./wasm_sections.mjs";

const I32 = 127;
const LOOP = 0x03;
// Operations with a prefix: which copy or fill memory.
const PREFIX = 0xfc;
const [MEMORY_COPY, MEMORY_FILL] = [10, 11];

// The body of a function, with `turn` behind the head of each of its loops, and `copied(local)` before each copy, where
// the local variable holds how many bytes are copied.
export function meter(body, parameters, { turn, copied }) {
  const reader = new Reader(body);
  const groups = reader.number();
  let locals = parameters;
  for (let group = 0; group < groups; group += 1) {
    locals += reader.number();
    reader.byte();
  }
  const start = reader.at;
  const pieces = [];
  let taken = start;
  let hasCopies = false;
  const insert = (bytes, at) => {
    pieces.push(body.subarray(taken, at), Uint8Array.from(bytes));
    taken = at;
  };
  while (reader.at < body.length) {
    const at = reader.at;
    const operation = reader.byte();
    if (operation === LOOP) {
      reader.signed();
      insert(turn, reader.at);
    } else if (operation === PREFIX) {
      const extended = reader.number();
      if (extended === MEMORY_COPY || extended === MEMORY_FILL) {
        hasCopies = true;
        insert(copied(number(locals)), at);
      }
      skipExtended(reader, extended);
    } else skip(reader, operation);
  }
  if (pieces.length === 0) return body;
  pieces.push(body.subarray(taken));
  if (!hasCopies) return Buffer.concat([body.subarray(0, start), ...pieces]);
  const head = new Reader(body);
  head.number();
  return Buffer.concat([Buffer.from(number(groups + 1)), body.subarray(head.at, start), Buffer.from([1, I32]), ...pieces]);
}

// Passes over what follows an operation.
function skip(reader, operation) {
  if (operation === 0x02 || operation === 0x04) reader.signed();
  else if (operation === 0x0e) for (let left = reader.number(); left >= 0; left -= 1) reader.number();
  else if (operation === 0x11) twice(reader);
  else if (operation === 0x1c) reader.take(reader.number());
  else if ([0x0c, 0x0d, 0x10, 0xd2].includes(operation) || (operation >= 0x20 && operation <= 0x26)) reader.number();
  else if (operation >= 0x28 && operation <= 0x3e) twice(reader);
  else if (operation === 0x3f || operation === 0x40 || operation === 0xd0) reader.byte();
  else if (operation === 0x41 || operation === 0x42) reader.number();
  else if (operation === 0x43) reader.take(4);
  else if (operation === 0x44) reader.take(8);
  else if (!isPlain(operation)) throw new Error(`an operation of unknown form ${operation.toString(16)}`);
}

function isPlain(operation) {
  const controls = [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1];
  return controls.includes(operation) || (operation >= 0x45 && operation <= 0xc4);
}

function skipExtended(reader, extended) {
  if (extended <= 7) return;
  if (extended === MEMORY_COPY) twice(reader);
  else if (extended === MEMORY_FILL) reader.number();
  else throw new Error(`an operation of unknown form fc ${extended}`);
}

function twice(reader) {
  reader.number();
  reader.number();
}
