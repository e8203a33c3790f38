//! The command line tool `isolab`, which the workspace calls as `cargo lab`.

use std::{env, process::ExitCode};

use clap::Parser as _;
use harness::{
    command::{self, Arguments},
    error::Error,
    machine::leash::{self, Wish},
    terminal,
};

fn main() -> ExitCode {
    if let Some(wish) = Wish::of(env::args_os()) {
        return failed(&wish.follow());
    }
    leash::offer();
    match command::run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> ExitCode {
    terminal::tell(&format!("error: {error}"));
    error.exit().into()
}
