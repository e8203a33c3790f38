//! Runs the instrument as its users do, against targets that misbehave and against the local runtime, and looks at exit
//! codes, records and processes.
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

mod ends;
mod fake;
mod faults;
mod local;
mod program;
