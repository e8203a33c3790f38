use std::{
    cell::{Cell, RefCell},
    task::Poll,
};

use futures::{executor::block_on, future::poll_fn};
use shared::durable::Plan;

use super::*;

/// What a target does with a call.
#[derive(Clone, Copy)]
enum Deed {
    Answer,
    AnswerAnother,
    Fail(ErrorCode),
}

/// Calls that are done as they are told, by the index of their operation, and counted.
#[derive(Default)]
struct Double {
    first: u64,
    deeds: Vec<(u64, Deed)>,
    targets: RefCell<Vec<u32>>,
    under_way: Cell<u32>,
    most_under_way: Cell<u32>,
}

impl Calls for Double {
    async fn call(&self, target: u32, debit: Debit) -> Result<Debited, Failure> {
        self.targets.borrow_mut().push(target);
        self.under_way.set(self.under_way.get() + 1);
        self.most_under_way.set(self.most_under_way.get().max(self.under_way.get()));
        let mut was_polled = false;
        poll_fn(|context| {
            if std::mem::replace(&mut was_polled, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        self.under_way.set(self.under_way.get() - 1);
        let operation = debit.operation - self.first;
        let deed = self.deeds.iter().find(|(told, _)| *told == operation).map_or(Deed::Answer, |(_, deed)| *deed);
        match deed {
            Deed::Answer => Ok(debited(debit)),
            Deed::AnswerAnother => Ok(debited(Debit { operation: debit.operation + 1, ..debit })),
            Deed::Fail(code) => Err(Failure::new(code, "told to fail")),
        }
    }
}

fn batch(fields: &str) -> Batch {
    let plan = Plan::parse(format!("{{\"way\":\"rpc\",{fields}}}").as_bytes(), false).unwrap();
    let counts = Rc::new(Counts::of(&plan));
    Batch { plan, first: 1_000, counts }
}

fn told(deeds: &[(u64, Deed)]) -> Double {
    Double { first: 1_000, deeds: deeds.to_vec(), ..Double::default() }
}

#[test]
fn every_mode_makes_every_call() {
    for (mode, targets, most) in [("sequential", 1, 1), ("parallel", 1, 20), ("fan_out", 10, 20)] {
        let batch = batch(&format!("\"mode\":\"{mode}\",\"operations\":20"));
        let double = told(&[]);
        block_on(batch.make(&double)).unwrap();
        assert_eq!(double.most_under_way.get(), most, "{mode}");
        let asked = double.targets.borrow();
        let expected: Vec<_> = (0..20).map(|operation| operation * targets / 20).collect();
        assert_eq!(*asked, expected, "{mode}");
        let report = batch.counts.report(batch.plan.clone(), batch.first, 7);
        assert_eq!((report.answered, report.validated, report.dead, report.elapsed_ms), (20, 20, 0, 7), "{mode}");
    }
}

#[test]
fn amounts_follow_from_the_numbers() {
    let batch = batch("\"operations\":100");
    let debits: Vec<_> = (0..100).map(|operation| batch.debit(operation)).collect();
    assert_eq!(debits[0], Debit { operation: 1_000, amount: 1 + 1_000 % 97 });
    assert!(debits.iter().all(|debit| (1..=97).contains(&debit.amount)));
    assert_eq!(debits[99].operation, 1_099);
}

#[test]
fn a_wrong_answer_ends_the_batch_where_answers_are_validated() {
    for mode in ["sequential", "parallel", "fan_out"] {
        let deeds = [(3, Deed::AnswerAnother)];
        let wrong = batch(&format!("\"mode\":\"{mode}\""));
        assert_eq!(block_on(wrong.make(&told(&deeds))).unwrap_err().code, ErrorCode::WrongReply, "{mode}");
        let taken = batch(&format!("\"mode\":\"{mode}\",\"validate\":false"));
        block_on(taken.make(&told(&deeds))).unwrap();
        let report = taken.counts.report(taken.plan.clone(), taken.first, 0);
        assert_eq!((report.answered, report.validated), (50, 0), "{mode}");
    }
}

#[test]
fn a_target_that_fails_costs_its_operations_and_no_others() {
    for mode in ["sequential", "parallel", "fan_out"] {
        let batch = batch(&format!("\"mode\":\"{mode}\""));
        let deeds = [0, 7, 49].map(|operation| (operation, Deed::Fail(ErrorCode::TargetFailed)));
        block_on(batch.make(&told(&deeds))).unwrap();
        let report = batch.counts.report(batch.plan.clone(), batch.first, 0);
        assert_eq!((report.answered, report.dead), (47, 3), "{mode}");
    }
}

#[test]
fn whatever_else_goes_wrong_ends_the_batch() {
    let batch = batch("\"mode\":\"sequential\"");
    let double = told(&[(4, Deed::Fail(ErrorCode::StateDamaged))]);
    assert_eq!(block_on(batch.make(&double)).unwrap_err().code, ErrorCode::StateDamaged);
    assert_eq!(double.targets.borrow().len(), 5);
    assert_eq!(batch.counts.late(&batch.plan).message, "4 of 50 operations were answered within 60000 ms");
}
