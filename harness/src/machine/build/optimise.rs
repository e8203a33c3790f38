//! The last hand at what was compiled: Binaryen's optimiser, which makes it smaller and starts it sooner.

use std::{fs, path::Path};

use super::{WASM, process};
use crate::{
    error::{Error, Result},
    machine::project::Project,
    terminal::Step,
};

/// What is done. Large functions stay apart even where they have one caller: after one was inlined, everything is done again for all that it
/// was inlined into, which takes a router with large functions twice as long, to become smaller by one in a hundred.
pub(super) const ARGUMENTS: [&str; 3] = [
    "-O",
    "--one-caller-inline-max-function-size=30",
    // Names of functions, for whoever reads of a panic.
    "--debuginfo",
];

/// What the code may use: what Rust takes for granted of WASM, and the exceptions that wasm-bindgen catches. Whatever else the optimiser knows
/// of is not used before the runtime is known to have it.
pub(super) const FEATURES: [&str; 7] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-reference-types",
    "--enable-exception-handling",
];

/// Optimises the module of a bundle in its place.
pub(super) fn optimise(project: &Project, bundle: &Path, step: &Step) -> Result<()> {
    let (module, optimised) = (bundle.join(WASM), bundle.join("optimised.wasm"));
    step.tell("optimising");
    let mut command = process::command(project.npm_program("wasm-opt"), bundle);
    command.arg(&module).arg("-o").arg(&optimised).args(ARGUMENTS).args(FEATURES);
    // It is a script for node, which is among the programs that this adds.
    process::with_npm_programs(&mut command, project)?;
    process::run(&mut command, step)?;
    fs::rename(&optimised, &module).map_err(|error| Error::file(&optimised, &error))
}
