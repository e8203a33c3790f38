//! Bounds of a pool of isolates, and of what its configuration may ask for.

use std::ops::RangeInclusive;

/// How many isolates a pool may have: a simulated one up to a million and a little, a live one as many as its memory holds.
pub const SIZE: RangeInclusive<u32> = 1..=1 << 20;
/// How many requests may wait at one isolate.
pub const QUEUE: RangeInclusive<u32> = 0..=10_000;
/// How many requests one isolate may run at the same time.
pub const CONCURRENCY: RangeInclusive<u32> = 1..=200;
/// How many owners a pool may know. One means that whoever asks is the same owner.
pub const OWNERS: RangeInclusive<u32> = 1..=1 << 20;
/// How many isolates one owner may be bound to: so many of an owner's are looked at for each request.
pub const OWNER_SLOTS: RangeInclusive<u32> = 1..=32;
/// After how many uses an isolate may be renewed, below the platform's 10,000 subrequests of one session.
pub const RESTART_USES: RangeInclusive<u32> = 1..=9_000;
/// After how many traps an isolate may be renewed: a WASM instance that keeps its shadow stack is lost after 16.
pub const RESTART_TRAPS: RangeInclusive<u32> = 1..=200;
/// Which sizes of an isolate may be too large, in megabytes; the platform ends an isolate at 128, a local one may be larger.
pub const RESTART_MEMORY_MB: RangeInclusive<u32> = 1..=4_096;
/// Which sizes of all isolates together may be too large, in megabytes.
pub const MEMORY_MB: RangeInclusive<u32> = 1..=1 << 20;
/// How long anything may take that a pool waits for, in milliseconds: up to a day.
pub const SPAN_MS: RangeInclusive<u32> = 1..=86_400_000;
/// Which loads may count as too high or too low, as a percentage of what the open isolates can run.
pub const LOAD_PERCENT: RangeInclusive<u32> = 1..=10_000;
/// Shortest and longest time after which a refused request is told to come again, in milliseconds.
pub const RETRY_AFTER_MS: RangeInclusive<u32> = 1..=60_000;
