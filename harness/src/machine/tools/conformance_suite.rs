//! The public suite that workflows are held against: a Python wheel at a pinned version and checksum, of which only its cases are read.

use std::{fs, path::PathBuf};

use crate::{
    error::{Error, Result},
    machine::{process, project::Project},
    terminal::Step,
};

/// What pip is asked for: it refuses a file with another checksum.
const REQUIREMENT: &str = "aws-durable-execution-conformance-tests==1.0.0 \
     --hash=sha256:59b46cda93c0cbfed6a80f342ab0b93542ad8841196200a15fc716ebaa619c30\n";
/// The file that pip leaves.
const WHEEL: &str = "aws_durable_execution_conformance_tests-1.0.0-py3-none-any.whl";
/// The cases in it.
const CASES: &str = "aws_durable_execution_conformance_tests/test_requirements";
/// Remembers, beside the cases, for which requirement they were unpacked.
const STAMP: &str = ".isolab-requirement";

/// Where the suite is unpacked.
pub(super) fn folder(project: &Project) -> PathBuf {
    project.scratch().join("conformance")
}

/// The folder of the cases: one with YAML files for each operation.
pub fn cases(project: &Project) -> PathBuf {
    folder(project).join(CASES)
}

/// Whether the suite of the requirement is there.
pub(super) fn is_there(project: &Project) -> bool {
    let stamp = fs::read_to_string(folder(project).join(STAMP));
    stamp.is_ok_and(|stamp| stamp == REQUIREMENT) && cases(project).is_dir()
}

/// Fetches it and unpacks it.
pub(super) fn download(project: &Project, step: &Step) -> Result<()> {
    let folder = folder(project);
    fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
    let requirement = folder.join("requirement.txt");
    fs::write(&requirement, REQUIREMENT).map_err(|error| Error::file(&requirement, &error))?;
    process::output(process::command("python3", &folder).args(["-m", "pip", "--version"])).map_err(|error| {
        error.unless_interrupted(|_| {
            Error::environment("python3 has no pip").remedy("install Python 3 with pip: https://www.python.org")
        })
    })?;
    // The wheel says that it wants a newer Python than it takes to read it.
    let mut download = process::command("python3", &folder);
    download.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--python-version", "3.14"]);
    process::run(download.args(["--require-hashes", "--dest", "."]).arg("--requirement").arg(&requirement), step)?;
    process::run(process::command("python3", &folder).args(["-m", "zipfile", "-e", WHEEL, "."]), step)?;
    let stamp = folder.join(STAMP);
    fs::write(&stamp, REQUIREMENT).map_err(|error| Error::file(&stamp, &error))
}
