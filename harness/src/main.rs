//! The command line tool `isolab`, which the workspace calls as `cargo lab`.

use std::process::ExitCode;

use clap::Parser as _;
use harness::command::{self, Arguments};

fn main() -> ExitCode {
    match command::run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit().into()
        }
    }
}
