use std::{cell::RefCell, future::Future, rc::Rc};

use futures::{executor::block_on, future::join};
use shared::{
    durable::{Debit, Debited, Enqueued, Faults, Plan, QueuedResult, debited},
    error::ErrorCode,
    keys::memory::MemoryKeys,
    tables::memory::MemoryTables,
    value::Value,
};

use super::*;
use crate::counts::Counts;

/// A gate that is always open.
struct Open;

impl Gate for Open {
    async fn closed<T: 'static>(&self, work: impl Future<Output = Result<T, Failure>> + 'static) -> Result<T, Failure> {
        work.await
    }
}

/// Targets that keep what they are asked.
#[derive(Default)]
struct Asked {
    debits: RefCell<Vec<(u32, Debit, Effect)>>,
    enqueued: RefCell<Vec<Enqueued>>,
}

impl Targets for Asked {
    async fn debit(&self, target: u32, debit: Debit, effect: Effect) -> Result<Debited, Failure> {
        self.debits.borrow_mut().push((target, debit, effect));
        Ok(debited(debit))
    }

    async fn enqueue(&self, _target: u32, enqueued: &Enqueued) -> Result<(), Failure> {
        self.enqueued.borrow_mut().push(enqueued.clone());
        Ok(())
    }

    async fn set_faults(&self, _target: u32, _faults: Faults) -> Result<(), Failure> {
        Ok(())
    }
}

const NAME: RandomId = RandomId(9);

/// A source with everything in memory.
struct Source {
    targets: Asked,
    intents: Intents<Rc<MemoryTables>>,
    tables: Rc<MemoryTables>,
    queued: Queued<Rc<MemoryKeys>, Open>,
    keys: Rc<MemoryKeys>,
}

impl Source {
    fn new() -> Self {
        let (tables, keys) = (Rc::new(MemoryTables::new()), Rc::new(MemoryKeys::default()));
        let (intents, queued) = (Intents::new(Rc::clone(&tables)), Queued::new(Rc::clone(&keys), Open));
        Self { targets: Asked::default(), intents, tables, queued, keys }
    }

    async fn make(&self, batch: &Batch) -> Result<(), Failure> {
        let Self { targets, intents, queued, .. } = self;
        Means { targets, intents, queued, name: NAME }.make(batch).await
    }

    /// Sends back the results of so many of the calls that were queued, each as often as it says.
    async fn answer(&self, calls: usize, times: usize) {
        let enqueued: Vec<_> = self.targets.enqueued.borrow_mut().drain(..).collect();
        for Enqueued { batch, debit, .. } in enqueued.into_iter().take(calls) {
            for _ in 0..times {
                self.queued.take(QueuedResult { batch, debited: debited(debit) }).await.unwrap();
            }
        }
    }
}

fn batch(way: &str, more: &str) -> Batch {
    let plan = Plan::parse(format!("{{\"way\":\"{way}\",\"operations\":8{more}}}").as_bytes(), false).unwrap();
    let counts = Rc::new(Counts::of(&plan));
    Batch { plan, first: 100, counts }
}

#[test]
fn a_plain_call_has_its_effect_where_its_way_says() {
    for (way, effect, rows) in
        [("rpc", Effect::Volatile, 0), ("rpc_durable", Effect::Row, 0), ("rpc_both_durable", Effect::Row, 8)]
    {
        let (source, batch) = (Source::new(), batch(way, ""));
        source.intents.begin(batch.first).unwrap();
        block_on(source.make(&batch)).unwrap();
        let debits = source.targets.debits.borrow();
        assert_eq!(debits.len(), 8, "{way}");
        assert!(debits.iter().all(|(target, _, made)| (*target, *made) == (0, effect)), "{way}");
        let count = source.tables.rows("SELECT count(*) FROM intent", Vec::new()).unwrap();
        assert_eq!(count, [[Value::Integer(rows)]], "{way}");
        let report = batch.counts.report(batch.plan.clone(), batch.first, 0);
        let rows = u64::try_from(rows).unwrap();
        assert_eq!((report.answered, report.messages, report.rows_written), (8, 8, 2 * rows), "{way}");
    }
}

#[test]
fn a_queued_call_ends_when_its_result_comes_back_however_often() {
    for (way, whole_queue) in [("queued", false), ("queued_list", true)] {
        let (source, batch) = (Source::new(), batch(way, ""));
        let (made, ()) = block_on(join(source.make(&batch), async {
            // All calls are queued before the first is answered.
            let first = source.targets.enqueued.borrow()[0].clone();
            assert_eq!((first.whole_queue, first.batch, first.source.as_str()), (whole_queue, NAME, "source"));
            assert_eq!(source.keys.count(), 16);
            source.answer(8, 3).await;
        }));
        made.unwrap();
        let report = batch.counts.report(batch.plan.clone(), batch.first, 0);
        assert_eq!((report.answered, report.messages, report.rows_written), (8, 8, 32), "{way}");
        assert_eq!(source.keys.count(), 0);
    }
}

#[test]
fn a_result_that_never_comes_keeps_the_batch_waiting_and_its_continuation_stored() {
    let (source, batch) = (Source::new(), batch("queued", ""));
    {
        let mut made = std::pin::pin!(source.make(&batch));
        assert!(block_on(async { futures::poll!(&mut made) }).is_pending());
        block_on(source.answer(5, 1));
        assert!(block_on(async { futures::poll!(&mut made) }).is_pending());
    }
    assert_eq!(batch.counts.late(&batch.plan).message, "5 of 8 operations were answered within 60000 ms");
    assert_eq!(source.keys.count(), 6);
    // One that comes after all finds nobody who waits, and is put away.
    let debited = debited(batch.debit(7));
    block_on(source.queued.take(QueuedResult { batch: NAME, debited })).unwrap();
    assert_eq!(source.keys.count(), 4);
}

#[test]
fn a_batch_stops_at_the_calls_that_it_may_make() {
    for way in ["rpc", "rpc_both_durable", "queued"] {
        let (source, batch) = (Source::new(), batch(way, ",\"subrequests\":5,\"mode\":\"parallel\""));
        source.intents.begin(batch.first).unwrap();
        let stopped = block_on(source.make(&batch)).unwrap_err();
        assert_eq!(stopped.code, ErrorCode::LimitExceeded, "{way}");
        let asked = source.targets.debits.borrow().len() + source.targets.enqueued.borrow().len();
        assert_eq!(asked, 5, "{way}");
    }
    let (source, enough) = (Source::new(), batch("rpc", ",\"subrequests\":8"));
    block_on(source.make(&enough)).unwrap();
}
