//! How Postgres is started: as small as it runs well, and without what a process of its own cannot do.

use shared::limits;

/// Least memory of a process, in pages of 64 KiB: what it has after its first statement, so that no start has to grow it.
pub(crate) const LEAST_MEMORY_PAGES: u32 = 284;
/// Most memory of a process, in pages of 64 KiB: beyond it a statement fails under SQLSTATE 53200 and the process goes on.
pub(crate) const MOST_MEMORY_PAGES: u32 = 1024;
const _: () = assert!(
    (MOST_MEMORY_PAGES as usize) << 16 == limits::postgres::MEMORY_BYTES
        && limits::postgres::TEMPORARY_FILE_BYTES == 16 << 20,
    "what clients are told is what Postgres is told"
);
/// Memory of a process beyond which it is started anew before the next statement: it never gives back what it took.
pub(crate) const RECYCLED_BYTES: usize = 40 << 20;
/// Bytes of the write-ahead log after which a write makes a checkpoint, so that a start never has more to replay.
pub(crate) const CHECKPOINT_LOG_BYTES: u64 = 1 << 20;

/// The settings of the command line; the configuration file is that of the base.
pub(crate) const SETTINGS: [&str; 45] = [
    "search_path=public",
    "exit_on_error=false",
    "log_checkpoints=false",
    // One process does everything.
    "max_worker_processes=0",
    "max_parallel_workers=0",
    "max_parallel_workers_per_gather=0",
    "max_parallel_maintenance_workers=0",
    "autovacuum=off",
    "autovacuum_worker_slots=1",
    // Nobody reads what happened to a table, and the counts cost every start a megabyte.
    "track_counts=off",
    // A start tries out how many files it may have open, one by one up to this.
    "max_files_per_process=64",
    // Its own clock, which needs no file.
    "log_timezone=GMT",
    "io_method=sync",
    "io_max_concurrency=1",
    "max_connections=4",
    "max_wal_senders=0",
    "max_replication_slots=0",
    // Memory: the pages are memory already, so caches only save copies.
    "shared_buffers=1MB",
    "wal_buffers=64kB",
    "work_mem=2MB",
    "hash_mem_multiplier=1",
    "maintenance_work_mem=8MB",
    "logical_decoding_work_mem=1MB",
    "temp_buffers=1MB",
    "temp_file_limit=16MB",
    "max_locks_per_transaction=32",
    "max_pred_locks_per_transaction=10",
    "transaction_buffers=16",
    "subtransaction_buffers=16",
    "commit_timestamp_buffers=16",
    "multixact_member_buffers=16",
    "multixact_offset_buffers=16",
    "notify_buffers=16",
    "serializable_buffers=16",
    // The log: a block is stored whole or not at all, and nobody replays it elsewhere.
    "full_page_writes=off",
    "wal_level=minimal",
    "wal_init_zero=off",
    "wal_recycle=off",
    "min_wal_size=2MB",
    "max_wal_size=4MB",
    // Plans: compiled code cannot run, and values leave as text in one form.
    "jit=off",
    "datestyle=ISO",
    "intervalstyle=postgres",
    "bytea_output=hex",
    "extra_float_digits=1",
];
