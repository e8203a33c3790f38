//! The Workers on the local runtime, as a client, a fault and a crash see them.
//!
//! | module | facts about |
//! |---|---|
//! | [`edge`] | addresses, methods and heads of requests, byte by byte |
//! | [`bad_input`], [`bounds`], [`refusals`] | what is turned away, under which code, without a trace |
//! | [`sqlite_expressions`], [`sqlite_functions`] | what SQLite evaluates, the same in every arm |
//! | [`sqlite_texts`], [`sqlite_transactions`] | what SQLite is given and what it leaves, the same in every arm |
//! | [`differential_sqlite`], [`differential_postgres`] | whole tables of statements, against SQLite itself and what is documented |
//! | [`rows`], [`differential`] | the arms give the same answers, whatever their engine |
//! | [`postgres_results`], [`postgres_sessions`], [`postgres_bounds`] | what Postgres answers, forgets and refuses |
//! | [`postgres_cases`] | the same case by case: one line is one case |
//! | [`postgres_spreading`] | Postgres in several isolates of compute |
//! | [`isolation`] | concurrent writers, and tenants side by side |
//! | [`compute_faults`], [`panics`] | compute and engines that fail |
//! | [`crashes`] | processes that are killed |
//! | [`fuzz`] | requests that nobody would write |
//! | [`damage`] | stored bytes that are no longer what they were |
//! | [`hybrid`] | an engine that moves in while it is asked for |
//! | [`spreading`] | compute in several isolates |
//! | [`keep_warm`] | compute that is started before it is asked |
//! | [`hydration`] | large and old tenants |
//! | [`engines`] | requests that name an engine |
//! | [`idempotency`] | retries under a key |
//! | [`access`] | who may ask |
//! | [`printed`] | what README, docs and help print |
//! | [`up`] | the command that serves: its end, its data, its port |
//! | [`benchmarks`], [`timing`] | what answers say of themselves |
//! | [`rpc_calls`], [`rpc_batches`] | measured calls, by every way between two Workers |
//! | [`rpc_input`], [`rpc_availability`] | measured calls that are refused, and ways that are not there |
//! | [`rpc_faults`], [`rpc_panics`] | runtimes of measured calls that fail |
//! | [`call_commits`] | how many commits calls between objects make |
//! | [`call`], [`call_input`], [`call_faults`] | batches of calls between objects: what they do, what is refused, what fails |
//! | [`workflow_commits`] | how many commits accepting an instance makes |
//! | [`workflow`], [`workflow_input`], [`workflow_faults`] | instances of workflows: what they do, what is refused, what fails and dies |
//! | [`conformance`] | a public suite for durable execution: the journals of its cases against its histories |
//! | [`pool`], [`pool_input`], [`pool_load`] | tasks in isolates: what each way leaves behind, what is refused, what happens under load |
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

mod access;
mod bad_input;
mod benchmarks;
mod bounds;
mod call;
mod call_commits;
mod call_durable;
mod call_faults;
mod call_input;
mod compute_faults;
mod conformance;
mod crashes;
mod damage;
mod differential;
mod differential_postgres;
mod differential_sqlite;
mod edge;
mod engines;
mod fuzz;
mod hybrid;
mod hydration;
mod idempotency;
mod isolation;
mod keep_warm;
mod lab;
mod panics;
mod pool;
mod pool_input;
mod pool_load;
mod pool_waiting;
mod postgres_bounds;
mod postgres_cases;
mod postgres_results;
mod postgres_sessions;
mod postgres_spreading;
mod printed;
mod refusals;
mod rows;
mod rpc_availability;
mod rpc_batches;
mod rpc_calls;
mod rpc_faults;
mod rpc_input;
mod rpc_panics;
mod spreading;
mod sqlite_expressions;
mod sqlite_functions;
mod sqlite_texts;
mod sqlite_transactions;
mod timing;
mod up;
mod workflow;
mod workflow_commits;
mod workflow_faults;
mod workflow_index;
mod workflow_input;
mod workflow_limits;
mod workflow_schedules;
