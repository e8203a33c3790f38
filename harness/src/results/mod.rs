//! `cargo lab results`: writes what kept runs found into the pages that tell of it, so that no number is typed.
//!
//! A page says by a mark what it wants, and everything up to the end of the mark is written anew:
//!
//! ```text
//! <!-- isolab:split answer -->                   harness/docs/runs/split.json.gz, its answer
//! <!-- isolab:split cell-hot_read table -->      the first table of a part, by its address in report.html
//! <!-- isolab:split ratios pictures -->          its pictures, as files in harness/docs/pictures
//! <!-- /isolab -->
//! ```

mod page;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::Path,
};

use flate2::read::GzDecoder;
use tempfile::NamedTempFile;

use self::page::{Mark, rewritten};
use crate::{
    error::{Error, Exit, Result},
    machine::project::Project,
    record::{self, Run},
    report, terminal,
};

/// Where the records of kept runs are.
const RUNS: &str = "harness/docs/runs";

/// Where the pictures go.
const PICTURES: &str = "harness/docs/pictures";

/// Where pages are, besides the one at the root.
const PAGES: &str = "harness/docs";

/// The arguments of results.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write nothing, and fail with exit code 10 where a page or a picture differs from the records
    #[arg(long)]
    check: bool,
}

/// Writes all pages and pictures, or only compares them.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let root = project.root();
    let stale = stale(root)?;
    if arguments.check && !stale.is_empty() {
        let names: Vec<&str> = stale.keys().map(String::as_str).collect();
        let message = format!("not as the records have it: {}", names.join(", "));
        return Err(Error::new(Exit::Gate, message).remedy("cargo lab results"));
    }
    for (name, text) in &stale {
        let path = root.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
        }
        fs::write(&path, text).map_err(|error| Error::file(&path, &error))?;
        terminal::tell(&format!("wrote {name}"));
    }
    Ok(())
}

/// The files that are not as the records have it, by their paths from the root, with the text that they should have.
fn stale(root: &Path) -> Result<BTreeMap<String, String>> {
    let (mut runs, mut files) = (BTreeMap::new(), BTreeMap::new());
    for page in pages(root)? {
        let path = root.join(&page);
        let text = fs::read_to_string(&path).map_err(|error| Error::file(&path, &error))?;
        // A page sees pictures from where it is itself.
        let folder = if page.contains('/') { "pictures" } else { PICTURES };
        let new = rewritten(&text, |Mark { run, part, wanted }| {
            if !runs.contains_key(run) {
                runs.insert(run.to_owned(), read(&root.join(RUNS).join(format!("{run}.json.gz")))?);
            }
            let of = runs.get(run).ok_or_else(|| Error::internal("a run that was just read is there"))?;
            let part = report::part(of, (run, part), wanted, folder)?;
            files.extend(part.pictures.into_iter().map(|(name, picture)| (format!("{PICTURES}/{name}"), picture)));
            Ok(part.text)
        });
        let new = new.map_err(|error| Error::new(error.exit(), format!("{page}: {error}")))?;
        files.insert(page, new);
    }
    files.retain(|name, text| fs::read_to_string(root.join(name)).ok().as_ref() != Some(text));
    Ok(files)
}

/// Every page that may have marks, by its path from the root.
fn pages(root: &Path) -> Result<Vec<String>> {
    let folder = root.join(PAGES);
    let entries = fs::read_dir(&folder).map_err(|error| Error::file(&folder, &error))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let is_page = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "md");
    let mut pages: Vec<String> = names.filter(is_page).map(|name| format!("{PAGES}/{name}")).collect();
    pages.push("README.md".to_owned());
    pages.sort();
    Ok(pages)
}

fn read(path: &Path) -> Result<Run> {
    let packed = File::open(path).map_err(|error| Error::file(path, &error))?;
    let mut file = NamedTempFile::new()?;
    io::copy(&mut GzDecoder::new(packed), &mut file).map_err(|error| Error::file(path, &error))?;
    let (_, run) =
        record::open(file.path()).map_err(|error| Error::new(error.exit(), format!("{}: {error}", path.display())))?;
    Ok(run)
}
