use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use super::*;
use crate::example;

/// A project with one kept run, and a page that asks for parts of it.
fn project(page: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join(RUNS)).unwrap();
    let file = File::create(root.path().join(RUNS).join("split.json.gz")).unwrap();
    let mut file = GzEncoder::new(file, Compression::default());
    file.write_all(&serde_json::to_vec(&example::run()).unwrap()).unwrap();
    file.finish().unwrap();
    fs::write(root.path().join("README.md"), page).unwrap();
    root
}

#[test]
fn what_stands_between_marks_is_written_anew_and_then_stays() {
    let page = "before\n\n<!-- isolab:split cell-hot_read table -->\nold\n<!-- /isolab -->\n\n\
                <!-- isolab:split ratios pictures -->\n<!-- /isolab -->\nafter\n";
    let root = project(page);
    let files = stale(root.path()).unwrap();
    let new = &files["README.md"];
    assert!(
        new.starts_with("before\n\n<!-- isolab:split cell-hot_read table -->\n\n") && new.ends_with("-->\nafter\n")
    );
    assert!(new.contains("| `new` | 0.685 [0.678, 0.692] |") && !new.contains("old"), "{new}");
    assert!(new.contains("(harness/docs/pictures/split-ratios-1.svg)"), "{new}");
    let picture = &files["harness/docs/pictures/split-ratios-1.svg"];
    assert!(picture.starts_with("<svg") && picture.contains("1.223 [1.199, 1.247]"), "{picture}");

    for (name, text) in &files {
        fs::create_dir_all(root.path().join(name).parent().unwrap()).unwrap();
        fs::write(root.path().join(name), text).unwrap();
    }
    assert_eq!(stale(root.path()).unwrap(), BTreeMap::new());
}

#[test]
fn a_mark_that_cannot_be_written_says_where_it_is() {
    for mark in [
        "<!-- isolab:split -->\n<!-- /isolab -->",
        "<!-- isolab:split ratios -->",
        "<!-- isolab:split x --><!-- /isolab -->",
    ] {
        let error = stale(project(mark).path()).unwrap_err();
        assert!(error.to_string().contains("README.md"), "{error}");
    }
}

#[test]
fn what_a_page_says_that_pools_are_told_is_what_their_file_says() {
    let page = include_str!("../../docs/pool.md");
    let file: toml::Table = include_str!("../../../wrangler/pool.toml").parse().unwrap();
    for (name, value) in file["vars"].as_table().unwrap() {
        let row = format!("| `{name}` | {} |", value.as_str().unwrap());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn the_pages_of_this_project_are_as_the_records_have_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let stale: Vec<String> = stale(root).unwrap().into_keys().collect();
    assert!(stale.is_empty(), "to mend it: cargo lab results: {stale:?}");
}
