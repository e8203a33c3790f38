//! Every bound of a public input and of what it may cost, named once, with its unit and its reason.

use std::ops::RangeInclusive;

pub mod isolation;
pub mod pool;
pub mod postgres;
pub mod sqlite;
pub mod workflow;

/// Most bytes in a request body: larger than any sensible batch, small beside the 128 MB of an isolate.
pub const BODY_BYTES: usize = 1 << 20;
/// Longest wait for the whole of a request's body, in milliseconds: enough for the largest at 100 KB/s, and no longer, since
/// whoever sends slowly holds a request of the isolate open.
pub const BODY_DEADLINE_MS: u32 = 10_000;
/// Most bytes in one statement's text; the platform's own bound for an object's SQLite.
pub const SQL_BYTES: usize = 100_000;
/// Most parameters of one statement; the platform's own bound for an object's SQLite.
pub const PARAMETERS: usize = 100;
/// Most statements in one transaction.
pub const STATEMENTS: usize = 100;
/// Most rows that one request may answer, over all of its statements.
pub const RESULT_ROWS: usize = 10_000;
/// Most bytes of rendered JSON that one request may answer: it is copied at every hop.
pub const RESULT_BYTES: usize = 4 << 20;
/// Most virtual machine steps of one request in a WASM engine, about a second of work: a statement ends by steps and not
/// by time, since deployed clocks stand still while it runs.
pub const STEPS: u64 = 50_000_000;
/// Most steps of one request in Postgres, two for each turn of one of its loops: about a second of work. A row costs some hundred,
/// a page that is read a few thousand, a millisecond of waiting half a million.
pub const POSTGRES_STEPS: i32 = 500_000_000;
/// Most bytes by which one request may make the heap of a WASM engine grow: what it sorts, what it computes with, and
/// the journal of a write. The pages are not on that heap. A statement of few steps can ask for gigabytes, and the
/// isolate of 128 MB that it would end is shared with other tenants.
pub const ENGINE_HEAP_BYTES: usize = 32 << 20;
/// Most bytes of one tenant's database. A tenant lives whole in an isolate of 128 MB, beside the engine, the
/// before-images of a write and the buffers of a hydration.
pub const TENANT_BYTES: usize = 48 << 20;
/// Most bytes of the change of one write. It travels in one reply (32 MiB at most) and is held twice while it is stored.
pub const CHANGE_BYTES: usize = 8 << 20;
/// Most bytes of pages that one write may touch or add. A touched one is held as it was, and once more in SQLite's journal,
/// until the write is done; an added one is held once more in the change.
pub const TOUCHED_BYTES: usize = 16 << 20;
/// Most bytes of tenant copies that a compute isolate keeps open before it closes the least recently used.
pub const COPIES_BYTES: usize = 64 << 20;
/// Most bytes of state that travel as one RPC argument; more travels as a stream. The platform allows 32 MiB, but a stream
/// touches less fresh memory on its way, and that is most of what a hydration costs.
pub const INLINE_STATE_BYTES: usize = 1 << 20;
/// Most calls of one query to compute: two may find another isolate, the last is self-contained.
pub const COMPUTE_ATTEMPTS: usize = 3;
/// Most requests of one tenant that may wait for a turn before the next is turned away.
pub const TURN_QUEUE: usize = 256;
/// Longest wait for one query, in milliseconds: turn, compute and storage together.
pub const QUERY_DEADLINE_MS: u64 = 10_000;
/// Most bytes of an idempotency key.
pub const IDEMPOTENCY_KEY_BYTES: usize = 64;
/// How many newest idempotency keys a tenant remembers.
pub const IDEMPOTENCY_KEYS: u64 = 1_000;
/// Most bytes of an answer that is stored under an idempotency key.
pub const IDEMPOTENCY_ANSWER_BYTES: usize = 256 << 10;
/// Most bytes of a tenant's name.
pub const TENANT_ID_BYTES: usize = 64;
/// How many changes the log holds before the state object folds it into extents.
pub const LOG_CHANGES: u64 = 128;
/// How many bytes the log holds before the state object folds it into extents.
pub const LOG_BYTES: u64 = 1 << 20;
/// How many newest changes a fold leaves in the log, so that a copy which is a little behind fetches only what it lacks.
pub const LOG_KEPT_CHANGES: u64 = 32;
/// Most bytes of such changes that a fold leaves: as many as the largest change has.
pub const LOG_KEPT_BYTES: u64 = 8 << 20;
/// Most iterations of a benchmark endpoint, over all of its calls.
pub const ITERATIONS: usize = 1_000;
/// Most tenants of a benchmark endpoint, over all of its calls.
pub const TENANTS: usize = 1_000;
/// Worker invocations that one benchmark call may cause; the platform allows 32, one of which is the call itself and
/// one is held back.
pub const INVOCATIONS: usize = 30;
/// Most pings of `POST /{arm}/timing`, so that the call stays below [`INVOCATIONS`].
pub const PINGS: u32 = 24;
/// Bytes of a ping's payload: about what a point query and its answer weigh.
pub const PING_BYTES: usize = 256;
/// Most bytes that one measured call may carry, as JSON text or as bytes: the largest of the usual payloads, 1 MB, and a little.
pub const RPC_PAYLOAD_BYTES: u32 = 1 << 20;
/// Most runtimes that a measured call may pass through.
pub const RPC_DEPTH: u32 = 8;
/// Most calls of one batch, below the platform's 10,000 subrequests also where each passes through all runtimes.
pub const RPC_CALLS: u32 = 1_000;
/// Most bytes that all calls of one batch may carry together, so that a batch of large payloads ends before its deadline.
pub const RPC_BATCH_BYTES: u64 = 64 << 20;
/// Most bytes that the calls of a batch may carry at the same time, through all runtimes on their way: each is held several
/// times in an isolate of 128 MB.
pub const RPC_FLIGHT_BYTES: u64 = 8 << 20;
/// Worker invocations that measured calls may cause, where the platform counts them: [`INVOCATIONS`] without the one of the
/// caller, the two questions about what crossed the runtime's border, and the one for the code that a loader asks for.
pub const RPC_INVOCATIONS: u32 = 26;
/// Longest wait for the answer of the caller, in milliseconds: all calls of a batch together.
pub const RPC_DEADLINE_MS: u32 = 10_000;
/// Most isolates of one compute Worker behind a spreader: each binding of it is named in a wrangler file, and each isolate
/// takes up to 128 MB.
pub const COMPUTE_ISOLATES: usize = 16;
/// Most calls of `POST /compute/keep-warm`: one for each isolate that there may be, below [`INVOCATIONS`].
pub const KEEP_WARM_CALLS: u32 = 16;
/// How often an object's alarm may keep compute warm, in milliseconds: not so often that it is a load of its own, nor so
/// rarely that an isolate is long gone.
pub const WARMING_EVERY_MS: RangeInclusive<u32> = 100..=3_600_000;
/// Most calls of one object's plan to keep compute warm: it has to end, also if nobody remembers it.
pub const WARMING_TIMES: u32 = 1_000;
/// Most operations of one batch of calls between objects.
pub const CALL_OPERATIONS: u32 = 100_000;
/// Most operations of a batch whose work grows with their square: 400 are 80,200 executions, half a minute.
pub const CALL_QUEUED_LIST: u32 = 400;
/// Most operations of a batch each of which is a request of its own: far below the calls that the platform allows one request.
pub const CALL_EVENTS: u32 = 1_000;
/// Most targets of a batch that is spread.
pub const CALL_TARGETS: u32 = 100;
/// Longest wait for a batch, in milliseconds.
pub const CALL_DEADLINE_MS: u32 = 60_000;
/// Calls between objects that one invocation may make: the platform's bound.
pub const CALL_SUBREQUESTS: u32 = 10_000;
/// Most spans that a ledger is told in.
pub const LEDGER_SPANS: usize = 1_000;
/// Most faults in a hundred messages: beyond it nothing would ever get through.
pub const FAULT_PERCENT: u32 = 50;
/// Most messages to one object that may be under way at the same time.
pub const DURABLE_CREDITS: u32 = 16;
/// Most calls in one row of an outbox, and in one message: a batch that has to be sent again is not larger.
pub const DURABLE_BATCH_CALLS: usize = 1_024;
/// Most bytes of calls in one row of an outbox, and in one message, below the platform's row of 2 MB.
pub const DURABLE_BATCH_BYTES: usize = 512 << 10;
/// Most bytes of what one durable call asks, of its key and of its context together.
pub const DURABLE_CALL_BYTES: usize = 128 << 10;
/// Most calls that may wait in one outbox before the next is turned away.
pub const DURABLE_PENDING_CALLS: u64 = 200_000;
/// Most bytes of them: an outbox is held in memory too.
pub const DURABLE_PENDING_BYTES: u64 = 24 << 20;
/// Most objects that one outbox may have calls for at the same time.
pub const DURABLE_TARGETS: usize = 10_000;
/// How often a call that stands alone is sent before it is given up: with the waits between, for about three minutes.
pub const DURABLE_ATTEMPTS: u32 = 16;
/// First wait before a message is sent again, in milliseconds; each further one is twice as long.
pub const DURABLE_BACKOFF_MS: u32 = 10;
/// Longest such wait, in milliseconds.
pub const DURABLE_BACKOFF_MOST_MS: u32 = 30_000;
/// How long a message may be under way before it counts as lost, in milliseconds.
pub const DURABLE_PATIENCE_MS: u32 = 10_000;
/// How long after the last sign of life the alarm looks whether something is left, in milliseconds: what a death leaves is
/// delivered within this time of the restart.
pub const DURABLE_WATCHDOG_MS: u32 = 400;
/// The same for what nobody waits for, such as events for a tracker that is away, in milliseconds.
pub const DURABLE_LEISURE_MS: u32 = 10_000;
/// How many newest keys an inbox remembers of each caller.
pub const DURABLE_KEYS: u32 = 1_000;
/// How many calls that were given up are kept to be looked at; the oldest make room.
pub const DURABLE_DEAD: u32 = 1_000;
/// Most bytes of answers that an inbox keeps in one row.
pub const DURABLE_REPLY_BYTES: usize = 1 << 20;
/// How many rows of answers an inbox keeps for one caller that acknowledges nothing, before it takes no more from it.
pub const DURABLE_UNACKNOWLEDGED: usize = 256;
/// Most timers of one object.
pub const DURABLE_TIMERS: u64 = 100_000;
