// Reads and writes the sections of a WASM module, as far as the changes to Postgres need it.
export const [TYPE, IMPORT, FUNCTION, GLOBAL, EXPORT, CODE] = [1, 2, 3, 6, 7, 10];
export const I32 = 127;
// The kinds of what is exported.
export const [FUNCTIONS, GLOBALS] = [0, 3];
// The kind of an import that is a memory.
export const MEMORY = 2;

export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  signed() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return shift < 25 && byte & 64 ? value | (-1 << (shift + 7)) : value;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

export function readNumber(reader) {
  return reader.number();
}

// How many parameters a type of functions has.
export function readParameterCount(reader) {
  const form = reader.byte();
  if (form !== 0x60) throw new Error(`a type of unknown form ${form}`);
  const parameters = reader.number();
  reader.take(parameters);
  reader.take(reader.number());
  return parameters;
}

// A type of functions as it is written.
export function readType(reader) {
  const start = reader.at;
  readParameterCount(reader);
  return reader.bytes.subarray(start, reader.at);
}

export function readSections(program) {
  const reader = new Reader(program);
  reader.at = 8;
  const sections = [];
  while (reader.at < program.length) sections.push({ id: reader.byte(), body: reader.take(reader.number()) });
  return sections;
}

// The program with its sections as they are now.
export function writeSections(program, sections) {
  return Buffer.concat([
    program.subarray(0, 8),
    ...sections.flatMap(({ id, body }) => [Buffer.from([id, ...number(body.length)]), body]),
  ]);
}

export function readVector(body, readOne) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => readOne(reader));
}

export function countImportedFunctions(body) {
  return readImportEntries(body).filter(({ kind }) => kind === 0).length;
}

// What each import is, and its bytes; those of a memory or a table up to its limits, and the limits.
export function readImportEntries(body) {
  return readVector(body, (reader) => {
    const start = reader.at;
    reader.take(reader.number());
    reader.take(reader.number());
    const kind = reader.byte();
    const entry = { kind };
    if (kind === 0) reader.number();
    else if (kind === 3) reader.take(2);
    else if (kind === 1 || kind === MEMORY) {
      if (kind === 1) reader.byte();
      entry.head = reader.bytes.subarray(start, reader.at);
      entry.flags = reader.byte();
      reader.number();
      if (entry.flags & 1) entry.most = reader.number();
    } else throw new Error(`an import of unknown kind ${kind}`);
    entry.bytes = reader.bytes.subarray(start, reader.at);
    return entry;
  });
}

// Functions and variables are counted apart, so each kind of export has a map of its own.
export function readExports(body, kind) {
  const entries = readExportEntries(body).filter((entry) => entry.kind === kind);
  return new Map(entries.map(({ name, index }) => [name, index]));
}

export function readExportEntries(body) {
  return readVector(body, (reader) => {
    const start = reader.at;
    const name = Buffer.from(reader.take(reader.number())).toString();
    const kind = reader.byte();
    const index = reader.number();
    return { name, kind, index, bytes: reader.bytes.subarray(start, reader.at) };
  });
}

// The globals that hold a constant, which are the addresses of what is exported; this module imports none.
export function readConstants(body) {
  return readVector(body, (reader) => {
    reader.take(2);
    const operation = reader.byte();
    if (operation !== 0x41) throw new Error(`a global begins with operation ${operation}`);
    const value = reader.signed();
    reader.byte();
    return value;
  });
}

export function number(value) {
  return value < 128 ? [value] : [(value % 128) | 128, ...number(Math.floor(value / 128))];
}

export function signed(value) {
  if (value >= -64 && value < 64) return [value & 127];
  return [(value & 127) | 128, ...signed(value >> 7)];
}

export function vector(entries) {
  return Buffer.concat([Buffer.from(number(entries.length)), ...entries.map(bytesOf)]);
}

export function append(body, entry) {
  const reader = new Reader(body);
  const count = reader.number();
  return Buffer.concat([Buffer.from(number(count + 1)), body.subarray(reader.at), Buffer.from(entry)]);
}

// An entry is a list of bytes and of byte arrays.
function bytesOf(entry) {
  return Buffer.concat(entry.map((part) => (typeof part === "number" ? Buffer.from([part]) : part)));
}
