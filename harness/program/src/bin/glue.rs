//! Makes the JavaScript that goes with a compiled Worker: what `worker-build` asks of the program `wasm-bindgen`, and nothing else.
//!
//! It is made of the library that the program is made of, and compiled with the harness, whose dependencies it shares. The program itself
//! brings a runner of tests, a server and a client for HTTP along, and takes five times as long to be compiled.
//!
//! ```text
//! worker-build ── router.wasm ──▶ glue ── index.js, index_bg.wasm ──▶ worker-build
//! ```

use std::{error::Error, path::PathBuf};

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
    /// Makes no types for TypeScript, which nobody reads here.
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

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What `worker-build` says, word for word.
    const ASKED: &str = "glue router.wasm --out-dir build --no-typescript --target module --out-name index \
                         --experimental-reset-state-function --force-enable-abort-handler";

    fn parsed(text: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(text.split_whitespace())
    }

    #[test]
    fn what_worker_build_asks_is_understood() {
        let arguments = parsed(ASKED).unwrap();
        assert!(arguments.no_typescript && arguments.reset_state && arguments.abort_handler);
        assert_eq!((arguments.out_dir, arguments.out_name), ("build".into(), "index".to_owned()));
    }

    #[test]
    fn what_is_not_known_is_refused_and_not_left_out() {
        for asked in [format!("{ASKED} --keep-debug"), ASKED.replace("module", "bundler")] {
            assert!(parsed(&asked).is_err(), "{asked}");
        }
    }
}
