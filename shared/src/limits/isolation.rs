//! Bounds of tasks in isolates, and of the pools that run them.

use std::ops::RangeInclusive;

/// Most bytes of what a task is given, in UTF-8: it lies in the static memory of the compiled tasks, and a reset copies that.
pub const PAYLOAD_BYTES: usize = 16 << 10;
/// How long a task may take from its arrival to its end, in milliseconds.
pub const DEADLINE_MS: RangeInclusive<u32> = 1..=30_000;
/// The same where a request does not say.
pub const USUAL_DEADLINE_MS: u32 = 5_000;
/// Entries of functions and turns of loops that a task may make before it is cut off: 3 to 15 ms of work.
pub const FUEL: u32 = 2_500_000;
/// Most rounds of `compute`, below the fuel.
pub const COMPUTE_ROUNDS: u32 = 2_000_000;
/// Most pages of 64 KiB that a task's memory may have.
pub const MEMORY_PAGES: u32 = 64;
/// How long behind its answer an isolate that serves one task ends by itself, in milliseconds.
pub const ENDS_AFTER_MS: u32 = 5;
/// How many isolates one pool object may have: the platform lets an object have 10 dynamic Workers under way.
pub const SIZE: RangeInclusive<u32> = 1..=10;
/// Over how many objects the owners of each kind of pool are spread.
pub const SHARDS: u32 = 4;
/// Most owners that one pool object tells apart at the same time.
pub const OWNERS: u32 = 1_024;
/// Most tasks of one benchmark: each is a request of its own.
pub const ITERATIONS: u32 = 2_000;
/// Most tasks of a benchmark that are under way at the same time.
pub const CONCURRENCY: u32 = 128;
/// Most owners of a benchmark.
pub const BENCHMARK_OWNERS: u32 = 64;
/// How many isolates are asked for by name where nobody keeps them: one more than that pushes another out.
pub const STATELESS_NAMES: u32 = 32;
/// After how many tasks such an isolate is renewed.
pub const STATELESS_USES: u32 = 5_000;
