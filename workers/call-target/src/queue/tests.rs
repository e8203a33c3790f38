use std::collections::BTreeSet;

use futures::executor::block_on;
use shared::{
    durable::{Debit, LedgerQuestion, debited},
    keys::memory::MemoryKeys,
    tables::memory::MemoryTables,
};

use super::*;

/// Sources that keep what they are told, and fail where they are to.
#[derive(Default)]
struct Ears {
    told: RefCell<Vec<QueuedResult>>,
    is_deaf: bool,
}

impl Sources for Ears {
    async fn tell(&self, source: &str, result: &QueuedResult) -> Result<(), Failure> {
        assert_eq!(source, "s");
        if self.is_deaf {
            return Err(Failure::new(ErrorCode::ObjectFailed, "told to fail"));
        }
        self.told.borrow_mut().push(*result);
        Ok(())
    }
}

const BATCH: RandomId = RandomId(7);

fn enqueued(operation: u64, whole_queue: bool, subrequests: Option<u32>) -> Enqueued {
    let debit = Debit { operation, amount: 1 };
    Enqueued { source: "s".into(), batch: BATCH, debit, whole_queue, subrequests }
}

struct Outcome {
    executions: u64,
    answered: usize,
    failures: Vec<Failure>,
    left: usize,
}

/// So many calls that arrive together: all are stored before the first is executed.
fn together(count: u64, whole_queue: bool, subrequests: Option<u32>) -> Outcome {
    let queue = Queue::new(MemoryKeys::default(), Ears::default());
    let ledger = Ledger::new(MemoryTables::new());
    let passes: Vec<_> = (0..count)
        .map(|operation| {
            let enqueued = enqueued(operation, whole_queue, subrequests);
            // Names come in no order.
            block_on(queue.put(RandomId(operation.wrapping_mul(0x9e37_79b9_7f4a_7c15)), &enqueued)).unwrap()
        })
        .collect();
    let failures = passes.into_iter().flat_map(|items| block_on(queue.execute(&ledger, items))).collect();
    let told = queue.sources.told.borrow();
    for result in told.iter() {
        let debit = Debit { operation: result.debited.operation, amount: 1 };
        assert_eq!(*result, QueuedResult { batch: BATCH, debited: debited(debit) });
    }
    Outcome {
        executions: ledger.report(&LedgerQuestion::default()).unwrap().effects,
        answered: told.iter().map(|result| result.debited.operation).collect::<BTreeSet<_>>().len(),
        failures,
        left: queue.keys.count(),
    }
}

#[test]
fn a_pass_over_its_own_item_executes_it_once() {
    let Outcome { executions, answered, failures, left } = together(50, false, Some(50));
    assert_eq!((executions, answered, failures.len(), left), (50, 50, 0, 0));
}

#[test]
fn passes_over_the_whole_queue_grow_with_the_square() {
    for (count, executions) in [(1, 1), (10, 55), (44, 990), (45, 1_035), (50, 1_275)] {
        let outcome = together(count, true, None);
        assert_eq!((outcome.executions, outcome.answered as u64, outcome.left), (executions, count, 0));
    }
}

#[test]
fn a_bound_of_a_thousand_lets_44_end_and_50_wait_for_ever() {
    assert_eq!(together(44, true, Some(1_000)).answered, 44);
    let hung = together(50, true, Some(1_000));
    assert!((40..50).contains(&hung.answered), "{}", hung.answered);
    assert_eq!((hung.failures.len(), hung.left), (275, 0));
    assert!(hung.failures.iter().all(|failure| failure.message == "Too many subrequests."));
    // The bound of today is reached at 141.
    assert_eq!(together(140, true, Some(10_000)).answered, 140);
    assert!(together(142, true, Some(10_000)).failures.len() > 100);
}

#[test]
fn batches_are_counted_by_themselves() {
    let queue = Queue::new(MemoryKeys::default(), Ears::default());
    for batch in 0..40 {
        assert_eq!((queue.count(RandomId(batch)), queue.count(RandomId(batch))), (1, 2));
    }
    assert_eq!(queue.calls_back.borrow().len(), BATCHES);
}

#[test]
fn a_call_back_that_fails_is_forgotten_with_its_item() {
    let queue = Queue::new(MemoryKeys::default(), Ears { is_deaf: true, ..Ears::default() });
    let ledger = Ledger::new(MemoryTables::new());
    let items = block_on(queue.put(RandomId(1), &enqueued(1, false, None))).unwrap();
    let failures = block_on(queue.execute(&ledger, items));
    assert_eq!((failures.len(), queue.keys.count()), (1, 0));
    assert_eq!(ledger.report(&LedgerQuestion::default()).unwrap().effects, 1);
}
