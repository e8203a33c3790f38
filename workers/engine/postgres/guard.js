// What a request may not do, decided on what Postgres has parsed: a statement is refused by its kind, wherever it stands, and
// nobody but the Worker is ever the owner of the database.
//
// Postgres asks at each `SET SESSION AUTHORIZATION` who was authenticated when the process began: in a single process always
// the superuser. Here that is the tenant's role from the first request on, so there is nothing to go back to.
import program from "./assets/program.js";

const ERROR = 21;
const INSUFFICIENT_PRIVILEGE = "42501";
const OWNER = 10;
// Which of the hook's parameters, behind the statement, says where it stands, and what that is where it stands alone.
const CONTEXT = 2;
const TOP_LEVEL = 0;

export class Guard {
  #module;
  #memory;
  #on = false;
  #reasons = new Map();

  join(module, memory, hookAddress) {
    this.#module = module;
    this.#memory = memory;
    const texts = new Map();
    const text = (sentence) => {
      if (!texts.has(sentence)) texts.set(sentence, copyText(module, memory, sentence));
      return texts.get(sentence);
    };
    for (const [kind, reason] of Object.entries(program.refused)) this.#reasons.set(Number(kind), text(reason));
    const atTheEnd = text("what runs at the end of a transaction, such as a deferred trigger, may define and set nothing");
    const check = (statement, ...others) => {
      if (this.#on) this.#check(statement);
      // Only what we say ourselves stands alone.
      else if (others[CONTEXT] !== TOP_LEVEL) this.#refuse(atTheEnd);
      module._standard_ProcessUtility(statement, ...others);
    };
    this.#write(hookAddress, module.addFunction(check, "viiiiiiii"));
  }

  // Whether what runs now is a tenant's.
  set on(on) {
    this.#on = on;
  }

  // Who may become anybody: from now on the role that the session has.
  forgetOwner() {
    const role = this.#module._GetSessionUserId();
    if (role === OWNER) throw new Error("the session is still the owner's");
    this.#write(program.authenticatedRole, role);
  }

  // The owner again, for something of our own.
  recallOwner() {
    this.#write(program.authenticatedRole, OWNER);
  }

  #check(statement) {
    const reason = this.#reasons.get(this.#read(this.#read(statement + program.utilityStatement)));
    if (reason !== undefined) this.#refuse(reason);
  }

  #refuse(reason) {
    const module = this.#module;
    module._errstart(ERROR, 0);
    module._errcode(packed(INSUFFICIENT_PRIVILEGE));
    module._errmsg(reason, 0);
    // Does not come back: an error goes to its handler.
    module._errfinish(0, 0, 0);
  }

  #read(address) {
    return new DataView(this.#memory.buffer).getUint32(address, true);
  }

  #write(address, value) {
    new DataView(this.#memory.buffer).setUint32(address, value, true);
  }
}

// An SQLSTATE as Postgres packs it: six bits a character.
function packed(state) {
  return [...state].reduce((sum, digit, place) => sum + (Number(digit) << (6 * place)), 0);
}

// A text in the memory of the process, for as long as that lasts.
function copyText(module, memory, text) {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const address = module._malloc(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, address);
  return address;
}
