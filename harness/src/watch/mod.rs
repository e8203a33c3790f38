//! `cargo lab workflow show`, `watch` and `list`: what one instance did, as a timeline, what it does, and which there are.
//!
//! ```text
//! source (a router) ──> events ──> timeline ─┬─> lines for a terminal
//!                                            └─> page, one file for a browser
//! ```

mod lines;
mod list;
mod page;
mod source;
#[cfg(test)]
mod tests;
mod timeline;

use std::{fs, path::PathBuf};

use clap::Subcommand;
use shared::{
    choice::Choice,
    ids::TenantId,
    workflow::{State, WorkflowId},
};

use self::{source::Source, timeline::Timeline};
use crate::{
    error::{Error, Result},
    terminal,
};

/// What can be typed.
pub const EXAMPLES: &str = "\
Examples:
  cargo lab workflow list --status failed --limit 20
  cargo lab workflow show order-1
  cargo lab workflow show order-1 --page order-1.html
  LAB_TOKEN=… cargo lab workflow watch order-1 --at https://isolab-router.example.workers.dev";

/// What is done with one instance instead of measuring.
#[derive(Clone, Debug, Subcommand)]
pub enum Watch {
    /// Prints what an instance did: its operations, their attempts, what they waited for, and how late they were
    #[command(after_help = EXAMPLES)]
    Show {
        /// Which one
        #[command(flatten)]
        instance: Instance,
        /// Write the same as one page for a browser, which needs no network
        #[arg(long, value_name = "FILE")]
        page: Option<PathBuf>,
    },
    /// Prints the instances of all objects, those first that were accepted last, and how many there are
    #[command(after_help = EXAMPLES)]
    List(Listing),
    /// Prints what an instance does, as it does it, until its end or Ctrl-C
    #[command(after_help = EXAMPLES)]
    Watch(Instance),
}

/// Which instance, and where.
#[derive(Clone, Debug, clap::Args)]
pub struct Instance {
    /// The name of the instance
    #[arg(value_name = "ID", value_parser = id)]
    id: WorkflowId,
    #[command(flatten)]
    router: Router,
    /// The object that holds the instance, where that is not the shard of its name
    #[arg(long, value_name = "OBJECT", value_parser = object)]
    object: Option<TenantId>,
}

/// Where instances are.
#[derive(Clone, Debug, clap::Args)]
pub struct Router {
    /// The address of the router
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8787")]
    at: String,
    /// The token of a deployment
    #[arg(long, env = "LAB_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
}

/// Which instances.
#[derive(Clone, Debug, clap::Args)]
pub struct Listing {
    /// Only those of this workflow
    #[arg(long, value_name = "WORKFLOW", value_parser = id)]
    workflow: Option<WorkflowId>,
    /// Only those in this state, such as running or failed
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<State>,
    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(flatten)]
    router: Router,
}

fn id(text: &str) -> Result<WorkflowId, String> {
    WorkflowId::parse_any(text).map_err(|failure| failure.message)
}

fn status(text: &str) -> Result<State, String> {
    <State as Choice>::parse(text).map_err(|failure| failure.message)
}

fn object(text: &str) -> Result<TenantId, String> {
    TenantId::parse(text).map_err(|failure| failure.message)
}

/// Does what was typed.
pub fn run(watch: &Watch) -> Result<()> {
    match watch {
        Watch::Show { instance, page } => {
            let mut source = Source::open(instance)?;
            let timeline = Timeline::of(source.status()?, source.journal()?);
            terminal::print(&lines::of(&timeline))?;
            if let Some(file) = page {
                fs::write(file, page::of(&timeline)).map_err(|error| Error::file(file, &error))?;
                terminal::tell(&format!("page: {}", file.display()));
            }
            Ok(())
        }
        Watch::List(listing) => list::print(listing),
        Watch::Watch(instance) => {
            let mut source = Source::open(instance)?;
            // Where it is unknown, that is said rather than waited for.
            source.status()?;
            let (mut after, mut is_over) = (0, false);
            loop {
                for event in source.events(after)? {
                    after = event.id;
                    terminal::print(&lines::of_event(&event))?;
                    is_over = event.is_end();
                }
                // One that was redriven or restarted goes on behind an end.
                if is_over && source.status()?.ended_ms.is_some() && source.events(after)?.is_empty() {
                    return Ok(());
                }
            }
        }
    }
}
