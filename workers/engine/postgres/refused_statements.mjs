// Statements that a request may not say, wherever it says them: in its text, in a function, in a DO. One sample of each kind
// is enough: `program_facts.mjs` has Postgres parse it and tell the kind's number, which the guard of a process compares.
export const REFUSED = [
  {
    reason: 'a request is one transaction; send its statements together as "statements"',
    samples: ["savepoint a", "prepare transaction 'a'"],
  },
  {
    reason: "a request has no session",
    samples: [
      "prepare a as select 1", "execute a", "deallocate all", "discard all", "declare a cursor for select 1", "fetch a", "close a",
    ],
  },
  { reason: "a request has no session that could hear a notification", samples: ["listen a", "unlisten a", "notify a"] },
  { reason: "there is no stream to copy to or from; use INSERT and SELECT", samples: ["copy (select 1) to stdout"] },
  { reason: "the process belongs to the Worker", samples: ["load 'plpgsql'", "checkpoint", "alter system set work_mem = '1MB'"] },
  {
    reason: "a tenant has one role, which owns all that it has",
    samples: ["drop owned by postgres", "reassign owned by postgres to postgres"],
  },
];
