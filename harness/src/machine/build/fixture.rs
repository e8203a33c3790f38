//! Fixtures that use npm packages, in one piece: what is measured beside our Workers and is not ours.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    machine::{lock::Lock, process, project::Project},
    terminal::Step,
};

/// What a bundle is made of, beside the packages that the lock file pins.
const SOURCES: [&str; 2] = ["package.json", "package-lock.json"];

/// Bundles the module of a fixture with its packages, unless that was done; `folder` has both, and a lock file.
pub(crate) fn bundle_fixture(project: &Project, folder: &Path, module: &str) -> Result<PathBuf> {
    let _turn = Lock::acquire(project, "build")?;
    let made = project.scratch().join("fixtures");
    let bundle = made.join(module);
    let stamp_path = made.join(format!("{module}.stamp"));
    let digest = digest(folder, module)?;
    if bundle.is_file() && fs::read_to_string(&stamp_path).is_ok_and(|stamp| stamp == digest) {
        return Ok(bundle);
    }
    fs::create_dir_all(&made).map_err(|error| Error::file(&made, &error))?;
    Step::start(format!("bundling {module} with its packages")).run(|step| {
        // Its packages' own programs have nothing to do with what is bundled.
        let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        process::run(process::command("npm", folder).args(options), step)?;
        let mut command = process::command(project.npm_program("esbuild"), folder);
        command
            .args([module, "--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"])
            .arg("--external:cloudflare:*")
            .arg(format!("--outfile={}", bundle.display()));
        process::with_npm_programs(&mut command, project)?;
        process::run(&mut command, step)
    })?;
    fs::write(&stamp_path, digest).map_err(|error| Error::file(&stamp_path, &error))?;
    Ok(bundle)
}

fn digest(folder: &Path, module: &str) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    for name in SOURCES.into_iter().chain([module]) {
        let path = folder.join(name);
        hasher.update(&fs::read(&path).map_err(|error| Error::file(&path, &error))?);
    }
    Ok(hasher.finalize().to_hex().to_string())
}
