// Lowers the least memory that a program asks for: what it needs to begin with, not what it was linked with.
import { IMPORT, MEMORY, number, readImportEntries, readSections, vector, writeSections } from "./wasm_sections.mjs";

// In pages of 64 KiB.
const PAGES = 256;

export function lowerMemory(program) {
  const sections = readSections(program);
  const section = sections.find(({ id }) => id === IMPORT);
  const entries = readImportEntries(section.body);
  if (entries.filter(({ kind }) => kind === MEMORY).length !== 1) throw new Error("the program does not import one memory");
  section.body = vector(
    entries.map(({ kind, head, flags, most, bytes }) =>
      kind === MEMORY ? [head, flags, ...number(PAGES), ...(flags & 1 ? number(most) : [])] : [bytes],
    ),
  );
  return writeSections(program, sections);
}
