// Counts what changes a session of Postgres, so that one which nothing has changed need not be discarded: that costs as much
// as a small statement, and would take along the statements that the session has prepared.
//
//   standard_ProcessUtility   everything that is not SELECT, INSERT, UPDATE, DELETE or MERGE: definitions, SET, PREPARE,
//                             LISTEN, DO; also from within a function
//   set_config_option         a setting that a function sets, be it by `set_config`; what the SET clause of a function
//                             sets does not come by, and ends with the function
//   LockAcquire               a lock of the kind that only clients ask for, by name: the advisory ones
//
// A sequence is not among them: it remembers its last value for the session, and every insert into a table with numbered
// rows would count.
// Where a lock's name, the first parameter, says by which method it is held, and the method of clients.
const METHOD_OFFSET = 15;
const METHOD_OF_CLIENTS = 2;

export function countSessionChanges(functions) {
  const changes = functions.addCounter("isolab_session_changes", 0);
  const add = (amount) => [0x23, ...changes, ...amount, 0x6a, 0x24, ...changes];
  const one = [0x41, 1];
  const oneForClients = [0x20, 0, 0x2d, 0, METHOD_OFFSET, 0x41, METHOD_OF_CLIENTS, 0x46];
  functions.wrap("standard_ProcessUtility", add(one));
  functions.wrap("set_config_option", add(one));
  functions.wrap("LockAcquire", add(oneForClients));
}
