// Puts code of ours into a program: in front of functions that it exports, in their place, or into all of its loops.
// Whoever calls such a function, from inside or outside, comes by. One that the compiler has copied into its callers cannot
// be reached so, which only a test of what the code does can tell.
import { meter } from "./metering.mjs";
import {
  CODE, EXPORT, FUNCTION, FUNCTIONS, GLOBAL, GLOBALS, I32, IMPORT, TYPE, append, countImportedFunctions, number, readConstants,
  readExports, readNumber, readParameterCount, readSections, readType, readVector, signed, vector, writeSections,
} from "./wasm_sections.mjs";

export class Functions {
  #program;
  #sections;
  #parameters;
  #types;
  #bodies;
  #imported;
  #functions;
  #variables;
  #addresses;

  constructor(program) {
    this.#program = program;
    this.#sections = readSections(program);
    const body = (id) => this.#section(id).body;
    this.#imported = countImportedFunctions(body(IMPORT));
    this.#functions = readExports(body(EXPORT), FUNCTIONS);
    this.#variables = readExports(body(EXPORT), GLOBALS);
    this.#addresses = readConstants(body(GLOBAL));
    this.#parameters = readVector(body(TYPE), readParameterCount);
    this.#types = readVector(body(FUNCTION), readNumber);
    this.#bodies = readVector(body(CODE), (reader) => reader.take(reader.number()));
  }

  // Where an exported variable stands in memory.
  address(name) {
    return this.#addresses[exported(this.#variables, name)];
  }

  // A number of ours beside the memory, exported under a name. Answers how instructions name it.
  addCounter(name, value) {
    const index = number(this.#addresses.length);
    this.#addresses.push(undefined);
    const globals = this.#section(GLOBAL);
    globals.body = append(globals.body, [I32, 1, 0x41, ...signed(value), 0x0b]);
    const text = Buffer.from(name);
    const exports = this.#section(EXPORT);
    exports.body = append(exports.body, [...number(text.length), ...text, GLOBALS, ...index]);
    return index;
  }

  // Runs instructions before and after an exported function.
  wrap(name, before, after = []) {
    const index = exported(this.#functions, name) - this.#imported;
    if (index < 0) throw new Error(`the program only hands ${name} on`);
    const moved = this.#imported + this.#bodies.length;
    const type = this.#types[index];
    this.#bodies.push(this.#bodies[index]);
    this.#types.push(type);
    const handedOn = Array.from({ length: this.#parameters[type] }, (_, parameter) => [0x20, ...number(parameter)]).flat();
    this.#bodies[index] = Uint8Array.from([0, ...before, ...handedOn, 0x10, ...number(moved), ...after, 0x0b]);
  }

  // Gives an exported function another body, without variables of its own.
  replace(name, instructions) {
    const index = exported(this.#functions, name) - this.#imported;
    this.#bodies[index] = Uint8Array.from([0, ...instructions, 0x0b]);
  }

  // Counts the work of everything that is here so far, see `metering.mjs`.
  meter(counting) {
    this.#bodies = this.#bodies.map((body, index) => meter(body, this.#parameters[this.#types[index]], counting));
  }

  // How an instruction names a type of functions that take so many numbers of 32 bits and answer so many.
  typeOf({ parameters, results }) {
    const wanted = [0x60, ...vectorOf(parameters), ...vectorOf(results)].join();
    const types = readVector(this.#section(TYPE).body, readType);
    const index = types.findIndex((bytes) => [...bytes].join() === wanted);
    if (index < 0) throw new Error("the program has no such type of functions");
    return number(index);
  }

  // The body of an exported function.
  body(name) {
    return this.#bodies[exported(this.#functions, name) - this.#imported];
  }

  // The program with all that.
  write() {
    this.#section(FUNCTION).body = vector(this.#types.map(number));
    this.#section(CODE).body = vector(this.#bodies.map((body) => [...number(body.length), body]));
    return writeSections(this.#program, this.#sections);
  }

  #section(id) {
    return this.#sections.find((candidate) => candidate.id === id);
  }
}

function vectorOf(count) {
  return [count, ...Array(count).fill(I32)];
}

function exported(exports, name) {
  if (!exports.has(name)) throw new Error(`the program does not export ${name}`);
  return exports.get(name);
}
