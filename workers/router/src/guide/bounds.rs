//! Every bound that a client can meet, under the name that it has in `shared::limits`.

use std::ops::RangeInclusive;

use serde::{Serialize, Serializer};
use shared::limits::{self, isolation, pool, postgres, sqlite, workflow};

/// Names with their values, in an order that makes sense; JSON shows them as one object.
pub(super) struct Named(Vec<(&'static str, u64)>);

#[derive(Serialize)]
pub(super) struct Bounds {
    query: Named,
    keep_warm: Named,
    benchmark: Named,
    rpc: Named,
    call: Named,
    workflow: Named,
    isolation: Named,
    pool: Ranges,
    /// Beyond those of a query.
    sqlite: Named,
    /// Beyond those of a query.
    postgres: Postgres,
}

#[derive(Serialize)]
struct Postgres {
    #[serde(flatten)]
    bounds: Named,
    encoding: &'static str,
    collation_providers: [&'static str; postgres::COLLATION_PROVIDERS.len()],
    extensions: [&'static str; postgres::EXTENSIONS.len()],
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// Names with the least and the most that they may be, each a bound of its own.
pub(super) struct Ranges(Vec<(&'static str, RangeInclusive<u32>)>);

impl Serialize for Ranges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ends = |(name, range): &(&str, RangeInclusive<u32>)| {
            [(format!("{name}_least"), *range.start()), (format!("{name}_most"), *range.end())]
        };
        serializer.collect_map(self.0.iter().flat_map(ends))
    }
}

/// A bound as a number of JSON.
fn of(bound: impl TryInto<u64>) -> u64 {
    bound.try_into().unwrap_or(u64::MAX)
}

pub(super) fn all() -> Bounds {
    Bounds {
        query: query(),
        keep_warm: Named(vec![
            ("keep_warm_calls", of(limits::KEEP_WARM_CALLS)),
            ("warming_every_ms_least", of(*limits::WARMING_EVERY_MS.start())),
            ("warming_every_ms_most", of(*limits::WARMING_EVERY_MS.end())),
            ("warming_times", of(limits::WARMING_TIMES)),
        ]),
        benchmark: Named(vec![
            ("iterations", of(limits::ITERATIONS)),
            ("tenants", of(limits::TENANTS)),
            ("invocations", of(limits::INVOCATIONS)),
        ]),
        rpc: Named(vec![
            ("rpc_payload_bytes", of(limits::RPC_PAYLOAD_BYTES)),
            ("rpc_depth", of(limits::RPC_DEPTH)),
            ("rpc_calls", of(limits::RPC_CALLS)),
            ("rpc_batch_bytes", limits::RPC_BATCH_BYTES),
            ("rpc_flight_bytes", limits::RPC_FLIGHT_BYTES),
            ("rpc_invocations", of(limits::RPC_INVOCATIONS)),
            ("rpc_deadline_ms", of(limits::RPC_DEADLINE_MS)),
        ]),
        call: call(),
        workflow: of_workflow(),
        isolation: of_isolation(),
        pool: of_pool(),
        sqlite: of_sqlite(),
        postgres: of_postgres(),
    }
}

fn query() -> Named {
    Named(vec![
        ("body_bytes", of(limits::BODY_BYTES)),
        ("body_deadline_ms", of(limits::BODY_DEADLINE_MS)),
        ("tenant_id_bytes", of(limits::TENANT_ID_BYTES)),
        ("statements", of(limits::STATEMENTS)),
        ("sql_bytes", of(limits::SQL_BYTES)),
        ("parameters", of(limits::PARAMETERS)),
        ("result_rows", of(limits::RESULT_ROWS)),
        ("result_bytes", of(limits::RESULT_BYTES)),
        ("query_deadline_ms", limits::QUERY_DEADLINE_MS),
        ("turn_queue", of(limits::TURN_QUEUE)),
        ("tenant_bytes", of(limits::TENANT_BYTES)),
        ("change_bytes", of(limits::CHANGE_BYTES)),
        ("touched_bytes", of(limits::TOUCHED_BYTES)),
        ("idempotency_key_bytes", of(limits::IDEMPOTENCY_KEY_BYTES)),
        ("idempotency_keys", limits::IDEMPOTENCY_KEYS),
        ("idempotency_answer_bytes", of(limits::IDEMPOTENCY_ANSWER_BYTES)),
        ("pings", of(limits::PINGS)),
    ])
}

fn call() -> Named {
    Named(vec![
        ("call_operations", of(limits::CALL_OPERATIONS)),
        ("call_queued_list", of(limits::CALL_QUEUED_LIST)),
        ("call_events", of(limits::CALL_EVENTS)),
        ("call_targets", of(limits::CALL_TARGETS)),
        ("call_deadline_ms", of(limits::CALL_DEADLINE_MS)),
        ("call_subrequests", of(limits::CALL_SUBREQUESTS)),
        ("ledger_spans", of(limits::LEDGER_SPANS)),
        ("fault_percent", of(limits::FAULT_PERCENT)),
        ("durable_credits", of(limits::DURABLE_CREDITS)),
        ("durable_batch_calls", of(limits::DURABLE_BATCH_CALLS)),
        ("durable_batch_bytes", of(limits::DURABLE_BATCH_BYTES)),
        ("durable_call_bytes", of(limits::DURABLE_CALL_BYTES)),
        ("durable_pending_calls", limits::DURABLE_PENDING_CALLS),
        ("durable_pending_bytes", limits::DURABLE_PENDING_BYTES),
        ("durable_targets", of(limits::DURABLE_TARGETS)),
        ("durable_attempts", of(limits::DURABLE_ATTEMPTS)),
        ("durable_backoff_ms", of(limits::DURABLE_BACKOFF_MS)),
        ("durable_backoff_most_ms", of(limits::DURABLE_BACKOFF_MOST_MS)),
        ("durable_patience_ms", of(limits::DURABLE_PATIENCE_MS)),
        ("durable_watchdog_ms", of(limits::DURABLE_WATCHDOG_MS)),
        ("durable_leisure_ms", of(limits::DURABLE_LEISURE_MS)),
        ("durable_keys", of(limits::DURABLE_KEYS)),
        ("durable_dead", of(limits::DURABLE_DEAD)),
        ("durable_reply_bytes", of(limits::DURABLE_REPLY_BYTES)),
        ("durable_unacknowledged", of(limits::DURABLE_UNACKNOWLEDGED)),
        ("durable_timers", limits::DURABLE_TIMERS),
    ])
}

fn of_workflow() -> Named {
    Named(vec![
        ("id_bytes", of(workflow::ID_BYTES)),
        ("name_bytes", of(workflow::NAME_BYTES)),
        ("value_bytes", of(workflow::VALUE_BYTES)),
        ("scope_bytes", of(workflow::SCOPE_BYTES)),
        ("checks", of(workflow::CHECKS)),
        ("message_bytes", of(workflow::MESSAGE_BYTES)),
        ("generations", of(workflow::GENERATIONS)),
        ("operations", of(workflow::OPERATIONS)),
        ("row_bytes", of(workflow::ROW_BYTES)),
        ("events", workflow::EVENTS),
        ("instances", workflow::INSTANCES),
        ("names_known", workflow::NAMES_KNOWN),
        ("lives", workflow::LIVES),
        ("held", of(workflow::HELD)),
        ("patience_ms", of(workflow::PATIENCE_MS)),
        ("retention_ms", workflow::RETENTION_MS),
        ("retention_failed_ms", workflow::RETENTION_FAILED_MS),
        ("told", of(workflow::TOLD)),
        ("shards", of(workflow::SHARDS)),
        ("tracker_delay_ms", of(workflow::TRACKER_DELAY_MS)),
        ("tracker_batches", workflow::TRACKER_BATCHES),
        ("tracker_patience_ms", of(workflow::TRACKER_PATIENCE_MS)),
        ("tracker_backoff_ms", of(workflow::TRACKER_BACKOFF_MS)),
        ("tracker_backoff_most_ms", of(workflow::TRACKER_BACKOFF_MOST_MS)),
        ("trial_instances", of(workflow::TRIAL_INSTANCES)),
        ("indexes", of(workflow::INDEXES)),
        ("index_rows", workflow::INDEX_ROWS),
        ("listed", of(workflow::LISTED)),
        ("sweep_ms", workflow::SWEEP_MS),
        ("schedule_name_bytes", of(workflow::SCHEDULE_NAME_BYTES)),
        ("schedules", workflow::SCHEDULES),
        ("cron_bytes", of(workflow::CRON_BYTES)),
        ("schedule_input_bytes", of(workflow::SCHEDULE_INPUT_BYTES)),
        ("catch_up_least_ms", of(workflow::CATCH_UP_LEAST_MS)),
        ("catch_up_ms", of(workflow::CATCH_UP_MS)),
        ("backfill", of(workflow::BACKFILL)),
        ("priority", of(workflow::PRIORITY)),
    ])
}

fn of_pool() -> Ranges {
    Ranges(vec![
        ("size", pool::SIZE),
        ("queue", pool::QUEUE),
        ("concurrency", pool::CONCURRENCY),
        ("owners", pool::OWNERS),
        ("owner_slots", pool::OWNER_SLOTS),
        ("restart_uses", pool::RESTART_USES),
        ("restart_traps", pool::RESTART_TRAPS),
        ("restart_memory_mb", pool::RESTART_MEMORY_MB),
        ("memory_mb", pool::MEMORY_MB),
        ("span_ms", pool::SPAN_MS),
        ("load_percent", pool::LOAD_PERCENT),
        ("retry_after_ms", pool::RETRY_AFTER_MS),
    ])
}

fn of_isolation() -> Named {
    Named(vec![
        ("payload_bytes", of(isolation::PAYLOAD_BYTES)),
        ("deadline_ms_least", of(*isolation::DEADLINE_MS.start())),
        ("deadline_ms_most", of(*isolation::DEADLINE_MS.end())),
        ("usual_deadline_ms", of(isolation::USUAL_DEADLINE_MS)),
        ("fuel", of(isolation::FUEL)),
        ("compute_rounds", of(isolation::COMPUTE_ROUNDS)),
        ("ends_after_ms", of(isolation::ENDS_AFTER_MS)),
        ("memory_pages", of(isolation::MEMORY_PAGES)),
        ("size_least", of(*isolation::SIZE.start())),
        ("size_most", of(*isolation::SIZE.end())),
        ("shards", of(isolation::SHARDS)),
        ("owners", of(isolation::OWNERS)),
        ("iterations", of(isolation::ITERATIONS)),
        ("concurrency", of(isolation::CONCURRENCY)),
        ("benchmark_owners", of(isolation::BENCHMARK_OWNERS)),
        ("stateless_names", of(isolation::STATELESS_NAMES)),
        ("stateless_uses", of(isolation::STATELESS_USES)),
    ])
}

fn of_sqlite() -> Named {
    Named(vec![
        ("steps", limits::STEPS),
        ("engine_heap_bytes", of(limits::ENGINE_HEAP_BYTES)),
        ("value_bytes", of(sqlite::VALUE_BYTES)),
        ("columns", of(sqlite::COLUMNS)),
        ("expression_depth", of(sqlite::EXPRESSION_DEPTH)),
        ("compound_terms", of(sqlite::COMPOUND_TERMS)),
        ("program_instructions", of(sqlite::PROGRAM_INSTRUCTIONS)),
        ("function_arguments", of(sqlite::FUNCTION_ARGUMENTS)),
        ("pattern_bytes", of(sqlite::PATTERN_BYTES)),
        ("trigger_depth", of(sqlite::TRIGGER_DEPTH)),
    ])
}

fn of_postgres() -> Postgres {
    Postgres {
        bounds: Named(vec![
            ("postgres_steps", of(limits::POSTGRES_STEPS)),
            ("memory_bytes", of(postgres::MEMORY_BYTES)),
            ("temporary_file_bytes", of(postgres::TEMPORARY_FILE_BYTES)),
        ]),
        encoding: postgres::ENCODING,
        collation_providers: postgres::COLLATION_PROVIDERS,
        extensions: postgres::EXTENSIONS,
    }
}
