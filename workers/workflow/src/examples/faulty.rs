//! `faulty`: steps that fail in every way in which code can, for tests.
//!
//! `{ "fault": "panic" }`, and so on.

use std::{collections::BTreeMap, future::pending, time::Duration};

use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::Context,
    error::{Error, StepError},
    retry::Retry,
    workflow::Workflow,
};

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fault {
    /// The first step panics.
    Panic,
    /// A step behind a sleep panics: nobody waits for an answer then.
    PanicLater,
    /// A step never ends.
    Endless,
    /// A step ends too late, each time.
    Slow,
    /// A step comes to something that JSON cannot say.
    Nonsense,
    /// It comes to more than may be stored.
    TooLarge,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    fault: Fault,
}

pub(super) enum Faulty {}
impl Workflow for Faulty {
    const NAME: &'static str = "faulty";
    type Input = Input;
    type Output = String;
    type Error = Error;

    async fn run(context: Context, Input { fault }: Input) -> Result<String, Error> {
        let panics = |_| async { panic!("a step was told to panic") };
        match fault {
            Fault::Panic => context.step::<(), _>("panic", panics).await?,
            Fault::PanicLater => {
                context.sleep(Duration::from_millis(50)).await?;
                context.step::<(), _>("panic", panics).await?;
            }
            Fault::Endless => context.step::<(), _>("endless", |_| pending()).await?,
            Fault::Slow => {
                let retry = Retry::constant(Duration::ZERO).attempts(2).each_within(Duration::from_millis(20));
                context.step::<(), _>("slow", |_| pending()).retry(retry).await?;
            }
            Fault::Nonsense => {
                let nonsense = |_| async { Ok::<_, StepError>(BTreeMap::from([(vec![1], 1)])) };
                context.step("nonsense", nonsense).retry(Retry::never()).await?;
            }
            Fault::TooLarge => {
                let too_large = |_| async { Ok::<_, StepError>("x".repeat(2 << 20)) };
                context.step("too large", too_large).retry(Retry::never()).await?;
            }
        }
        Ok("nothing failed".to_owned())
    }
}
