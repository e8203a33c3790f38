//! The tracer of system calls: commits are counted with it, and nothing else needs it, so it is no part of set-up.

use super::packages::{install, runs};
use crate::error::{Error, Result};

/// The program, and Debian's package of it.
pub const PROGRAM: &str = "strace";

/// Makes sure that there is one, or installs it where the system's packages may be installed; elsewhere says what to type.
pub fn set_up() -> Result<()> {
    let is_there = || runs(PROGRAM, &["-V"]);
    let missing = |why: String| {
        Error::environment(format!("no {PROGRAM} to count commits with: {why}"))
            .remedy(format!("sudo apt-get install {PROGRAM}"))
    };
    if !is_there() {
        install(PROGRAM, missing)?;
    }
    if is_there() { Ok(()) } else { Err(missing("what was installed does not run".to_owned())) }
}
