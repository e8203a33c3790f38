//! `quotes`: several are asked at once, the first two that answer count, and all of it has so much time.
//!
//! `{ "suppliers": [{ "name": "a", "price": 9, "takes_ms": 10 }, …], "within_ms": 1000 }` comes to the cheaper one of the first two,
//! `{ "supplier": "a", "price": 10 }`. The key with which they are asked stands in no journal that is told.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::{Batch, Context},
    error::{Error, StepError},
    workflow::Workflow,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    suppliers: Vec<Supplier>,
    within_ms: u64,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Supplier {
    name: String,
    price: u32,
    takes_ms: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Quote {
    supplier: String,
    price: u32,
}

/// How many answers are enough.
const ENOUGH: usize = 2;

pub(super) enum Quotes {}
impl Workflow for Quotes {
    const NAME: &'static str = "quotes";
    type Input = Input;
    type Output = Quote;
    type Error = Error;

    async fn run(context: Context, Input { suppliers, within_ms }: Input) -> Result<Quote, Error> {
        let signed = context.random();
        let key = context.step("key", move |_| async move { Ok::<_, StepError>(format!("{signed:016x}")) });
        let key = key.sensitive().await?;
        // The first version took whatever price it was told; instances that began with it go on with it.
        let rounds = context.version("round_to_tens", 1) >= 1;
        let asking = move |inside: Context| async move {
            let mut asked = inside.parallel("suppliers").least_successes(ENOUGH);
            for supplier in suppliers {
                let (name, key) = (supplier.name.clone(), key.clone());
                asked = asked.branch(&name, move |inside| ask(inside, supplier, key, rounds));
            }
            asked.await.map(Batch::into_values)
        };
        let asked = context.within("asking", Duration::from_millis(within_ms), asking).await?;
        asked.into_iter().min_by_key(|quote| quote.price).ok_or(Error::TimedOut { event: "asking".to_owned() })
    }
}

/// Asks one of them, who takes his time.
async fn ask(context: Context, supplier: Supplier, key: String, rounds: bool) -> Result<Quote, Error> {
    context.sleep(Duration::from_millis(supplier.takes_ms)).await?;
    let quote = move |_| {
        let Supplier { name, price, .. } = supplier.clone();
        let price = if rounds { price.div_ceil(10) * 10 } else { price };
        let answered = if key.is_empty() { Err(StepError::terminal("there is no key")) } else { Ok(price) };
        async move { answered.map(|price| Quote { supplier: name, price }) }
    };
    context.step("quote", quote).await
}
