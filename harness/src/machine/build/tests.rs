//! Bundles are judged fresh by what they are made of.

use std::{fs, path::Path};

use shared::call::ServiceName;
use tempfile::TempDir;

use super::{
    Variant,
    freshness::{Fingerprint, Sources},
    next_alike,
};
use crate::machine::{
    project::Project,
    workers::{Workers, Workspace},
};

fn fingerprint(project: &Project, variant: Variant, worker: ServiceName) -> Fingerprint {
    let (workers, workspace) = (Workers::read(project).unwrap(), Workspace::read(project).unwrap());
    let sources = Sources::read(project, &workspace, variant).unwrap();
    sources.fingerprint(project, workers.get(worker).unwrap()).unwrap()
}

#[test]
fn variants_engines_and_workers_have_different_fingerprints() {
    let project = Project::find().unwrap();
    let of = |variant, worker| fingerprint(&project, variant, worker);
    let compute = of(Variant::Deployable, ServiceName::Compute);
    assert_eq!(compute, of(Variant::Deployable, ServiceName::Compute));
    for other in [
        of(Variant::Faulty, ServiceName::Compute),
        of(Variant::Deployable, ServiceName::ComputePostgres),
        of(Variant::Deployable, ServiceName::State),
    ] {
        assert_ne!(compute, other);
    }
}

#[test]
fn faulty_bundles_never_lie_where_deployable_ones_do() {
    let project = Project::find().unwrap();
    let (workers, workspace) = (Workers::read(&project).unwrap(), Workspace::read(&project).unwrap());
    let faulty = Variant::Faulty.workers(&workers, &workspace).unwrap();
    assert!(!faulty.is_empty());
    for worker in faulty {
        assert_ne!(Variant::Faulty.folder(&project, worker), Variant::Deployable.folder(&project, worker));
    }
}

#[test]
fn workers_of_one_engine_are_built_together_and_that_of_the_first_is_first() {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    let of = |name| (workers.get(name).unwrap(), fingerprint(&project, Variant::Deployable, name));
    let mut stale =
        [ServiceName::ComputePostgres, ServiceName::State, ServiceName::HybridPostgres, ServiceName::Native]
            .map(of)
            .into();
    let mut next = || Some(next_alike(&mut stale)?.iter().map(|(worker, _)| worker.name()).collect::<Vec<_>>());
    assert_eq!(next(), Some(vec![ServiceName::ComputePostgres, ServiceName::HybridPostgres]));
    assert_eq!(next(), Some(vec![ServiceName::State, ServiceName::Native]));
    assert_eq!(next(), None);
}

/// Writes a file of a project that is made up, and its folders.
fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The manifest of the workspace, with what its packages inherit of `shared`.
fn workspace(shared: &str) -> String {
    let members = ["shared", "harness", "harness/glue", "workers/kit", "workers/engine", "workers/native"];
    let list = members.map(|member| format!("{member:?}")).join(", ");
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{list}]\n[workspace.dependencies]\nshared = {shared}\n\
         [profile.release]\nlto = true\n"
    )
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{dependencies}")
}

/// A Worker `native` that is made of `kit` and `shared`, and `glue`, which makes its JavaScript; `engine` and `harness` stand beside it, the one for its tests.
fn made_up() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "Cargo.toml", &workspace("{ path = \"shared\" }"));
    write(folder.path(), "wrangler/package-lock.json", "{}");
    write(
        folder.path(),
        "wrangler/native.toml",
        "name = \"isolab-native\"\nmain = \"../workers/native/entry.js\"\ncompatibility_date = \"2026-10-01\"\n\
         workers_dev = true\npreview_urls = false\nbuild.command = \"x\"\n",
    );
    for (member, dependencies) in [
        ("shared", "[features]\nmore = []\n"),
        ("harness", "[dependencies]\nshared = { path = \"../shared\" }\n"),
        ("harness/glue", ""),
        ("workers/kit", "[dependencies]\nshared.workspace = true\n"),
        ("workers/engine", "[dependencies]\nshared = { path = \"../../shared\" }\n"),
        (
            "workers/native",
            "[dependencies]\nkit = { path = \"../kit\" }\n[dev-dependencies]\nengine = { path = \"../engine\" }\n",
        ),
    ] {
        let name = member.rsplit('/').next().unwrap();
        write(folder.path(), &format!("{member}/Cargo.toml"), &manifest(name, dependencies));
        write(folder.path(), &format!("{member}/src/lib.rs"), "");
    }
    folder
}

#[test]
fn whatever_a_bundle_is_made_of_makes_it_stale_and_nothing_else_does() {
    let folder = made_up();
    let project = Project::at(folder.path());
    let now = || fingerprint(&project, Variant::Deployable, ServiceName::Native);
    let mut before = now();
    for (name, text, is_part) in [
        ("workers/native/src/lib.rs", "// changed", true),
        ("workers/native/src/deep/inner.rs", "", true),
        ("workers/native/src/build/inner.rs", "", true),
        ("workers/native/js/body.js", "", true),
        ("workers/native/loaded.js", "", true),
        ("workers/native/cases/one.json", "", true),
        ("workers/kit/src/lib.rs", "// changed", true),
        ("workers/kit/js/border.js", "", true),
        ("shared/src/lib.rs", "// changed", true),
        ("shared/postgres/assets.b3", "", true),
        ("wrangler/package-lock.json", "{ }", true),
        ("harness/glue/src/lib.rs", "// changed", true),
        ("harness/glue/src/tests.rs", "", false),
        ("workers/native/src/tests.rs", "", false),
        ("workers/native/src/deep/tests/one.rs", "", false),
        ("workers/native/build/index.js", "", false),
        ("workers/native/build-postgres/index.js", "", false),
        ("workers/native/postgres/assets/base.pack", "", false),
        ("workers/native/tests/whole.rs", "", false),
        ("workers/engine/src/lib.rs", "// changed", false),
        ("harness/src/lib.rs", "// changed", false),
    ] {
        write(folder.path(), name, text);
        let after = now();
        assert_eq!(before != after, is_part, "{name}");
        before = after;
    }
    // So does a feature for which the workspace asks in the name of its packages.
    write(folder.path(), "Cargo.toml", &workspace("{ path = \"shared\", features = [\"more\"] }"));
    assert_ne!(before, now());
    // A library that is added is part of it from then on.
    write(folder.path(), "workers/tenant/Cargo.toml", &manifest("tenant", ""));
    write(folder.path(), "workers/tenant/src/lib.rs", "");
    write(
        folder.path(),
        "workers/kit/Cargo.toml",
        &manifest("kit", "[dependencies]\ntenant = { path = \"../tenant\" }\n"),
    );
    before = now();
    write(folder.path(), "workers/tenant/src/lib.rs", "// changed");
    assert_ne!(before, now());
}
