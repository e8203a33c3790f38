// Gives Postgres a budget of steps, so that a statement which would never end can be stopped: no clock and no signal
// reaches a program that runs in one piece.
//
// Postgres asks in all of its loops whether an interrupt is pending, and if one is, calls `ProcessInterrupts`. Here one is
// always pending, so that each question is a step; and that function counts them down, and asks for the statement to be
// cancelled when there are none left. What was that function is called behind it. The cancelled statement fails under
// SQLSTATE 57014, its transaction is rolled back, and the process goes on.
//
//   ProcessInterrupts:  isolab_steps -= 1
//                       if isolab_steps < 0 { QueryCancelPending = InterruptPending = 1 }
//                       call what was ProcessInterrupts
//                       InterruptPending = 1
const [IMPORT, FUNCTION, GLOBAL, EXPORT, CODE] = [2, 3, 6, 7, 10];
const I32 = 127;

export function addStepBudget(program) {
  const sections = readSections(program);
  const section = (id) => sections.find((candidate) => candidate.id === id);
  const imported = countImportedFunctions(section(IMPORT).body);
  const exports = readExports(section(EXPORT).body);
  const addresses = readConstants(section(GLOBAL).body);
  const address = (name) => addresses[exports.get(name)];
  const functions = readVector(section(FUNCTION).body, readNumber);
  const bodies = readVector(section(CODE).body, (reader) => reader.take(reader.number()));

  const process = exports.get("ProcessInterrupts") - imported;
  const moved = imported + bodies.length;
  const steps = addresses.length;
  const set = (name) => [0x41, ...signed(address(name)), 0x41, 1, 0x36, 2, 0];
  bodies.push(bodies[process]);
  functions.push(functions[process]);
  bodies[process] = Uint8Array.from([
    0, 0x23, ...number(steps), 0x41, 1, 0x6b, 0x24, ...number(steps),
    0x23, ...number(steps), 0x41, 0, 0x48, 0x04, 0x40, ...set("QueryCancelPending"), ...set("InterruptPending"), 0x0b,
    0x10, ...number(moved), ...set("InterruptPending"), 0x0b,
  ]);

  section(FUNCTION).body = vector(functions.map(number));
  section(CODE).body = vector(bodies.map((body) => [...number(body.length), body]));
  section(GLOBAL).body = append(section(GLOBAL).body, [I32, 1, 0x41, ...signed(0x7fffffff), 0x0b]);
  const name = Buffer.from("isolab_steps");
  section(EXPORT).body = append(section(EXPORT).body, [...number(name.length), ...name, 3, ...number(steps)]);
  return Buffer.concat([
    program.subarray(0, 8),
    ...sections.flatMap(({ id, body }) => [Buffer.from([id, ...number(body.length)]), body]),
  ]);
}

class Reader {
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

function readNumber(reader) {
  return reader.number();
}

function readSections(program) {
  const reader = new Reader(program);
  reader.at = 8;
  const sections = [];
  while (reader.at < program.length) sections.push({ id: reader.byte(), body: reader.take(reader.number()) });
  return sections;
}

function readVector(body, readOne) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => readOne(reader));
}

function countImportedFunctions(body) {
  const kinds = readVector(body, (reader) => {
    reader.take(reader.number());
    reader.take(reader.number());
    const kind = reader.byte();
    if (kind === 1) reader.byte();
    if (kind === 0) reader.number();
    else if (kind === 3) reader.take(2);
    else if (reader.byte() & 1) reader.number(), reader.number();
    else reader.number();
    return kind;
  });
  return kinds.filter((kind) => kind === 0).length;
}

function readExports(body) {
  return new Map(
    readVector(body, (reader) => {
      const name = Buffer.from(reader.take(reader.number())).toString();
      reader.byte();
      return [name, reader.number()];
    }),
  );
}

// The globals that hold a constant, which are the addresses of what is exported; this module imports none.
function readConstants(body) {
  return readVector(body, (reader) => {
    reader.take(2);
    const operation = reader.byte();
    if (operation !== 0x41) throw new Error(`a global begins with operation ${operation}`);
    const value = reader.signed();
    reader.byte();
    return value;
  });
}

function number(value) {
  return value < 128 ? [value] : [(value % 128) | 128, ...number(Math.floor(value / 128))];
}

function signed(value) {
  if (value >= -64 && value < 64) return [value & 127];
  return [(value & 127) | 128, ...signed(value >> 7)];
}

function vector(entries) {
  return Buffer.concat([Buffer.from(number(entries.length)), ...entries.map(bytesOf)]);
}

function append(body, entry) {
  const reader = new Reader(body);
  const count = reader.number();
  return Buffer.concat([Buffer.from(number(count + 1)), body.subarray(reader.at), Buffer.from(entry)]);
}

// An entry is a list of bytes and of byte arrays.
function bytesOf(entry) {
  return Buffer.concat(entry.map((part) => (typeof part === "number" ? Buffer.from([part]) : part)));
}
