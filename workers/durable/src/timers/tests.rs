//! The lost wake-up of an object with one alarm, looked for in every order of what can happen to it.

use std::{cell::Cell, rc::Rc};

use proptest::prelude::*;
use shared::{
    error::{ErrorCode, Failure},
    tables::Tables,
    timing::UnixMillis,
};

use super::{Pending, Timers};
use crate::{schema::Schema, tests::host::Host};

/// What can happen to an object that has timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It sets a timer so many milliseconds ahead.
    Add(u64),
    /// It sets one, and its transaction is taken back.
    AddInVain,
    /// It sets one, and dies before that is stored.
    AddAndDie,
    /// It sets one instead of another that is there.
    Replace,
    /// The same, and its transaction is taken back.
    ReplaceInVain,
    /// Its alarm rings.
    Ring,
    /// Its alarm rings, and it dies before that is stored.
    RingAndDie,
    /// It dies between two turns; the first thing that the next life does is to arm.
    Die,
}

const STEPS: [Step; 9] = [
    Step::Add(5),
    Step::Add(50),
    Step::AddInVain,
    Step::AddAndDie,
    Step::Replace,
    Step::ReplaceInVain,
    Step::Ring,
    Step::RingAndDie,
    Step::Die,
];

/// An object that has nothing but timers.
struct Sleeper {
    host: Rc<Host>,
    timers: Timers<Host>,
    /// When the timers were due that are stored and have not rung.
    open: Vec<(u64, u64)>,
    rings: u32,
}

impl Sleeper {
    /// One without timers; the same tables serve all of them, since to make them takes longer than all the rest.
    fn on(host: &Rc<Host>) -> Self {
        host.now.set(1_000);
        if Schema::default().exists(&**host).expect("it is a database") {
            host.empty(&["DELETE FROM durable_timer"]);
        }
        let host = Rc::clone(host);
        let timers = Timers::new(Rc::clone(&host));
        Self { host, timers, open: Vec::new(), rings: 0 }
    }

    fn now(&self) -> u64 {
        self.host.now.get()
    }

    fn add(&self, after: u64) -> Result<(u64, u64), Failure> {
        let due = self.now() + after;
        self.timers.add("t", UnixMillis(due), Vec::new()).map(|id| (id, due))
    }

    fn die(&mut self) {
        self.timers = Timers::new(Rc::clone(&self.host));
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Add(after) => {
                self.host.begin_turn();
                let added = self.host.atomically(|| self.add(after)).expect("it is stored");
                self.timers.arm(Pending::Nothing).expect("it is set");
                self.host.commit_turn();
                self.open.push(added);
            }
            Step::AddInVain => {
                self.host.begin_turn();
                self.host.atomically(|| self.add(5).and_then(|_| in_vain::<()>())).expect_err("it is taken back");
                self.host.commit_turn();
            }
            Step::AddAndDie => {
                self.host.begin_turn();
                self.host.atomically(|| self.add(5)).expect("it would be stored");
                self.timers.arm(Pending::Nothing).expect("it would be set");
                self.host.abandon_turn();
                self.die();
            }
            Step::Replace | Step::ReplaceInVain => self.replace(step),
            Step::Ring | Step::RingAndDie => self.ring(step),
            Step::Die => {
                self.die();
                self.host.begin_turn();
                self.timers.arm(Pending::Nothing).expect("it is set");
                self.host.commit_turn();
            }
        }
    }

    fn replace(&mut self, step: Step) {
        let Some((old, _)) = self.open.first().copied() else { return };
        self.host.begin_turn();
        let replaced = self.host.atomically(|| {
            self.timers.remove(old)?;
            let added = self.add(70)?;
            if step == Step::ReplaceInVain { in_vain() } else { Ok(added) }
        });
        if let Ok(added) = replaced {
            self.timers.arm(Pending::Nothing).expect("it is set");
            self.open[0] = added;
        }
        self.host.commit_turn();
    }

    fn ring(&mut self, step: Step) {
        let Some(at) = self.host.alarm.get() else { return };
        self.host.now.set(self.now().max(at.0));
        self.host.begin_turn();
        self.host.alarm.set(None);
        self.timers.rung();
        let due = self.timers.due().expect("they can be read");
        for timer in &due {
            self.host.atomically(|| self.timers.remove(timer.id)).expect("it is there");
        }
        self.timers.arm(Pending::Nothing).expect("it is set");
        if step == Step::RingAndDie {
            self.host.abandon_turn();
            self.die();
            return;
        }
        self.host.commit_turn();
        self.rings += 1;
        for timer in due {
            let place = self.open.iter().position(|open| *open == (timer.id, timer.due.0));
            self.open.remove(place.expect("it was stored, and did not ring before"));
        }
    }
}

fn in_vain<T>() -> Result<T, Failure> {
    Err(Failure::new(ErrorCode::ConstraintViolated, "changed its mind"))
}

/// Has these steps happen, and then nothing but the alarm.
fn check(host: &Rc<Host>, steps: &[Step]) {
    let mut sleeper = Sleeper::on(host);
    for step in steps {
        sleeper.step(*step);
        let due = sleeper.open.iter().map(|(_, due)| *due).min();
        let alarm = sleeper.host.alarm.get().map(|at| at.0);
        let armed = due.is_none_or(|due| alarm.is_some_and(|at| at <= due.max(sleeper.now())));
        assert!(armed, "{steps:?}: at {step:?} the alarm is set to {alarm:?}, and {:?} are due", sleeper.open);
    }
    while sleeper.host.alarm.get().is_some() {
        sleeper.step(Step::Ring);
        assert!(sleeper.rings < 50, "{steps:?}: it rings for ever");
    }
    assert_eq!(sleeper.open, [], "{steps:?}: nothing will ever ring for these");
}

#[test]
fn no_wake_up_is_lost_in_any_order_of_four_steps() {
    let host = Host::new(&Rc::new(Cell::new(0)));
    let count = STEPS.len().pow(4);
    for mut code in 0..count {
        let steps: [Step; 4] = std::array::from_fn(|_| {
            let step = STEPS[code % STEPS.len()];
            code /= STEPS.len();
            step
        });
        check(&host, &steps);
    }
    println!("{count} orders of four steps");
}

proptest! {
    #[test]
    fn no_wake_up_is_lost_in_longer_orders(places in proptest::collection::vec(0..STEPS.len(), 5..30)) {
        let host = Host::new(&Rc::new(Cell::new(0)));
        check(&host, &places.into_iter().map(|place| STEPS[place]).collect::<Vec<_>>());
    }
}
