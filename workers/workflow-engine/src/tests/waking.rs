//! Steps that wait for something of the platform.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use shared::workflow::State;

use crate::{
    context::Context as WorkflowContext,
    error::{Error, StepError},
    testing::Double,
    workflow::{Registry, Workflow},
};

/// A timer that wakes for ever whoever polled it first.
struct FirstWaker(Option<Waker>);

thread_local! {
    static RUNG: Cell<bool> = const { Cell::new(false) };
    static FIRST: RefCell<Option<Waker>> = const { RefCell::new(None) };
}

impl Future for FirstWaker {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, waking: &mut Context<'_>) -> Poll<()> {
        if self.0.is_none() {
            self.0 = Some(waking.waker().clone());
            FIRST.set(self.0.clone());
        }
        if RUNG.get() { Poll::Ready(()) } else { Poll::Pending }
    }
}

#[test]
fn a_step_may_wait_for_what_wakes_only_whoever_polled_it_first() {
    enum Timed {}
    impl Workflow for Timed {
        const NAME: &'static str = "timed";
        type Input = ();
        type Output = ();
        type Error = Error;
        async fn run(context: WorkflowContext, (): ()) -> Result<(), Error> {
            let wait = |_| async {
                FirstWaker(None).await;
                Ok::<_, StepError>(())
            };
            context.step("wait", wait).await
        }
    }
    let mut double = Double::new(|| Registry::default().with::<Timed>());
    double.begin::<Timed>("t", &()).unwrap();
    assert_eq!(double.status("t").unwrap().handle.state, State::Running);
    RUNG.set(true);
    FIRST.take().unwrap().wake();
    double.pass(Duration::ZERO);
    assert_eq!(double.status("t").unwrap().handle.state, State::Completed);
}
