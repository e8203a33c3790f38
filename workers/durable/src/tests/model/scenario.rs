//! What clients ask of two sources, and how two targets take it.

use shared::durable::Design;

use crate::outbox::{Mode, Order};

/// The names of the sources, which are their identities too.
pub(super) const SOURCES: [&str; 2] = ["s", "t"];

/// The names of the targets.
pub(super) const TARGETS: [&str; 2] = ["a", "b"];

/// When the clocks begin, in milliseconds.
pub(super) const START: u64 = 1_000_000;

/// When everything is over but the last calls, in milliseconds from the start. Nothing goes wrong from then on.
pub(super) const LAST: u64 = 60_000;

/// What happens where nothing goes wrong.
#[derive(Clone)]
pub(super) struct Scenario {
    /// How each source works.
    pub(super) designs: [Design; 2],
    /// What clients ask: when, of which source, and what.
    pub(super) commands: Vec<(u64, usize, Command)>,
    /// Operations that targets do not simply make.
    pub(super) moods: Vec<(u64, Mood)>,
}

/// What a client asks of a source.
#[derive(Clone)]
pub(super) enum Command {
    /// Calls of one transaction.
    Call(Vec<Plan>),
    /// The call of that operation is not to be made.
    Cancel(u64),
}

/// A call.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) target: &'static str,
    pub(super) operation: u64,
    pub(super) mode: Mode,
    pub(super) order: Order,
    pub(super) then: Then,
    pub(super) key: Option<&'static str>,
}

/// What is done with the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
    /// It is noted.
    Note,
    /// It is noted, and another call is made, whose answer is noted.
    Chain(&'static str, u64),
}

/// How a target takes an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// It puts it off until so many milliseconds after the start.
    PutsOffUntil(u64),
    /// It refuses it.
    Refuses,
    /// Its storage fails whenever it makes it.
    Fails,
}

/// A plain call.
pub(super) fn to(target: &'static str, operation: u64) -> Plan {
    let (mode, order) = (Mode::AtLeastOnce, Order::PerTarget);
    Plan { target, operation, mode, order, then: Then::Nothing, key: None }
}

impl Plan {
    pub(super) fn noted(self) -> Self {
        Self { then: Then::Note, ..self }
    }

    fn chained(self, target: &'static str, operation: u64) -> Self {
        Self { then: Then::Chain(target, operation), ..self }
    }

    fn mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    fn any_order(self) -> Self {
        Self { order: Order::Any, ..self }
    }

    fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }
}

impl Scenario {
    /// The call of an operation.
    pub(super) fn plan(&self, operation: u64) -> Option<Plan> {
        let called = self.commands.iter().filter_map(|(_, _, command)| match command {
            Command::Call(plans) => Some(plans),
            Command::Cancel(_) => None,
        });
        called.flatten().find_map(|plan| match plan.then {
            _ if plan.operation == operation => Some(*plan),
            Then::Chain(target, next) if next == operation => Some(to(target, next).noted()),
            Then::Nothing | Then::Note | Then::Chain(..) => None,
        })
    }

    /// Whether some client wants the call of an operation not to be made.
    pub(super) fn cancels(&self, operation: u64) -> bool {
        self.commands.iter().any(|(_, _, command)| match command {
            Command::Cancel(cancelled) => *cancelled == operation,
            Command::Call(_) => false,
        })
    }

    /// Whether its last calls tell the targets that everything before them is taken in.
    pub(super) fn ends(&self) -> bool {
        self.commands.iter().any(|(at, ..)| *at == LAST)
    }

    /// How a target takes an operation.
    pub(super) fn mood(&self, operation: u64) -> Option<Mood> {
        self.moods.iter().find(|(of, _)| *of == operation).map(|(_, mood)| *mood)
    }

    /// The same with another design for both sources.
    pub(super) fn with(mut self, change: impl FnMut(&mut Design)) -> Self {
        self.designs.iter_mut().for_each(change);
        self
    }
}

fn call(plan: Plan) -> Command {
    Command::Call(vec![plan])
}

fn design(credits: u32) -> Design {
    Design { credits, ..Design::default() }
}

/// Everything that the library can do, in two sources that call two targets at once; the second with four credits.
pub(super) fn large() -> Scenario {
    Scenario {
        designs: [design(1), design(4)],
        commands: vec![
            (0, 0, Command::Call(vec![to("a", 1), to("b", 2)])),
            (0, 1, Command::Call(vec![to("a", 51), to("b", 52).noted()])),
            (1, 0, call(to("a", 3).chained("b", 4))),
            (2, 0, Command::Call(vec![to("a", 5), to("a", 6), to("a", 7)])),
            (2, 1, call(to("b", 53))),
            (2, 1, call(to("b", 54).noted())),
            (3, 1, call(to("b", 55))),
            (3, 0, call(to("b", 8).any_order().noted())),
            (4, 0, call(to("a", 9).mode(Mode::AtMostOnce).noted())),
            (4, 0, call(to("b", 10).mode(Mode::FireAndForget))),
            (5, 1, call(to("a", 56).noted())),
            (5, 1, Command::Cancel(56)),
            (6, 0, call(to("a", 11).noted())),
            (7, 0, Command::Cancel(11)),
            (8, 1, Command::Call(vec![to("b", 57).key("k").noted(), to("b", 57).key("k")])),
            (9, 1, call(to("a", 58).mode(Mode::AtMostOnce))),
            (LAST, 0, Command::Call(vec![to("a", 12), to("b", 13)])),
            (LAST, 1, Command::Call(vec![to("a", 59), to("b", 60)])),
        ],
        moods: vec![(6, Mood::PutsOffUntil(12)), (8, Mood::PutsOffUntil(30)), (52, Mood::Refuses)],
    }
}

/// A batch of which only the beginning is answered at first, and a call behind it.
pub(super) fn partial() -> Scenario {
    Scenario {
        designs: [design(1), design(1)],
        commands: vec![
            (0, 0, Command::Call(vec![to("a", 1), to("a", 2), to("a", 3)])),
            (1, 0, call(to("a", 4).noted())),
        ],
        moods: vec![(2, Mood::PutsOffUntil(5))],
    }
}

/// Several messages to one target under way at once.
pub(super) fn crowded() -> Scenario {
    Scenario {
        designs: [design(4), design(1)],
        commands: vec![
            (0, 0, call(to("a", 1))),
            (0, 0, call(to("a", 2).noted())),
            (1, 0, call(to("a", 3))),
            (8, 0, call(to("a", 4))),
        ],
        moods: Vec::new(),
    }
}

/// A call that is put off and passed by others, one that is sent once, and one that is cancelled.
pub(super) fn exceptional() -> Scenario {
    Scenario {
        designs: [design(1), design(1)],
        commands: vec![
            (0, 0, Command::Call(vec![to("a", 1).any_order().noted(), to("a", 2).mode(Mode::AtMostOnce)])),
            (0, 0, call(to("a", 3).noted())),
            (0, 0, Command::Cancel(3)),
        ],
        moods: vec![(1, Mood::PutsOffUntil(6))],
    }
}

/// A call that no target survives, among others.
pub(super) fn poisoned() -> Scenario {
    Scenario {
        designs: [design(1), design(2)].map(|design| Design { attempts: 3, ..design }),
        commands: vec![
            (0, 0, Command::Call(vec![to("a", 1), to("a", 2), to("a", 3).noted(), to("a", 4)])),
            (1, 0, call(to("a", 5).noted())),
        ],
        moods: vec![(3, Mood::Fails)],
    }
}
