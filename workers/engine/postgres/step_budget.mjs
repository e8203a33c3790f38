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
import {
  CODE, EXPORT, FUNCTION, GLOBAL, I32, IMPORT, append, countImportedFunctions, number, readConstants, readExports, readNumber, readSections,
  readVector, signed, vector, writeSections,
} from "./wasm_sections.mjs";

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
  return writeSections(program, sections);
}
