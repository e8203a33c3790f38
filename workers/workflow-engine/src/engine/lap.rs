//! Instances that go on from another input, in a journal of its own.

use std::rc::Rc;

use durable::platform::Platform;
use shared::error::Failure;

use super::{Engine, live::Live};
use crate::{
    entry::{Entry, Origin},
    store::Run,
};

impl<P: Platform + 'static> Engine<P> {
    /// Goes on as a new run of the same name with another input and the events that wait. It is woken like one of an earlier life, so that
    /// an endless row of them is no endless recursion.
    pub(super) fn go_on_anew(self: &Rc<Self>, live: &Live, input: &[u8]) -> Result<(), Failure> {
        let earlier = live.run.borrow().clone();
        // Of those before this one nobody asks any more, once the tracker knows them.
        for run in self.store.set_aside_of(&earlier.id)? {
            if self.is_told(run)? {
                self.store.delete(run)?;
            }
        }
        self.store.set_aside(&earlier)?;
        let new = self.run_of(&earlier.id, &earlier.workflow, input)?;
        // Whoever begins it again means the first of the row.
        let run = Run { fingerprint: earlier.fingerprint, accepted: earlier.accepted, ..new };
        let origin = Origin { parent: live.parent.get(), lap: live.script.borrow().lap() + 1, again: None };
        let begin = [Entry::At(self.platform.now().0), Entry::Accepted];
        let cancel = live.script.borrow().cancel_asked.then_some(Entry::CancelAsked);
        let entries: Vec<Entry> = begin.into_iter().chain(origin.entries()).chain(cancel).collect();
        self.store.insert(&run, true, None, &entries)?;
        // What it goes on with may be no input of its workflow; then it is stuck when it is taken up.
        let key = self.key_of(&run).unwrap_or_default();
        self.pass_place(earlier.number, &run, key)?;
        self.store.move_events(earlier.number, run.number)?;
        self.wake_soon(vec![run.number]);
        Ok(())
    }
}
