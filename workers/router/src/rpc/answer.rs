//! What is asked of the caller, done.

use std::time::Duration;

use kit::client::Client;
use shared::{
    call::{Call, CallerStatus, MakeBatch, MakeCall, RpcCaller},
    error::{ErrorCode, Failure},
    limits,
    rpc::{Batch, Plan},
    timing::Trace,
};

use super::{report, route::Asked};
use crate::{access, edge::Arrival};

/// Has the caller do what is asked for, and answers with JSON.
pub(crate) async fn answer(arrival: &Arrival<'_>, asked: Asked) -> Result<Vec<u8>, Failure> {
    let invocations = (!access::is_local(arrival.env)).then_some(limits::RPC_INVOCATIONS);
    match asked {
        Asked::Call => {
            let plan = Plan::parse(&arrival.body().await?, invocations)?;
            let (told, trace) = ask::<MakeCall>(arrival, &plan, plan.deadline_ms).await?;
            Ok(report::json(report::of_call(told), arrival.way(trace)))
        }
        Asked::Batch => {
            let batch = Batch::parse(&arrival.body().await?, invocations)?;
            let (told, trace) = ask::<MakeBatch>(arrival, &batch, batch.plan.deadline_ms).await?;
            Ok(report::json(report::of_batch(told), arrival.way(trace)))
        }
        Asked::Status => {
            let (told, trace) = ask::<CallerStatus>(arrival, &(), limits::RPC_DEADLINE_MS).await?;
            Ok(report::json(told, arrival.way(trace)))
        }
    }
}

async fn ask<C: Call<Service = RpcCaller>>(
    arrival: &Arrival<'_>,
    input: &C::Input,
    deadline_ms: u32,
) -> Result<(C::Output, Trace), Failure> {
    let caller = Client::<RpcCaller>::service(arrival.env)?;
    let late = || {
        let message = format!("the caller did not answer within {deadline_ms} ms; try again");
        Failure::new(ErrorCode::DeadlineExceeded, message)
    };
    let (outcome, trace) = arrival.ask::<C>(&caller, input, Duration::from_millis(deadline_ms.into()), late).await;
    Ok((outcome?, trace))
}
