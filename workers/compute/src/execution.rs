//! A batch as it arrives here: with what its copy lacks as bytes beside it, or as a stream that has to be waited for.

use std::rc::Rc;

use engine::{Chosen, Executor, SupplyReader};
use kit::{serve::Answer, stream};
use shared::{
    error::Failure,
    protocol::{ExecuteInput, ExecuteOutput},
    timing::Trace,
};
use wasm_bindgen::JsValue;

/// Executes it.
pub(crate) fn execute(
    executor: &Rc<Executor<Chosen>>,
    input: ExecuteInput,
    attachment: JsValue,
) -> Answer<ExecuteOutput> {
    let Some(bytes) = stream::bytes(&attachment) else {
        let executor = Rc::clone(executor);
        return Answer::later(async move { (of_stream(&executor, input, attachment).await, Trace::default()) });
    };
    let mut reader = SupplyReader::new(&input.supply);
    match reader.push(&bytes).and_then(|()| reader.finish()) {
        Ok(supplied) => crate::answer(executor.execute(input, supplied)),
        Err(failure) => Answer::Now(Err(failure)),
    }
}

async fn of_stream(
    executor: &Rc<Executor<Chosen>>,
    input: ExecuteInput,
    attachment: JsValue,
) -> Result<ExecuteOutput, Failure> {
    let arrival = executor.expect_arrival(&input.supply)?;
    let mut reader = SupplyReader::new(&input.supply);
    stream::receive(attachment, |piece| reader.push(piece)).await?;
    let supplied = reader.finish()?;
    // From here on there is no wait until the copy counts the memory itself.
    drop(arrival);
    executor.execute(input, supplied).wait().await
}
