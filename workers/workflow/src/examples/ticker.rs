//! `ticker`: goes on for as long as it is told to, in journals that stay short: after each few ticks it goes on as new.
//!
//! `{ "ticks": 10, "each_ms": 5, "in_a_journal": 4 }` comes to the number of its ticks.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::{Checked, Context},
    error::Error,
    workflow::Workflow,
};

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    ticks: u32,
    each_ms: u32,
    in_a_journal: u32,
    #[serde(default)]
    done: u32,
}

pub(super) enum Ticker {}
impl Workflow for Ticker {
    const NAME: &'static str = "ticker";
    type Input = Input;
    type Output = u32;
    type Error = Error;

    async fn run(context: Context, input: Input) -> Result<u32, Error> {
        let Input { ticks, each_ms, in_a_journal, done } = input.clone();
        let (each, until) =
            (Duration::from_millis(each_ms.into()), ticks.min(done.saturating_add(in_a_journal.max(1))));
        let ticked = context.wait_for_condition("ticks", done, move |done: u32, _| async move {
            Ok(if done >= until { Checked::Holds(done) } else { Checked::NotYet(done + 1, each) })
        });
        let done = ticked.await?;
        if done >= ticks { Ok(done) } else { Err(context.continue_as_new(&Input { done, ..input })) }
    }
}
