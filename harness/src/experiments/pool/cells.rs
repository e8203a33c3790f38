//! What is compared: the same task by every way, for one client and for many at once, and as it arrives by itself.

use indexmap::IndexMap;
use serde_json::json;

use crate::{
    experiments::asking::{again, asked, post},
    instrument::scenario::{Arm, Arrivals, Cell, Data, Expectation, Procedure, Question, Role},
};

/// The floor: a Worker that is bound and always there.
pub(super) const BARE: &str = "bare";
/// How many clients ask at the same time, and how many requests of an arm fit into a pair.
pub(super) const CLIENTS: [(u32, Option<u32>); 3] = [(1, None), (16, Some(2)), (64, Some(2))];

/// An arm's name, its way, and who keeps the isolates.
pub(super) const ARMS: [(&str, &str, &str); 9] = [
    (BARE, "bare", "exact"),
    ("shared", "shared", "exact"),
    ("reset", "reset", "exact"),
    ("instance", "instance", "exact"),
    ("isolate", "isolate", "exact"),
    ("disposable", "disposable", "exact"),
    ("stateless_bare", "bare", "stateless"),
    ("stateless", "shared", "stateless"),
    ("stateless_instance", "instance", "stateless"),
];

/// Those that are asked on a schedule.
const OPEN: [&str; 4] = [BARE, "shared", "isolate", "disposable"];

/// All cells, by name.
pub(super) fn cells() -> IndexMap<String, Cell> {
    let mut cells = IndexMap::new();
    for (clients, block) in CLIENTS {
        let title = match clients {
            1 => "clients_1: a thousand square roots, one client after its own answer".to_owned(),
            _ => format!("clients_{clients}: a thousand square roots for each of {clients} clients at once"),
        };
        let procedure = Procedure::Paired { data: Data::Fresh };
        let cell = Cell {
            clients: (clients > 1).then_some(clients),
            block,
            ..cell(&title, procedure, &ARMS.map(|(name, ..)| name), "compute")
        };
        cells.insert(format!("clients_{clients}"), cell);
    }
    let echo = cell(
        "echo: a task that does nothing, one client",
        Procedure::Paired { data: Data::Fresh },
        &ARMS.map(|(name, ..)| name),
        "echo",
    );
    cells.insert("echo".to_owned(), echo);
    for per_second in [20_u32, 60] {
        let procedure = Procedure::Open {
            per_second: per_second.into(),
            arrivals: Arrivals::Poisson,
            segment: per_second,
            segments: 4,
            connections: 32,
        };
        let title = format!("open_{per_second}: tasks that arrive by themselves, {per_second} in a second");
        cells.insert(format!("open_{per_second}"), cell(&title, procedure, &OPEN, "compute"));
    }
    cells
}

fn cell(title: &str, procedure: Procedure, arms: &[&str], task: &str) -> Cell {
    let mut all = IndexMap::new();
    for (name, way, pool) in ARMS.into_iter().filter(|(name, ..)| arms.contains(name)) {
        all.insert(name.to_owned(), asked(execute(name, way, pool, task)));
        if name == BARE {
            let control = Arm { role: Role::Control, ..asked(execute(name, way, pool, task)) };
            all.insert(again(BARE), control);
        }
    }
    Cell::new(title, procedure, (BARE, "shared"), all)
}

/// A task of an owner that is the arm's alone.
fn execute(name: &str, way: &str, pool: &str, task: &str) -> Question {
    let body = json!({ "task": task, "way": way, "pool": pool, "owner": name, "deadline_ms": 20_000 });
    let parts = [("/ran".to_owned(), json!("answered"))].into_iter().collect();
    Question { expect: Expectation { parts, ..Expectation::default() }, ..post("/pool/execute", body) }
}
