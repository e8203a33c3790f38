//! The C compiler for WASM: SQLite is C, so the engine needs a clang that knows wasm32 and an archiver that goes with it.

use std::{env, path::PathBuf, process::Command};

use super::packages::{packager, runs};
use crate::{
    error::{Error, Exit, Result},
    terminal::Step,
};

/// Names of clang, the unversioned one first; then where Homebrew keeps the one that knows wasm32.
const CANDIDATES: [&str; 9] = [
    "clang",
    "clang-20",
    "clang-19",
    "clang-18",
    "clang-17",
    "clang-16",
    "clang-15",
    "/opt/homebrew/opt/llvm/bin/clang",
    "/usr/local/opt/llvm/bin/clang",
];

/// Debian's packages: the version that this project is tested with, then whatever the release calls its own.
const PACKAGES: [[&str; 2]; 2] = [["clang-16", "llvm-16"], ["clang", "llvm"]];

/// A compiler and an archiver for `wasm32-unknown-unknown`.
#[derive(Clone, Debug)]
pub struct Compiler {
    /// The program that compiles C.
    pub clang: PathBuf,
    /// The program that makes static libraries.
    pub archiver: PathBuf,
}

impl Compiler {
    /// Finds the first pair that works, by trying: a clang may have been built without the target.
    pub fn find() -> Option<Self> {
        let chosen = env::var("CC_wasm32_unknown_unknown").ok();
        chosen.iter().map(String::as_str).chain(CANDIDATES).find_map(|clang| {
            if !compiles(clang) {
                return None;
            }
            let archiver = archiver(clang)?;
            Some(Self { clang: clang.into(), archiver })
        })
    }

    /// Tells cargo's C builds about the pair.
    pub fn tell(&self, command: &mut Command) {
        command.env("CC_wasm32_unknown_unknown", &self.clang).env("AR_wasm32_unknown_unknown", &self.archiver);
    }
}

/// The command that a person would type.
pub(super) fn remedy() -> &'static str {
    if cfg!(target_os = "macos") { "brew install llvm" } else { "sudo apt-get install clang llvm" }
}

/// Installs a compiler where the system's packages may be installed; elsewhere says what to type.
pub(super) fn install(step: &Step) -> Result<()> {
    let missing = || Error::environment("no clang that knows wasm32, with an llvm-ar beside it").remedy(remedy());
    if !runs("apt-get", &["--version"]) {
        return Err(missing());
    }
    let may_install = nix::unistd::Uid::effective().is_root();
    if !may_install && !runs("sudo", &["-n", "true"]) {
        return Err(missing());
    }
    packager(&["update"], step)?;
    let mut last = missing();
    for [clang, llvm] in PACKAGES {
        match packager(&["install", "--yes", "--no-install-recommends", clang, llvm], step) {
            Ok(()) => return Ok(()),
            Err(error) if error.exit() == Exit::Interrupted => return Err(error),
            Err(error) => last = Error::environment(error.to_string()).remedy(remedy()),
        }
    }
    Err(last)
}

fn compiles(clang: &str) -> bool {
    runs(clang, &["--target=wasm32-unknown-unknown", "-x", "c", "-c", "/dev/null", "-o", "/dev/null"])
}

fn archiver(clang: &str) -> Option<PathBuf> {
    let chosen = env::var("AR_wasm32_unknown_unknown").ok();
    // `clang-16` goes with `llvm-ar-16`, `/some/where/clang` with `/some/where/llvm-ar`.
    let (start, end) = clang.rsplit_once("clang").unwrap_or_default();
    let candidates = [chosen, Some(format!("{start}llvm-ar{end}")), Some("llvm-ar".to_owned())];
    let versions = (15..=20).rev().map(|version| format!("llvm-ar-{version}"));
    candidates.into_iter().flatten().chain(versions).find(|name| runs(name, &["--version"])).map(PathBuf::from)
}
