//! Makes the JavaScript that goes with a compiled Worker: what `worker-build` asks of the program `wasm-bindgen`, and nothing else.
//!
//! `wasm-bindgen` is a small program around a library, beside a runner of tests with a server and a client for HTTP, and takes a minute to be
//! compiled on a new machine. This is as small a one around the same library, most of whose dependencies the harness has too.
//!
//! ```text
//! worker-build ── router.wasm ──▶ glue ── index.js, index_bg.wasm ──▶ worker-build
//! ```

#[cfg(test)]
mod tests;

use std::{error::Error, ffi::OsString, path::PathBuf};

use clap::{Parser, ValueEnum};
use wasm_bindgen_cli_support::Bindgen;

/// The arguments of `worker-build`, all of them. Another one is refused, so that a newer `worker-build` that wants more is not given less.
#[derive(Debug, Parser)]
struct Arguments {
    /// What was compiled.
    compiled: PathBuf,
    /// The folder of what is made.
    #[arg(long)]
    out_dir: PathBuf,
    /// The name of what is made, without an extension.
    #[arg(long)]
    out_name: String,
    /// How the JavaScript gets at the compiled code.
    #[arg(long)]
    target: Target,
    /// Asked for, or refused: types for TypeScript are not made here.
    #[arg(long, required = true)]
    no_typescript: bool,
    /// Makes `__wbg_reset_state`, with which a Worker starts anew after a panic.
    #[arg(long = "experimental-reset-state-function")]
    reset_state: bool,
    /// Tells apart what panicked from what failed, also where a panic aborts.
    #[arg(long = "force-enable-abort-handler")]
    abort_handler: bool,
}

/// How JavaScript gets at compiled code.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Target {
    /// It imports it as a module.
    Module,
}

/// Makes what the arguments of a program ask for, the first of which is its name; ends the program where they cannot be understood.
///
/// # Errors
///
/// The compiled code cannot be read or is not what the macros of wasm-bindgen make, or a file cannot be written.
pub fn make(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse_from(arguments);
    let mut bindgen = Bindgen::new();
    match arguments.target {
        Target::Module => bindgen.module(true)?,
    };
    bindgen
        .input_path(&arguments.compiled)
        .out_name(&arguments.out_name)
        .typescript(!arguments.no_typescript)
        .reset_state_function(arguments.reset_state)
        .force_enable_abort_handler(arguments.abort_handler)
        .generate(&arguments.out_dir)?;
    Ok(())
}
