//! `process_order`: a price is worked out, the payment taken, then stock and shipping are told side by side, each exactly once.
//!
//! `{ "shop": "books", "quantity": 2 }` takes from the accounts `books.payment`, `books.stock` and `books.shipping`.

use futures::future::try_join;
use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::Context,
    error::{Error, StepError},
    workflow::Workflow,
};

use super::debits::{debit, first};

/// What one piece costs.
const PRICE: u32 = 12;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    shop: String,
    quantity: u32,
}

#[derive(Serialize)]
pub(super) struct Output {
    paid: u32,
    receipts: [String; 3],
}

pub(super) enum ProcessOrder {}
impl Workflow for ProcessOrder {
    const NAME: &'static str = "process_order";
    type Input = Input;
    type Output = Output;
    type Error = Error;

    async fn run(context: Context, Input { shop, quantity }: Input) -> Result<Output, Error> {
        let number = first(&context);
        let price = context.step("price", move |_| async move {
            quantity.checked_mul(PRICE).ok_or_else(|| StepError::terminal("nobody can pay for so many"))
        });
        let paid = price.await?;
        let account = |name: &str| format!("{shop}.{name}");
        let payment = debit(&context, &account("payment"), number, paid).await?;
        let (stock, shipping) = try_join(
            debit(&context, &account("stock"), number, quantity),
            debit(&context, &account("shipping"), number, 1),
        )
        .await?;
        let receipts = [payment, stock, shipping].map(|debited| format!("{:016x}", debited.receipt));
        Ok(Output { paid, receipts })
    }
}
