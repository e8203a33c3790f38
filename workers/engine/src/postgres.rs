//! Postgres over the pages of one tenant: a process of its own, on a disk that Rust holds.
//!
//! ```text
//! PostgresEngine ── messages ──> process (PGlite: Postgres in WASM, 18 MiB)
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
//! demand from the object's own SQLite, which bounds memory for a database larger than an isolate. An experiment that does so,
//! which is no part of this project, was measured against the object with the engine inside (local runtime, both with 1 MB of shared buffers, medians in ms; the
//! opening is the first answer of a fresh process):
//!
//! ```text
//! database                        1 MB               30 MB                300 MB
//! pages                    on demand, memory   on demand, memory   on demand, memory
//! opening                     355      287        377      446        443   refused
//! first scan of a table        36       33        783      484      4,822   refused
//! the same again               13       11        447      173      6,856   refused
//! insert of a row             5.7      6.2        5.6      6.3        9.1   refused
//! read of a row by key        4.2      4.7        4.8      4.7        4.6   refused
//! ```
//!
//! So memory opens a small database sooner and a large one a little later, scans a large one in 0.4 to 0.6 of the time, and
//! writes a tenth slower, with a router and a turn on its way that the experiment lacks; what it cannot do is hold 300 MB, which
//! is beyond the bound on a tenant in any case. It is chosen because tenants are small and many, and because the split could not follow: its compute has no storage to read from, and arms that keep
//! their pages in different ways would not be compared by the place of their engine.

mod base;
mod disk;
mod engine;
mod process;
mod render;
mod session;
mod settings;
mod tree;
mod wire;

pub use engine::PostgresEngine;
