//! `cargo lab test`: every check of the project, in the order in which a fault is cheapest to find.

use std::{process::Command, time::Duration};

use clap::ValueEnum;
use shared::engine::EngineName;

use crate::{
    error::{Error, Exit, Result},
    machine::{
        build::{self, Variant},
        process,
        project::Project,
        tools::{self, Tools},
        workers::{TARGET, Worker, Workers, Workspace},
    },
    terminal::{self, Step},
};

/// A part of the checks that can be asked for alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Formatting and lints.
    Lint,
    /// Tests of all packages on this machine.
    Host,
    /// Tests compiled to WASM, under Node.
    Wasm,
    /// Tests against the Workers on the local runtime.
    EndToEnd,
    /// Tests of the instrument: whole runs, faulty targets, runs that somebody ends.
    Instrument,
    /// Tests of the report in a browser.
    Browser,
    /// Tests of the wrangler files.
    Wrangler,
}

impl Part {
    const ALL: [Part; 7] =
        [Part::Lint, Part::Host, Part::Wasm, Part::EndToEnd, Part::Instrument, Part::Browser, Part::Wrangler];

    const fn needs_bundles(self) -> bool {
        match self {
            Part::Lint | Part::Host | Part::Wasm | Part::Browser => false,
            Part::EndToEnd | Part::Instrument | Part::Wrangler => true,
        }
    }
}

/// One command that has to succeed.
struct Check {
    title: &'static str,
    command: Command,
}

/// Packages that are compiled to WASM.
struct Packages<'table> {
    /// All of them.
    wasm: Vec<&'table str>,
    /// Those of Workers that are built once more with Postgres.
    postgres: Vec<&'table str>,
    /// Those with faults to be injected.
    faulty: Vec<&'table str>,
}

/// The library of engines as the Workers with Postgres have it: a build has one engine.
const POSTGRES: [&str; 5] = ["-p", "engine", "--no-default-features", "--features", "postgres"];

/// Sets up, builds, and runs the checks up to the first that fails.
pub fn run(project: &Project, only: Option<Part>) -> Result<()> {
    let (workers, workspace) = (Workers::read(project)?, Workspace::read(project)?);
    let tools = tools::for_everything(project)?;
    let all = workers.all();
    let with_postgres = all.iter().filter(|worker| worker.engine() == Some(EngineName::Postgres));
    let faulty = Variant::Faulty.workers(&workers, &workspace)?;
    let packages = Packages {
        faulty: faulty.into_iter().map(Worker::package).collect(),
        wasm: workspace.of_workers(&workers)?.into_iter().collect(),
        postgres: with_postgres.map(|worker| worker.package()).collect(),
    };
    let parts: Vec<_> = Part::ALL.into_iter().filter(|part| only.is_none_or(|only| only == *part)).collect();
    let mut passed = Vec::new();
    for part in parts {
        if part.needs_bundles() {
            for variant in [Variant::Deployable, Variant::Faulty] {
                build::build(project, &tools, &variant.workers(&workers, &workspace)?, variant)?;
            }
        }
        if part == Part::Browser {
            tools::browser::set_up()?;
        }
        for mut check in checks(part, project, &tools, &packages)? {
            let step = Step::start(check.title);
            match process::run(&mut check.command, &step) {
                Ok(()) => passed.push((check.title, step.done())),
                Err(error) => {
                    step.failed();
                    summarise(&passed, Some(check.title))?;
                    return Err(error.unless_interrupted(|error| Error::new(Exit::Gate, error.to_string())));
                }
            }
        }
    }
    summarise(&passed, None)
}

fn summarise(passed: &[(&str, Duration)], failed: Option<&str>) -> Result<()> {
    let (count, failures) = (passed.len(), usize::from(failed.is_some()));
    let passed = passed.iter().map(|(title, elapsed)| format!("passed  {title} ({})\n", terminal::seconds(*elapsed)));
    let failed = failed.map(|title| format!("FAILED  {title}\n"));
    let lines: String = passed.chain(failed).collect();
    terminal::print(&format!("\n{lines}{count} passed, {failures} failed\n"))
}

fn checks(part: Part, project: &Project, tools: &Tools, packages: &Packages<'_>) -> Result<Vec<Check>> {
    let cargo = |title, arguments: &[&str]| {
        let mut command = process::command("cargo", project.root());
        command.args(arguments);
        tools.compiler.tell(&mut command);
        process::with_npm_programs(&mut command, project)?;
        Ok::<_, Error>(Check { title, command })
    };
    let for_wasm = |title, arguments: &[&str], packages: &[&str], more: &[&str]| {
        let mut check = cargo(title, arguments)?;
        check.command.args(["--target", TARGET]);
        for package in packages {
            check.command.args(["-p", package]);
        }
        check.command.args(more).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::test_runner()?);
        Ok::<_, Error>(check)
    };
    Ok(match part {
        Part::Lint => vec![
            cargo("formatting", &["fmt", "--all", "--check", "--", "--color", "never"])?,
            cargo("lints on the host", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?,
            for_wasm("lints on WASM", &["clippy", "-p", build::TASKS], &packages.wasm, &["--", "-D", "warnings"])?,
            for_wasm(
                "lints of tests on WASM",
                &["clippy", "--test", "wasm"],
                &packages.wasm,
                &["--", "-D", "warnings"],
            )?,
            for_wasm(
                "lints of faults",
                &["clippy", "--features", Variant::FAULTS],
                &packages.faulty,
                &["--", "-D", "warnings"],
            )?,
            for_wasm(
                "lints of the Workers with Postgres",
                &["clippy"],
                &packages.postgres,
                &["--no-default-features", "--features", "postgres", "--", "-D", "warnings"],
            )?,
            cargo(
                "lints of Postgres",
                &[&["clippy", "--all-targets"], &POSTGRES[..], &["--", "-D", "warnings"]].concat(),
            )?,
        ],
        Part::Host => vec![
            cargo("host tests", &["test", "--workspace", "--exclude", "harness", "--exclude", "isolab"])?,
            cargo("host tests of Postgres", &[&["test"], &POSTGRES[..]].concat())?,
            cargo("harness tests", &["test", "-p", "harness", "-p", "isolab", "--lib", "--bins"])?,
        ],
        Part::Wasm => vec![for_wasm("WASM tests", &["test"], &packages.wasm, &["--test", "wasm"])?],
        Part::EndToEnd => vec![cargo("end-to-end tests", &["test", "-p", "isolab", "--test", "end_to_end"])?],
        Part::Instrument => vec![cargo("instrument tests", &["test", "-p", "isolab", "--test", "instrument"])?],
        Part::Browser => vec![cargo("browser tests", &["test", "-p", "isolab", "--test", "browser"])?],
        Part::Wrangler => vec![cargo("wrangler tests", &["test", "-p", "isolab", "--test", "wrangler"])?],
    })
}
