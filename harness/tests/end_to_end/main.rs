//! The Workers on the local runtime, as a client, a fault and a crash see them.
//!
//! | module | facts about |
//! |---|---|
//! | [`bad_input`], [`bounds`], [`refusals`] | what is turned away, under which code, without a trace |
//! | [`rows`], [`differential`] | the arms give the same answers, whatever their engine |
//! | [`postgres_results`], [`postgres_sessions`], [`postgres_bounds`] | what Postgres answers, forgets and refuses |
//! | [`isolation`] | concurrent writers, and tenants side by side |
//! | [`compute_faults`], [`panics`] | compute and engines that fail |
//! | [`crashes`] | processes that are killed |
//! | [`damage`] | stored bytes that are no longer what they were |
//! | [`hybrid`] | an engine that moves in while it is asked for |
//! | [`spreading`] | compute in several isolates |
//! | [`keep_warm`] | compute that is started before it is asked |
//! | [`hydration`] | large and old tenants |
//! | [`engines`] | requests that name an engine |
//! | [`idempotency`] | retries under a key |
//! | [`access`] | who may ask |
//! | [`benchmarks`], [`timing`] | what answers say of themselves |
//! | [`rpc_calls`], [`rpc_batches`] | measured calls, by every way between two Workers |
//! | [`rpc_input`], [`rpc_availability`] | measured calls that are refused, and ways that are not there |
//! | [`rpc_faults`], [`rpc_panics`] | runtimes of measured calls that fail |
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

mod access;
mod bad_input;
mod benchmarks;
mod bounds;
mod compute_faults;
mod crashes;
mod damage;
mod differential;
mod engines;
mod hybrid;
mod hydration;
mod idempotency;
mod isolation;
mod keep_warm;
mod lab;
mod panics;
mod postgres_bounds;
mod postgres_results;
mod postgres_sessions;
mod refusals;
mod rows;
mod rpc_availability;
mod rpc_batches;
mod rpc_calls;
mod rpc_faults;
mod rpc_input;
mod rpc_panics;
mod spreading;
mod timing;
