// Finds out what only the program knows: where it keeps things that it does not export, and by which numbers it calls the
// statements that are refused. Asks a process that runs, so that another version of Postgres tells its own.
import { REFUSED } from "./refused_statements.mjs";
import { Reader } from "./wasm_sections.mjs";

// The first role of every database, and its superuser.
const BOOTSTRAP_ROLE = 10;
// Bytes of variables behind one of them, more than there are.
const VARIABLES_BYTES = 1 << 20;
// Where a planned statement says what it is if it is no query: behind two numbers, two identifiers of 8 bytes, six flags, a
// number and thirteen pointers.
export const UTILITY_STATEMENT = 88;

export async function programFacts(functions, { PGlite, MemoryFS }) {
  const postgres = await PGlite.create({ fs: new MemoryFS() });
  try {
    const authenticatedRole = await findAuthenticatedRole(functions, postgres);
    const synchronousCommit = await findSynchronousCommit(functions, postgres);
    return { authenticatedRole, synchronousCommit, utilityStatement: UTILITY_STATEMENT, refused: await refusedKinds(functions, postgres) };
  } finally {
    await postgres.close();
  }
}

// Postgres keeps four roles side by side: who was authenticated, the session's, the outer and the current one. Setting the
// session's sets all but the first.
async function findAuthenticatedRole(functions, postgres) {
  const sessionRole = constantOf(functions.body("GetSessionUserId"));
  const near = () => Array.from({ length: 64 }, (_, index) => sessionRole + 4 * (index - 32));
  const holdsOwner = (address) => new DataView(postgres.Module.HEAPU8.buffer).getUint32(address, true) === BOOTSTRAP_ROLE;
  await postgres.exec("create role other; set session authorization other");
  const candidates = near().filter(holdsOwner);
  await postgres.exec("reset session authorization");
  if (candidates.length !== 1) throw new Error(`${candidates.length} places may hold the authenticated role`);
  return candidates[0];
}

// A setting is a variable: the one that holds these numbers after these words.
async function findSynchronousCommit(functions, postgres) {
  const numbers = { off: 0, local: 1, remote_apply: 4, on: 3 };
  const end = functions.address("InterruptPending") + VARIABLES_BYTES;
  let candidates = Array.from({ length: end / 4 }, (_, index) => 4 * index);
  for (const [word, number] of Object.entries(numbers)) {
    await postgres.exec(`set synchronous_commit = ${word}`);
    const view = new DataView(postgres.Module.HEAPU8.buffer);
    candidates = candidates.filter((address) => view.getUint32(address, true) === number);
  }
  if (candidates.length !== 1) throw new Error(`${candidates.length} variables may be synchronous_commit`);
  return candidates[0];
}

// The number of each refused kind of statement, with the reason.
async function refusedKinds(functions, postgres) {
  const { Module } = postgres;
  const view = () => new DataView(Module.HEAPU8.buffer);
  let seen = [];
  const look = (statement, ...others) => {
    seen.push(view().getUint32(view().getUint32(statement + UTILITY_STATEMENT, true), true));
    Module._standard_ProcessUtility(statement, ...others);
  };
  const hook = Module.addFunction(look, "viiiiiiii");
  view().setUint32(functions.address("ProcessUtility_hook"), hook, true);
  const kinds = {};
  for (const { reason, samples } of REFUSED) {
    for (const sample of samples) {
      seen = [];
      await postgres.exec(sample).catch(() => {});
      if (seen.length === 0) throw new Error(`Postgres did not come by with: ${sample}`);
      kinds[seen[0]] = reason;
    }
  }
  view().setUint32(functions.address("ProcessUtility_hook"), 0, true);
  return kinds;
}

// The address in a function that only reads it: no variables, then `i32.const`.
function constantOf(body) {
  const reader = new Reader(body);
  if (reader.byte() !== 0 || reader.byte() !== 0x41) throw new Error("the function does not begin with an address");
  return reader.number();
}
