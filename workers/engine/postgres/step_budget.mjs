// Gives Postgres a budget of steps, so that a statement which would never end can be stopped: no clock and no signal
// reaches a program that runs in one piece.
//
// Each turn of a loop, wherever it stands, counts the budget down by two steps. What takes time without turning counts as many
// as it is worth: bytes that are copied, a wait, and, in `postgres.js`, an error on its way to its handler and a visit to a file.
//
//   each loop:          isolab_steps -= 2, and where none are left at all, the program ends
//   ProcessInterrupts:  if isolab_steps < reserve { QueryCancelPending = InterruptPending = 1 }
//                       call what was ProcessInterrupts
//                       InterruptPending = 1
//
// Postgres asks in most of its loops whether an interrupt is pending, and calls `ProcessInterrupts` if one is. Here one is
// always pending, and where only the reserve is left, the statement is cancelled: it fails under SQLSTATE 57014, its
// transaction is rolled back, and the process goes on. The reserve is for that; a loop that never asks, or a program that goes
// on after it was cancelled, uses it up. Then the process ends, which loses nothing: what it wrote was not stored.
//
// Nobody but a clock could end a wait, so the program does not wait. A wait moves its clock on (`isolab_waited`, in
// milliseconds, which `postgres.js` adds to the time), and costs the steps that the time is worth.
import { signed } from "./wasm_sections.mjs";

// What is left when a statement is cancelled.
export const RESERVE = 1 << 28;
// Steps of a turn.
const TURN = 2;
// What a question about interrupts costs, beside the loop that it is asked in: that of a library counts none.
const QUESTION = 16;
// Steps of a millisecond.
const MILLISECOND = 500_000;
// 64 bytes that are copied are a step.
const COPIED_SHIFT = 6;
// What a wait answers: that its time is over (`WL_TIMEOUT`).
const TIME_IS_OVER = 8;

export function addStepBudget(functions) {
  const steps = functions.addCounter("isolab_steps", 0x7fffffff);
  const waited = functions.addCounter("isolab_waited", 0);
  const left = [0x23, ...steps];
  const take = (amount) => [...left, ...amount, 0x6b, 0x24, ...steps];
  const constant = (value) => [0x41, ...signed(value)];
  const isBelow = (bound) => [...left, ...constant(bound), 0x48];
  const endIfNoneLeft = [...isBelow(0), 0x04, 0x40, 0x00, 0x0b];
  const turn = [...take(constant(TURN)), ...endIfNoneLeft];
  const copied = (local) => [0x21, ...local, ...take([0x20, ...local, ...constant(COPIED_SHIFT), 0x76]), 0x20, ...local];
  functions.meter({ turn, copied });

  const set = (name) => [...constant(functions.address(name)), 0x41, 1, 0x36, 2, 0];
  const cancel = [...isBelow(RESERVE), 0x04, 0x40, ...set("QueryCancelPending"), ...set("InterruptPending"), 0x0b];
  functions.wrap("ProcessInterrupts", [...take(constant(QUESTION)), ...cancel], set("InterruptPending"));

  addWaits(functions, { steps, waited, constant });
}

// Waits of as many milliseconds as a parameter says, which may be many or, below zero, for ever. One that costs more than there
// is leaves just less than the reserve, so that whoever waits is cancelled when it asks; what is left of the reserve stays.
function addWaits(functions, { steps, waited, constant }) {
  const most = 4000;
  // unsigned(milliseconds) < most ? milliseconds : most
  const bounded = (milliseconds) => [...milliseconds, ...constant(most), ...milliseconds, ...constant(most), 0x49, 0x1b];
  const floor = [0x23, ...steps, ...constant(RESERVE - 1), 0x23, ...steps, ...constant(RESERVE - 1), 0x48, 0x1b];
  const rest = (milliseconds) => [0x23, ...steps, ...bounded(milliseconds), ...constant(MILLISECOND), 0x6c, 0x6b];
  const pass = (milliseconds) => [
    0x23, ...waited, ...bounded(milliseconds), 0x6a, 0x24, ...waited,
    // rest > floor ? rest : floor, where floor = steps < RESERVE - 1 ? steps : RESERVE - 1
    ...rest(milliseconds), ...floor, ...rest(milliseconds), ...floor, 0x4a, 0x1b, 0x24, ...steps,
  ];
  functions.replace("WaitLatch", [...pass([0x20, 2]), ...constant(TIME_IS_OVER)]);
  functions.replace("pg_usleep", pass([0x20, 0, ...constant(1000), 0x6e]));
}
