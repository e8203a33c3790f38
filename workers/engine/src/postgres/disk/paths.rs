//! Which files of a data directory are more than files: those that nobody needs later, and those that only save work.

/// Whether a file is of no use to the next start of Postgres.
pub(super) fn is_passing(path: &str) -> bool {
    path.starts_with("/base/pgsql_tmp")
        || path.starts_with("/pg_stat_tmp/")
        || is_catalog_cache(path)
        || path == "/postmaster.pid"
        || path == "/postmaster.opts"
}

/// Whether a file says how the central catalogs are, so that a start need not find it out.
///
/// Postgres removes it when a change to such a catalog is committed, and the removal is part of that change. It removes it
/// at every start too, since on a disk that lost the end of what was written the file might be stale. No such disk comes
/// here: pages and removal are stored together or not at all. So a start keeps the one of the base.
pub(super) fn is_catalog_cache(path: &str) -> bool {
    path.ends_with("/pg_internal.init")
}
