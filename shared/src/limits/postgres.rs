//! The bounds of Postgres itself, and what this one comes without.

/// Most memory of a process, in bytes: beyond it a statement fails under SQLSTATE 53200 and the process goes on.
pub const MEMORY_BYTES: usize = 64 << 20;
/// Most bytes that a statement may put into temporary files, where its sorting and hashing does not fit into memory.
pub const TEMPORARY_FILE_BYTES: usize = 16 << 20;
/// The one encoding of texts, by the name that Postgres gives it; the libraries that convert to others are not there.
pub const ENCODING: &str = "UTF8";
/// Who may compare texts. ICU is compiled in and comes without its tables, so its collations cannot be opened.
pub const COLLATION_PROVIDERS: [&str; 2] = ["builtin", "libc"];
/// All extensions that there are. Text search is no extension, and has its stems of words.
pub const EXTENSIONS: [&str; 1] = ["plpgsql"];
