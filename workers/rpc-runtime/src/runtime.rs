//! The logic of the runtime: run the function, or ask the next runtime of the chain.

use shared::{
    error::{ErrorCode, Failure},
    limits,
    rpc::{self, Task, Value},
};

/// What there is to do for a task.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Nothing more: this is the last runtime of the chain.
    Done(Result<Value, Failure>),
    /// The next runtime is to be asked for this.
    Forward(Task),
}

/// The next step of a task.
pub(crate) fn step(task: Task) -> Step {
    if task.depth > limits::RPC_DEPTH {
        let message = format!("\"depth\" is a whole number from 1 to {}", limits::RPC_DEPTH);
        Step::Done(Err(Failure::new(ErrorCode::BadCount, message)))
    } else if task.depth > 1 {
        Step::Forward(Task { depth: task.depth - 1, ..task })
    } else {
        Step::Done(rpc::run(task.function, task.payload))
    }
}

#[cfg(test)]
mod tests {
    use shared::rpc::{Function, Payload, Transport};

    use super::*;

    fn task(depth: u32) -> Task {
        Task { depth, method: Transport::BindingRpc, function: Function::Echo, payload: Payload::bytes(3) }
    }

    #[test]
    fn the_last_runtime_runs_the_function() {
        assert_eq!(step(task(1)), Step::Done(Ok(Value::Payload(Payload::bytes(3)))));
    }

    #[test]
    fn an_endless_chain_does_not_begin() {
        let Step::Done(Err(failure)) = step(task(u32::MAX)) else { panic!("it was forwarded") };
        assert_eq!(failure.code, ErrorCode::BadCount);
    }

    #[test]
    fn every_other_asks_the_next() {
        assert_eq!(step(task(3)), Step::Forward(task(2)));
    }
}
