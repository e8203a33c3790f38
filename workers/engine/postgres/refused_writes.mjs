// Counts the writes that Postgres has refused in a transaction that may only read. A function may catch the error and answer
// something else, so that an answer alone does not say whether the transaction tried to write.
//
// Every error names its condition by `errcode`; that of a refused write is 25006.
import { signed } from "./wasm_sections.mjs";

// SQLSTATE 25006 as Postgres packs it: six bits a character.
const REFUSED_WRITE = [..."25006"].reduce((packed, digit, place) => packed + (Number(digit) << (6 * place)), 0);

export function countRefusedWrites(functions) {
  const refused = functions.addCounter("isolab_refused_writes", 0);
  functions.wrap("errcode", [0x23, ...refused, 0x20, 0, 0x41, ...signed(REFUSED_WRITE), 0x46, 0x6a, 0x24, ...refused]);
}
