//! `debits`: calls of an account, each after the other or all together, which is then one message.
//!
//! `{ "account": "savings", "calls": 10, "together": true }` comes to the number of receipts. With `"by": "step"` each is a plain call
//! inside of a step, as one would call whoever has no inbox: it may be made again after a death.

use std::time::Duration;

use futures::future::try_join_all;
use kit::{
    bindings,
    client::{Asking, Client},
    identity,
    stream::Attachment,
};
use serde::{Deserialize, Serialize};
use shared::{
    call::{CallTarget, ServiceName, durable::Debit},
    durable::{Debit as Amount, Debited, Effect},
};
use workflow_engine::{
    context::{CallOperation, Context, Step},
    error::{Error, StepError},
    workflow::Workflow,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    account: String,
    calls: u32,
    together: bool,
    #[serde(default)]
    by: By,
}

#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// Durable calls.
    #[default]
    Call,
    /// Plain calls, whose effects are in memory.
    Step,
}

/// How long a plain call may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) enum Debits {}
impl Workflow for Debits {
    const NAME: &'static str = "debits";
    type Input = Input;
    type Output = u32;
    type Error = Error;

    async fn run(context: Context, Input { account, calls, together, by }: Input) -> Result<u32, Error> {
        let first = first(&context);
        if by == By::Step {
            let steps = (0..calls).map(|call| plain_debit(&context, &account, first + u64::from(call)));
            if together {
                try_join_all(steps).await?;
            } else {
                for step in steps {
                    step.await?;
                }
            }
            return Ok(calls);
        }
        let debits = (0..calls).map(|call| debit(&context, &account, first + u64::from(call), 1));
        if together {
            try_join_all(debits).await?;
        } else {
            for debit in debits {
                debit.await?;
            }
        }
        Ok(calls)
    }
}

/// A number for the first debit of an instance, far from those of others and below 2^53.
pub(super) fn first(context: &Context) -> u64 {
    (context.random() >> 12) & !0xffff
}

/// Takes one from an account by a plain call.
fn plain_debit(context: &Context, account: &str, operation: u64) -> Step<Debited> {
    let account = account.to_owned();
    context.step("debit", move |_| {
        let account = account.clone();
        async move {
            let client = Client::<CallTarget>::object(&bindings::env(), &account).map_err(StepError::from)?;
            let asking =
                Asking { request_id: identity::new_request(), from: ServiceName::Workflow, patience: PATIENCE };
            let debit = (Amount { operation, amount: 1 }, Effect::Volatile);
            client.ask::<Debit>(asking, &debit, Attachment::None).await.0.map_err(StepError::from)
        }
    })
}

/// Takes an amount from an account, exactly once.
pub(super) fn debit(context: &Context, account: &str, operation: u64, amount: u32) -> CallOperation<Debit> {
    context.call::<Debit>(account, &(Amount { operation, amount }, Effect::Row))
}
