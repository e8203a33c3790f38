//! `debits`: calls of an account, each after the other or all together, which is then one message.
//!
//! `{ "account": "savings", "calls": 10, "together": true }` comes to the number of receipts.

use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use shared::{
    call::durable::Debit,
    durable::{Debit as Amount, Effect},
};
use workflow_engine::{
    context::{CallOperation, Context},
    error::Error,
    workflow::Workflow,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    account: String,
    calls: u32,
    together: bool,
}

pub(super) enum Debits {}
impl Workflow for Debits {
    const NAME: &'static str = "debits";
    type Input = Input;
    type Output = u32;
    type Error = Error;

    async fn run(context: Context, Input { account, calls, together }: Input) -> Result<u32, Error> {
        let first = first(&context);
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

/// Takes an amount from an account, exactly once.
pub(super) fn debit(context: &Context, account: &str, operation: u64, amount: u32) -> CallOperation<Debit> {
    context.call::<Debit>(account, &(Amount { operation, amount }, Effect::Row))
}
