//! `export`: work of which only so much is done at once, and no customer is in the way of another.
//!
//! `{ "customer": "ada", "parts": 3, "each_ms": 100 }` comes to `{ "parts": 3 }`. Of all exports in an object two run at once, of one customer
//! one; the others are queued, and customers take turns.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use workflow_engine::{context::Context, error::Error, queue::Limits, workflow::Workflow};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    customer: String,
    parts: u32,
    each_ms: u64,
}

#[derive(Serialize)]
pub(super) struct Output {
    parts: u32,
}

pub(super) enum Export {}
impl Workflow for Export {
    const NAME: &'static str = "export";
    const LIMITS: Limits = Limits { running: Some(2), of_a_key: Some(1) };
    type Input = Input;
    type Output = Output;
    type Error = Error;

    fn key(input: &Input) -> String {
        input.customer.clone()
    }

    async fn run(context: Context, Input { customer, parts, each_ms }: Input) -> Result<Output, Error> {
        for part in 0..parts {
            context.sleep(Duration::from_millis(each_ms)).named(&format!("part {part} of {customer}")).await?;
        }
        Ok(Output { parts })
    }
}
