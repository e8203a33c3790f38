//! The bounds of Postgres itself, and what this one comes without.

/// Most memory of a process, in bytes: beyond it a statement fails under SQLSTATE 53200 and the process goes on.
pub const MEMORY_BYTES: usize = 64 << 20;
/// Most bytes that a statement may put into temporary files, where its sorting and hashing does not fit into memory.
pub const TEMPORARY_FILE_BYTES: usize = 16 << 20;
/// The one encoding of texts, here in the name that Postgres gives it.
pub const ENCODING: &str = "UTF8";
/// All extensions that there are.
pub const EXTENSIONS: [&str; 2] = ["plpgsql", "snowball"];
