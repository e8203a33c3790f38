//! Postgres over the pages of one tenant: a process of its own, on a disk that Rust holds.
//!
//! ```text
//! PostgresEngine ── messages ──> process (PGlite: Postgres in WASM, 20 MiB)
//!        │                          │ reads and writes files
//!        └── change, step back ── Disk ── pages, before-images, the base
//! ```
//!
//! A process knows the disk it was started on and caches what it read there, so it ends whenever the pages change under it:
//! when a copy follows changes from elsewhere, or steps back. The next request starts another, which replays what the log
//! holds since the last checkpoint. That is why a write makes a checkpoint now and then.
//!
//! A start, and even a read, writes to the disk: Postgres notes what it finds out. Such bytes wait beside the pages until
//! the next write, whose change carries them, or until the pages step back; a copy without them says the same.
//!
//! The pages are in memory and each commit stores its change, in every architecture. The other way is to read pages on
//! demand from the object's own SQLite, which bounds memory for a database larger than an isolate. A tenant of 1 MB and one
//! of 30 MB both fit: opening either is dominated by the start of the process, about a tenth of a second, and a scan of the
//! larger one then runs at the speed of memory, where reading on demand through a cache this small took twenty times as
//! long. One of 300 MB fits no isolate of 128 MB, and is beyond the bound on a tenant. The split could not follow in any
//! case: its compute has no storage to read from, and arms that keep their pages in different ways would not be compared
//! by the place of their engine.

mod base;
mod disk;
mod engine;
mod process;
mod refusal;
mod render;
mod session;
mod settings;
mod wire;

pub use engine::PostgresEngine;
