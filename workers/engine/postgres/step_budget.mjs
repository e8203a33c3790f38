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
import { signed } from "./wasm_sections.mjs";

export function addStepBudget(functions) {
  const steps = functions.addCounter("isolab_steps", 0x7fffffff);
  const set = (name) => [0x41, ...signed(functions.address(name)), 0x41, 1, 0x36, 2, 0];
  const countDown = [0x23, ...steps, 0x41, 1, 0x6b, 0x24, ...steps];
  const cancel = [0x23, ...steps, 0x41, 0, 0x48, 0x04, 0x40, ...set("QueryCancelPending"), ...set("InterruptPending"), 0x0b];
  functions.wrap("ProcessInterrupts", [...countDown, ...cancel], set("InterruptPending"));
}
