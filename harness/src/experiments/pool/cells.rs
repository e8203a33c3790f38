//! What is compared: the same task by every way, for one client and for many at once, and as it arrives by itself; and what a pool must
//! bear: a first task, a task that never ends, and the meter that ends it.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::{
    experiments::asking::{again, asked, get, post},
    instrument::scenario::{
        Arm, Arrivals, Beside, Cell, Clock, Data, Expectation, Procedure, Processes, Question, Role,
    },
};

/// The floor: a Worker that is bound and always there.
pub(super) const BARE: &str = "bare";
/// How many clients ask at the same time, and how many requests of an arm fit into a pair.
pub(super) const CLIENTS: [(u32, Option<u32>); 3] = [(1, None), (16, Some(2)), (64, Some(2))];

/// An arm: its name, its way, and who keeps the isolates.
pub(super) type Named = (&'static str, &'static str, &'static str);

pub(super) const BARES: Named = (BARE, "bare", "exact");
pub(super) const SHARED: Named = ("shared", "shared", "exact");
pub(super) const RESET: Named = ("reset", "reset", "exact");
pub(super) const INSTANCE: Named = ("instance", "instance", "exact");
pub(super) const ISOLATE: Named = ("isolate", "isolate", "exact");
pub(super) const DISPOSABLE: Named = ("disposable", "disposable", "exact");
pub(super) const NAIVE: Named = ("naive", "naive", "exact");

/// The arms that leave nothing to be done behind them. Isolates that are made ahead are made behind a task, so whoever came next would pay for them.
const ARMS: [Named; 9] = [
    BARES,
    SHARED,
    RESET,
    INSTANCE,
    DISPOSABLE,
    NAIVE,
    ("stateless_bare", "bare", "stateless"),
    ("stateless", "shared", "stateless"),
    ("stateless_instance", "instance", "stateless"),
];

/// The most rounds of a task, which take milliseconds, so that little beside them counts.
const LONG: &str = "2000000";

/// All cells, by name.
pub(super) fn cells() -> IndexMap<String, Cell> {
    let mut cells: IndexMap<String, Cell> = CLIENTS.map(clients).into();
    for (name, cell) in [
        ("echo", paired("echo: a task that does nothing, one client", &ARMS, "echo")),
        ("isolates_1", isolates(1)),
        ("isolates_16", isolates(16)),
        ("cold", cold()),
        ("processor", processor(None)),
        ("processor_16", processor(Some(16))),
        ("refusal", refusal()),
        ("meter", meter()),
        ("loop", endless()),
        ("beside", beside()),
    ] {
        cells.insert(name.to_owned(), cell);
    }
    for per_second in [20_u32, 60] {
        let title = format!("open_{per_second}: tasks that arrive by themselves, {per_second} in a second");
        let arms = [BARES, SHARED, ISOLATE, DISPOSABLE];
        let cell = Cell::new(&title, open(per_second, 4), (BARE, "shared"), arms_of(&arms, "compute"));
        cells.insert(format!("open_{per_second}"), cell);
    }
    cells
}

fn clients((clients, block): (u32, Option<u32>)) -> (String, Cell) {
    let title = match clients {
        1 => "clients_1: a thousand square roots, one client after its own answer".to_owned(),
        _ => format!("clients_{clients}: a thousand square roots for each of {clients} clients at once"),
    };
    let cell = Cell { clients: (clients > 1).then_some(clients), block, ..paired(&title, &ARMS, "compute") };
    (format!("clients_{clients}"), cell)
}

/// Isolates made ahead against isolates made for each task, in blocks that are longer than there are spares.
fn isolates(clients: u32) -> Cell {
    let mut arms: IndexMap<String, Arm> =
        with_control(DISPOSABLE, asked(execute(DISPOSABLE, "compute"))).into_iter().collect();
    arms.insert(ISOLATE.0.to_owned(), asked(execute(ISOLATE, "compute")));
    let title = match clients {
        1 => "isolates_1: an isolate for each task, one client after its own answer".to_owned(),
        _ => format!("isolates_{clients}: an isolate for each task of {clients} clients at once"),
    };
    Cell {
        clients: (clients > 1).then_some(clients),
        block: Some(if clients > 1 { 4 } else { 32 }),
        ..Cell::new(&title, Procedure::Paired { data: Data::Fresh }, (DISPOSABLE.0, ISOLATE.0), arms)
    }
}

/// The first task of an owner, where the host has been asked before and no isolate is there.
fn cold() -> Cell {
    let procedure = Procedure::FirstRequest { processes: Processes::PerArm };
    let arms = arms_of(&[BARES, SHARED, INSTANCE, ISOLATE, DISPOSABLE], "compute");
    let before = vec![get("/pool/status"), get("/pool/status"), execute(("before", "bare", "exact"), "compute")];
    let title = "cold: the first task of an owner in a fresh process, the pools and their host already there";
    Cell { before, ..Cell::new(title, procedure, (BARE, "shared"), arms) }
}

/// What tasks take of the runtime's processors, with what is left behind their answers, alone or by so many clients at once.
fn processor(clients: Option<u32>) -> Cell {
    let title = match clients {
        None => "processor: a thousand square roots".to_owned(),
        Some(clients) => format!("processor_{clients}: a thousand square roots for each of {clients} clients at once"),
    };
    let title = title + ", with all that is done behind the answer";
    let arms: Vec<Named> = ARMS.into_iter().chain([ISOLATE]).collect();
    Cell { clients, block: Some(2), clock: Clock::Processor, ..paired(&title, &arms, "compute") }
}

/// What a refusal takes of the runtime's processors, against a task that does nothing.
fn refusal() -> Cell {
    let mut arms: IndexMap<String, Arm> = with_control(SHARED, asked(execute(SHARED, "echo"))).into_iter().collect();
    let mut question = execute(("refused", "shared", "exact"), "echo");
    let parts = [("/error/code".to_owned(), json!("pool_draining"))].into_iter().collect();
    question.expect = Expectation { status: 503, parts, ..Expectation::default() };
    let door = Some("drained-router".to_owned());
    arms.insert("refused".to_owned(), Arm { door, ..asked(question) });
    let drain = post("/pool/drain", json!({ "patience_ms": 1 }));
    let title = "refusal: a task that does nothing, and one that is refused";
    let procedure = Procedure::Paired { data: Data::Fresh };
    Cell {
        // Directly before: an object that nobody asks is evicted after ten seconds, and takes tasks again.
        before: vec![drain],
        clock: Clock::Processor,
        ..Cell::new(title, procedure, (SHARED.0, "refused"), arms)
    }
}

/// What it costs that compiled code counts its steps.
fn meter() -> Cell {
    let mut arms = arms_of(&[BARES, ("unmetered", "unmetered", "exact")], "compute");
    for question in arms.values_mut().filter_map(|arm| arm.question.as_mut()) {
        put(question, "payload", json!(LONG));
    }
    let title = "meter: two million square roots, with the meter in the compiled code and without it";
    Cell::new(title, Procedure::Paired { data: Data::Fresh }, (BARE, "unmetered"), arms)
}

/// How soon a task that never ends is ended.
fn endless() -> Cell {
    let mut arms = arms_of(&[BARES], "compute");
    arms.insert("endless".to_owned(), asked(endless_task()));
    let title = "loop: a task that never ends, until its fuel does, beside one that ends";
    Cell { block: Some(10), ..Cell::new(title, Procedure::Paired { data: Data::Fresh }, (BARE, "endless"), arms) }
}

/// What good tasks suffer from somebody else's that never end.
fn beside() -> Cell {
    let alone = execute(SHARED, "compute");
    let beside = Beside { question: endless_task(), per_second: 5.0 };
    let mut arms: IndexMap<String, Arm> = with_control(SHARED, asked(alone.clone())).into_iter().collect();
    let mut question = alone;
    put(&mut question, "owner", json!("beside"));
    arms.insert("beside_loops".to_owned(), Arm { beside: Some(beside), ..asked(question) });
    let title = "beside: good tasks, 40 in a second, while another owner has 5 in a second that never end";
    let procedure = Procedure::Open {
        per_second: 40.0,
        arrivals: Arrivals::Poisson,
        // Seconds, so that loops are there nearly all the time.
        segment: 160,
        segments: 1,
        connections: 32,
    };
    Cell::new(title, procedure, ("shared", "beside_loops"), arms)
}

fn endless_task() -> Question {
    let mut question = execute(("runaway", "instance", "exact"), "spin");
    let parts = [("/error/code".to_owned(), json!("fuel_exceeded"))].into_iter().collect();
    question.expect = Expectation { status: 422, parts, ..Expectation::default() };
    question
}

fn open(per_second: u32, segments: u32) -> Procedure {
    Procedure::Open {
        per_second: per_second.into(),
        arrivals: Arrivals::Poisson,
        segment: per_second,
        segments,
        connections: 32,
    }
}

fn paired(title: &str, arms: &[Named], task: &str) -> Cell {
    Cell::new(title, Procedure::Paired { data: Data::Fresh }, (BARE, "shared"), arms_of(arms, task))
}

/// Arms that all have the same task run, the floor once more as the control.
fn arms_of(arms: &[Named], task: &str) -> IndexMap<String, Arm> {
    let of = |&named: &Named| {
        let arm = asked(execute(named, task));
        if named.0 == BARE { with_control(named, arm) } else { vec![(named.0.to_owned(), arm)] }
    };
    arms.iter().flat_map(of).collect()
}

fn with_control((name, ..): Named, arm: Arm) -> Vec<(String, Arm)> {
    let mut control = Arm { role: Role::Control, ..arm.clone() };
    if let Some(question) = &mut control.question {
        put(question, "owner", json!(again(name)));
    }
    vec![(name.to_owned(), arm), (again(name), control)]
}

/// A task of an owner that is the arm's alone.
pub(super) fn execute((name, way, pool): Named, task: &str) -> Question {
    let body = json!({ "task": task, "way": way, "pool": pool, "owner": name, "deadline_ms": 20_000 });
    let parts = [("/ran".to_owned(), json!("answered"))].into_iter().collect();
    Question { expect: Expectation { parts, ..Expectation::default() }, ..post("/pool/execute", body) }
}

/// Sets a field of the body.
pub(super) fn put(question: &mut Question, field: &str, value: Value) {
    if let Some(Value::Object(body)) = &mut question.body {
        body.insert(field.to_owned(), value);
    }
}
