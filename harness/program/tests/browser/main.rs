//! The report as a browser shows it: on a desk, on a telephone, dark, light, on paper and without script.
//!
//! `ISOLAB_PICTURES=<folder>` keeps the pages, and a picture of each in every view.
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

mod runs;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use harness::{
    example,
    machine::{process, project::Project, tools::browser},
    record::Run,
    report,
};
use serde::Deserialize;
use serde_json::json;

/// Most bytes of a report.
const MOST_BYTES: usize = 500_000;

/// What every report has.
const SECTIONS: [&str; 7] = ["answers", "run", "trust", "ratios", "cells", "threats", "method"];

/// What the report of a run of tenants has.
const SECTIONS_OF_TENANTS: [&str; 7] = ["answers", "run", "trust", "scenarios", "break-even", "threats", "method"];

/// What is wrong with a page.
#[derive(Debug, Deserialize)]
struct Fault {
    page: String,
    view: String,
    what: String,
}

struct Page {
    name: &'static str,
    text: String,
    sections: Vec<&'static str>,
}

impl Page {
    fn of(name: &'static str, run: &Run) -> Self {
        if run.scenario.name == "tenants" {
            return Self { name, text: report::page(run), sections: SECTIONS_OF_TENANTS.to_vec() };
        }
        let mut sections = SECTIONS.to_vec();
        sections.extend((!run.findings.surveys.is_empty()).then_some("surveys"));
        sections.extend((!run.findings.fits.is_empty()).then_some("fits"));
        sections.extend((!run.findings.cross_checks.is_empty()).then_some("cross-checks"));
        sections.extend((!run.findings.legs.is_empty()).then_some("ways"));
        sections.extend((!run.findings.break_even.is_empty()).then_some("break-even"));
        Self { name, text: report::page(run), sections }
    }
}

#[test]
fn reports_are_without_fault_in_every_view() {
    let pages = [
        Page::of("example", &runs::example()),
        Page::of("invalid", &runs::invalid_and_partial()),
        Page::of("bare", &runs::bare()),
        Page::of("empty", &runs::empty()),
        Page::of("large", &runs::large()),
        Page::of("tenants", &example::tenants::run()),
    ];
    let faults = look(&pages);
    let lines: BTreeSet<String> =
        faults.iter().map(|Fault { page, view, what }| format!("{page}, {view}: {what}")).collect();
    assert!(lines.is_empty(), "{} faults:\n{}", lines.len(), Vec::from_iter(lines).join("\n"));
    for page in &pages {
        assert!(page.text.len() < MOST_BYTES, "{}: {} bytes", page.name, page.text.len());
    }
}

#[test]
fn looking_finds_what_is_wrong() {
    let Page { text, sections, .. } = Page::of("", &runs::example());
    let spoiled = |name, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Page { name, text: text.replacen(from, to, 1), sections: sections.clone() }
    };
    // The page's own policy forbids requests and script, so it has to go before they can do harm.
    let policy = "http-equiv=\"Content-Security-Policy\"";
    let mut script = spoiled("script", policy, "name=\"none\"");
    script.text =
        script.text.replacen("<main>", "<main><script>console.error('seen');document.body.append('more')</script>", 1);
    let mut image = spoiled("request", policy, "name=\"none\"");
    image.text = image.text.replacen("<main>", "<main><img alt='a picture' src='http://127.0.0.1:9/picture.png'>", 1);
    let pages = [
        script,
        image,
        spoiled("overflow", "<main>", "<main><div style='width:2000px'>wide</div>"),
        spoiled("contrast", "<h1>", "<h1 style='color:#999a9b'>"),
        spoiled("nameless", " role=\"img\"", ""),
        spoiled("missing", "id=\"trust\"", "id=\"other\""),
        spoiled("outside", "<text class=\"tick\" x=\"", "<text class=\"tick\" x=\"2"),
    ];
    let faults = look(&pages);
    for (page, start) in [
        ("script", "console: seen"),
        ("script", "script: "),
        ("request", "request: http://127.0.0.1:9/picture.png"),
        ("overflow", "overflow: the page is 2"),
        ("contrast", "contrast 2."),
        ("nameless", "nameless picture"),
        ("missing", "missing section: trust"),
        ("outside", "text outside of its picture"),
    ] {
        assert!(faults.iter().any(|fault| fault.page == page && fault.what.starts_with(start)), "{page}: {start}");
    }
    assert!(faults.iter().any(|fault| fault.page == "overflow" && fault.view == "telephone-dark"));
}

/// Opens the pages in a browser and hands back what is wrong with them.
fn look(pages: &[Page]) -> Vec<Fault> {
    let project = Project::find().unwrap();
    let browser = browser::set_up().unwrap();
    let modules = project.wrangler().join("node_modules");
    let driver = modules.join("puppeteer-core/lib/puppeteer/puppeteer-core.js");
    assert!(driver.is_file(), "{} is missing; to mend it: cargo lab setup", driver.display());
    let folder = tempfile::tempdir().unwrap();
    let pictures = env::var_os("ISOLAB_PICTURES").map(PathBuf::from);
    if let Some(pictures) = &pictures {
        fs::create_dir_all(pictures).unwrap();
    }
    let place = pictures.as_deref().unwrap_or(folder.path());
    let pages: Vec<_> = pages.iter().map(|page| written(page, place)).collect();
    let task = json!({
        "driver": driver, "browser": browser, "profile": folder.path().join("profile"),
        "pages": pages, "pictures": pictures,
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/look.mjs");
    let mut node: Command = process::command(modules.join(".bin/node"), project.root());
    let found = process::output(node.arg(script).arg(task.to_string())).unwrap();
    serde_json::from_str(&found).unwrap()
}

fn written(page: &Page, folder: &Path) -> serde_json::Value {
    let path = folder.join(page.name).with_extension("html");
    fs::write(&path, &page.text).unwrap();
    json!({ "name": page.name, "path": path, "sections": page.sections })
}
