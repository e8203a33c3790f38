//! The browser: the report is looked at with one, and nothing else needs it, so it is no part of set-up.

use std::{env, path::PathBuf};

use super::packages::{install, runs};
use crate::error::{Error, Result};

/// Names another browser than those in `PATH`: the path of a Chromium.
pub const VARIABLE: &str = "ISOLAB_BROWSER";

/// What the same browser is called by different systems.
const CANDIDATES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Debian's package.
const PACKAGE: &str = "chromium";

/// Finds the browser that the environment names, or the first in `PATH` that runs.
pub fn find() -> Option<PathBuf> {
    let runs = |browser: &PathBuf| runs(browser, &["--version"]);
    if let Some(chosen) = env::var_os(VARIABLE) {
        return Some(PathBuf::from(chosen)).filter(runs);
    }
    // Those who drive a browser want its path, not its name.
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    CANDIDATES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(runs)
}

/// Finds a browser, or installs one where the system's packages may be installed; elsewhere says what to type.
pub fn set_up() -> Result<PathBuf> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    if env::var_os(VARIABLE).is_some() {
        return Err(
            Error::environment(format!("{VARIABLE} names no browser that runs")).remedy(format!("unset {VARIABLE}"))
        );
    }
    let missing =
        |why: String| Error::environment(format!("no browser to look at the report with: {why}")).remedy(remedy());
    install(PACKAGE, missing)?;
    find().ok_or_else(|| missing("what was installed does not run".to_owned()))
}

fn remedy() -> String {
    if cfg!(target_os = "macos") {
        format!("brew install --cask {PACKAGE}")
    } else {
        format!("sudo apt-get install {PACKAGE}")
    }
}
