//! `tree`: instances that begin instances, so many at once, and add up what those come to.
//!
//! `{ "depth": 2, "width": 3, "at_once": 2 }` comes to the number of its leaves, 9. A depth of more generations than there may be is refused.

use serde::{Deserialize, Serialize};
use workflow_engine::{context::Context, error::Error, workflow::Workflow};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    depth: u32,
    width: u32,
    at_once: usize,
}

pub(super) enum Tree {}
impl Workflow for Tree {
    const NAME: &'static str = "tree";
    type Input = Input;
    type Output = u32;
    type Error = Error;

    async fn run(context: Context, Input { depth, width, at_once }: Input) -> Result<u32, Error> {
        if depth == 0 {
            return Ok(1);
        }
        let grow = move |inside: Context, _| async move {
            inside.child::<Tree>(&Input { depth: depth - 1, width, at_once }).await
        };
        let leaves = context.map("branches", 0..width, grow).at_once(at_once).await?;
        Ok(leaves.or_fail()?.into_iter().sum())
    }
}
