//! Bundles are judged fresh by what they are made of.

use std::fs;

use super::{Variant, freshness};
use crate::project::{Project, Worker};

#[test]
fn same_sources_have_the_same_fingerprint() {
    let project = Project::find().unwrap();
    let once = freshness::of_worker(&freshness::base(&project, Variant::Deployable).unwrap(), &project, Worker::State);
    let again = freshness::of_worker(&freshness::base(&project, Variant::Deployable).unwrap(), &project, Worker::State);
    assert_eq!(once.unwrap(), again.unwrap());
}

#[test]
fn variants_and_workers_have_different_fingerprints() {
    let project = Project::find().unwrap();
    let deployable = freshness::base(&project, Variant::Deployable).unwrap();
    let faulty = freshness::base(&project, Variant::Faulty).unwrap();
    let fingerprint = |base, worker| freshness::of_worker(base, &project, worker).unwrap();
    assert_ne!(fingerprint(&deployable, Worker::Compute), fingerprint(&faulty, Worker::Compute));
    assert_ne!(fingerprint(&deployable, Worker::Compute), fingerprint(&deployable, Worker::State));
}

#[test]
fn faulty_bundles_never_lie_where_deployable_ones_do() {
    let project = Project::find().unwrap();
    for &worker in Variant::Faulty.workers() {
        assert_ne!(Variant::Faulty.folder(&project, worker), Variant::Deployable.folder(&project, worker));
    }
}

#[test]
fn script_of_the_border_is_part_of_the_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for name in [
        "Cargo.toml",
        "Cargo.lock",
        "wrangler/package-lock.json",
        "workers/kit/js/border.js",
        "workers/kit/entrypoint.js",
        "workers/kit/faces.js",
        "workers/engine/postgres/assets.b3",
    ] {
        write(name, "");
    }
    for package in ["shared", "workers/kit", "workers/engine", "workers/native"] {
        write(&format!("{package}/Cargo.toml"), "");
        write(&format!("{package}/src/lib.rs"), "");
    }
    let project = Project::at(folder.path());
    let fingerprint = || {
        let base = freshness::base(&project, Variant::Deployable).unwrap();
        freshness::of_worker(&base, &project, Worker::Native).unwrap()
    };
    let before = fingerprint();
    assert_eq!(before, fingerprint());
    write("workers/kit/js/border.js", "changed");
    assert_ne!(before, fingerprint());
}
