//! Compiles Workers, all that have the same features by one call of cargo: what is optimised as one piece keeps one processor
//! busy, so several pieces at a time keep them all.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use shared::engine::EngineName;

use super::Variant;
use crate::{
    error::{Error, Result},
    machine::{
        process,
        project::Project,
        tools::Compiler,
        workers::{TARGET, Worker},
    },
    terminal::Step,
};

/// Compiles Workers of one engine; whoever makes a bundle of one afterwards finds it compiled.
///
/// That holds as long as worker-build's own call asks for the same: the packages, the profile, the target, the features and the environment
/// that code of this project is compiled with.
pub(super) fn compile(
    project: &Project,
    compiler: &Compiler,
    (workers, variant): (&[&Worker], Variant),
    step: &Step,
) -> Result<()> {
    let mut command = process::command("cargo", project.root());
    command.args(["build", "--lib", "--release", "--target", TARGET]);
    choose(&mut command, workers, variant);
    // worker-build says so to the macros of wasm-bindgen, whose output depends on it, and cargo does not see that it does.
    command.env("WASM_BINDGEN_USE_JS_SYS", "1");
    for_wasm(&mut command, project, compiler)?;
    process::run(&mut command, step)
}

/// The packages of Workers and their features, as cargo and worker-build take them: cargo compiles a dependency with what all of them want of
/// it, so that a Worker alone would be another than the same among others, and be compiled again. What differs is code that nobody calls and the
/// names of symbols, so that a bundle does the same whatever it was compiled with.
pub(super) fn choose(command: &mut Command, workers: &[&Worker], variant: Variant) {
    for worker in workers {
        command.args(["-p", worker.package()]);
    }
    let engine = workers.first().and_then(|worker| worker.engine());
    if engine.is_some() {
        command.arg("--no-default-features");
    }
    let faults = (variant == Variant::Faulty).then_some(Variant::FAULTS);
    let features: Vec<_> = engine.map(EngineName::as_str).into_iter().chain(faults).collect();
    if !features.is_empty() {
        command.args(["--features", &features.join(",")]);
    }
}

/// The environment in which code is compiled for Workers.
pub(super) fn for_wasm(command: &mut Command, project: &Project, compiler: &Compiler) -> Result<()> {
    process::with_npm_programs(command, project)?;
    compiler.tell(command);
    Ok(())
}

/// Runs a build of cargo's, and finds the file of this name that it says it has made, or made before.
pub(super) fn made(command: &mut Command, name: &str, step: &Step) -> Result<PathBuf> {
    let messages = process::printed(command.arg("--message-format=json-render-diagnostics"), step)?;
    let files = |message: serde_json::Value| {
        let files = message.get("filenames")?.as_array()?.iter().filter_map(serde_json::Value::as_str);
        files.map(Path::new).find(|file| file.file_name().is_some_and(|found| found == name)).map(Path::to_owned)
    };
    let found = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).find_map(files);
    found.ok_or_else(|| Error::internal(format!("cargo made no {name}")))
}
