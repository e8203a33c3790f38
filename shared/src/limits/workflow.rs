//! Bounds of workflows and of the object that runs their instances.

/// Most bytes of the name of an instance of a workflow.
pub const ID_BYTES: usize = 100;
/// Most bytes of the name of a step or an event.
pub const NAME_BYTES: usize = 256;
/// Most bytes of an input, a result, the result of a step, or an event, as JSON.
pub const VALUE_BYTES: usize = 1 << 20;
/// Most bytes of what a scope came to that its journal is told.
pub const SCOPE_BYTES: usize = 1 << 16;
/// How often one condition is looked at at most: what it came to each time is kept.
pub const CHECKS: u32 = 10_000;
/// Most bytes of the message of an error of a step, a callback or a workflow; what is longer is cut.
pub const MESSAGE_BYTES: usize = 4 << 10;
/// How many instances may be each other's children: a child of a child of an instance is the third.
pub const GENERATIONS: usize = 8;
/// Most operations that an instance makes: steps, sleeps, waits, calls, scopes and children.
pub const OPERATIONS: u32 = 10_000;
/// Most bytes of a row of a journal, below the platform's row of 2 MB; what is longer is cut.
pub const ROW_BYTES: usize = 1 << 20;
/// Most events that wait for one instance.
pub const EVENTS: u64 = 1_000;
/// How many instances one object holds at most, the ended ones included.
pub const INSTANCES: u64 = 100_000;
/// Of how many instances the names are kept in memory, so that a new one needs no search.
pub const NAMES_KNOWN: u64 = 20_000;
/// In how many lives of its object an instance may be taken up without getting any further, before it counts as what ends the object.
pub const LIVES: u64 = 8;
/// How many instances that wait are held in memory, so that they need not be replayed.
pub const HELD: usize = 1_000;
/// Longest wait for the result of an instance, in milliseconds.
pub const PATIENCE_MS: u32 = 60_000;
/// How long an instance is kept that has ended well, in milliseconds: a week.
pub const RETENTION_MS: u64 = 7 * 24 * 60 * 60 * 1_000;
/// The same for one that has failed, was cancelled, is stuck or poisoned: thirty days.
pub const RETENTION_FAILED_MS: u64 = 30 * 24 * 60 * 60 * 1_000;
/// Most events of a journal that one answer tells, and that one message to the tracker carries.
pub const TOLD: usize = 1_000;
/// Over how many objects instances are spread where nobody names one.
pub const SHARDS: u32 = 8;
/// Longest time that a tracker may be told to take, in milliseconds.
pub const TRACKER_DELAY_MS: u32 = 10_000;
/// How many of the newest batches of events a tracker keeps.
pub const TRACKER_BATCHES: u64 = 10_000;
/// How long a tracker may take to answer before it counts as away, in milliseconds.
pub const TRACKER_PATIENCE_MS: u32 = 5_000;
/// First wait before events are sent to a tracker again, in milliseconds; each further one is twice as long.
pub const TRACKER_BACKOFF_MS: u32 = 200;
/// Longest such wait, in milliseconds.
pub const TRACKER_BACKOFF_MOST_MS: u32 = 30_000;
/// Most instances of one trial: each is a request of its own.
pub const TRIAL_INSTANCES: u32 = 1_000;
/// Over how many objects the index of all instances is spread.
pub const INDEXES: u32 = 4;
/// Most instances that one message to an index tells.
pub const INDEX_ROWS: u64 = 1_000;
/// Most instances in one page of a list.
pub const LISTED: u32 = 500;
/// How often an object tells its index everything that it holds, in milliseconds: once a day.
pub const SWEEP_MS: u64 = 24 * 60 * 60 * 1_000;
/// Most bytes of the name of a schedule: its instances have it with a time behind it.
pub const SCHEDULE_NAME_BYTES: usize = 70;
/// How many schedules one object holds at most.
pub const SCHEDULES: u64 = 200;
/// Most bytes of the input of the instances of a schedule, as JSON: all schedules of an object are told at once.
pub const SCHEDULE_INPUT_BYTES: usize = 64 << 10;
/// Most bytes of a cron expression.
pub const CRON_BYTES: usize = 200;
/// Shortest time by which an instance of a schedule may begin late, in milliseconds: alarms ring behind their time.
pub const CATCH_UP_LEAST_MS: u32 = 1_000;
/// Longest time by which an instance of a schedule may begin late, in milliseconds: a week.
pub const CATCH_UP_MS: u32 = 7 * 24 * 60 * 60 * 1_000;
/// Most times that one backfill is about, and that a schedule makes up for at once.
pub const BACKFILL: usize = 1_000;
/// The most urgent priority of an instance that waits for its turn.
pub const PRIORITY: u32 = 9;
