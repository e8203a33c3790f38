// Takes away what the program exports and nobody asks for. Postgres was linked for every extension that there may be, so it
// exports two thousand symbols, and each start makes a function object, a table entry and an address for each of them: half
// of its time. The libraries of the deployment import a tenth of that.
import { EXPORT, readExportEntries, readSections, vector, writeSections } from "./wasm_sections.mjs";

// Keeps what has one of the names; those that are `needed` have to be there.
export function keepExports(program, names, needed) {
  const sections = readSections(program);
  const section = sections.find(({ id }) => id === EXPORT);
  const kept = readExportEntries(section.body).filter(({ name }) => names.has(name));
  const missing = needed.find((name) => !kept.some((entry) => entry.name === name));
  if (missing) throw new Error(`the program does not export ${missing}`);
  section.body = vector(kept.map(({ bytes }) => [bytes]));
  return writeSections(program, sections);
}
