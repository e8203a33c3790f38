//! Where the files of the project are.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::error::{Error, Result};

/// The project's folder.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the project in the current folder or the nearest one above that holds it.
    pub fn find() -> Result<Self> {
        let current = env::current_dir()?;
        current
            .ancestors()
            .find(|folder| folder.join("wrangler/package.json").is_file() && folder.join("Cargo.toml").is_file())
            .map(|root| Self { root: root.to_owned() })
            .ok_or_else(|| Error::usage(format!("{} is not inside the project", current.display())))
    }

    /// A project in a folder of a test's own.
    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The folder of the workspace's manifest.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the wrangler files and of the npm packages.
    pub fn wrangler(&self) -> PathBuf {
        self.root.join("wrangler")
    }

    /// The folder for what the harness makes and may make again.
    pub fn scratch(&self) -> PathBuf {
        self.root.join("target/isolab")
    }

    /// A program that an npm package brought.
    pub fn npm_program(&self, name: &str) -> PathBuf {
        self.wrangler().join("node_modules/.bin").join(name)
    }
}
