//! Which folder may use which: the layers of the harness, lowest first. An arrow that leads up fails the test, so there is no circle.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::machine::project::Project;

/// The layers, lowest first; what stands in one line knows nothing of each other.
const LAYERS: [&[&str]; 11] = [
    &["error"],
    &["ranged"],
    &["terminal", "numbers"],
    &["machine"],
    &["instrument"],
    &["record"],
    &["report"],
    &["experiments"],
    &["example", "fuzz", "results", "watch"],
    &["manual"],
    &["command"],
];

/// The layer of a module at the root.
fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("{module} belongs to no layer: say in this test which modules may use it"))
}

/// Every file of Rust below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(below).filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The modules at the root that a text names by a path from the root.
fn named(text: &str) -> BTreeSet<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    let word =
        |rest: &str| rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for (_, rest) in code.match_indices("crate::").map(|(at, found)| code.split_at(at + found.len())) {
        match rest.strip_prefix('{') {
            None => _ = names.insert(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let parts = list.split_inclusive(['{', '}', ',']);
                let mut at_begin = true;
                for part in parts {
                    let name = word(part.trim_start());
                    if depth == 0 && at_begin && !name.is_empty() {
                        names.insert(name);
                    }
                    depth += i32::from(part.ends_with('{')) - i32::from(part.ends_with('}'));
                    at_begin = depth == 0 && part.ends_with(',') || part.ends_with('}');
                    if depth < 0 {
                        break;
                    }
                }
            }
        }
    }
    names
}

/// Whether a file holds tests or what only tests use: they may look at everything.
fn is_of_tests(path: &Path) -> bool {
    let names = ["tests", "made", "odd", "sound", "fake"];
    path.components().any(|part| names.contains(&part.as_os_str().to_string_lossy().trim_end_matches(".rs")))
}

#[test]
fn paths_are_found_in_lists_and_alone() {
    let text = "use crate::{error::{Error, Result}, machine::lock::Lock, report};\nlet a = crate::record::Run::new();\n// crate::fuzz";
    let found: Vec<String> = named(text).into_iter().collect();
    assert_eq!(found, ["error", "machine", "record", "report"]);
}

#[test]
fn no_folder_uses_one_of_a_higher_layer() {
    let source = Project::find().unwrap().root().join("harness/src");
    let mut wrong = Vec::new();
    for path in files(&source) {
        let inner = path.strip_prefix(&source).unwrap();
        let own = inner.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        if ["lib", "arrows"].contains(&own.as_str()) || is_of_tests(inner) {
            continue;
        }
        let others = named(&fs::read_to_string(&path).unwrap()).into_iter().filter(|name| *name != own);
        let up = others.filter(|name| layer(name) >= layer(&own));
        wrong.extend(up.map(|name| format!("{} uses {name}", inner.display())));
    }
    assert!(wrong.is_empty(), "arrows that lead up:\n{}", wrong.join("\n"));
}
