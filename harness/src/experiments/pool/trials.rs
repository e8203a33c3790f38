//! What is looked at and not timed: what each way leaves behind, what isolates, renewals and waiting take of the memory, and what becomes of
//! tasks where there are more than may wait, or where each has its own isolate.

use indexmap::IndexMap;
use serde_json::{Value, json};
use shared::{
    limits::isolation,
    rendezvous::{home, name_bits},
};

use super::cells::{BARES, DISPOSABLE, INSTANCE, ISOLATE, NAIVE, Named, RESET, SHARED, execute, put};
use crate::{
    experiments::asking::{get, post},
    instrument::scenario::{Crowd, Expectation, Holders, Question, Reading, Rush, Served, Step, Then, Trial, Tried},
};

/// Ways whose tasks must not find what others left, with who keeps the isolates.
const PLACES: [Named; 9] = [
    SHARED,
    RESET,
    INSTANCE,
    ISOLATE,
    DISPOSABLE,
    NAIVE,
    ("stateless_shared", "shared", "stateless"),
    ("stateless_reset", "reset", "stateless"),
    ("stateless_instance", "instance", "stateless"),
];

/// How many isolates each object of a pool has.
pub(super) const SIZE: u32 = 8;
/// Over how many objects owners are spread.
const SHARDS: u32 = isolation::SHARDS;
/// In how many processes the memory is looked at: how much garbage it holds is chance.
const PROCESSES: u32 = 3;
/// Tasks for which isolates come and go.
const TASKS: u32 = 2_000;
/// Tasks before them, so that what happens once has happened.
const BEFORE: u32 = 400;
/// As many as may wait at an object of a pool.
pub(super) const QUEUED: u32 = 800;
/// Few of them.
const FEW_WAITING: u32 = 200;
/// The owner of those who are looked at while they wait.
const WAITS: &str = "waits";
/// How long isolates are held while others come, in milliseconds: several times what these take to begin, one after the other.
const HELD_MS: &str = "8000";
/// Tasks that leave work behind, and how many clients ask for them.
const LEAVING: u32 = 800;
const LEAVERS: u32 = 16;
/// So many that each of the names is somebody's under which isolates are asked for that nobody keeps.
const MANY_OWNERS: u32 = 300;

/// All of them, by name.
pub(super) fn trials() -> IndexMap<String, Trial> {
    [
        ("marks", marks()),
        ("isolates", isolates()),
        ("renewals", renewals()),
        ("waiting", waiting()),
        ("overload", overload()),
        ("recycling", recycling()),
    ]
    .map(|(name, trial)| (name.to_owned(), trial))
    .into()
}

/// What the third task of an owner finds of the first two.
fn marks() -> Trial {
    let row = |named: Named| {
        let question = execute(named, "leak");
        let then = Then::Words { question: question.clone(), pointer: "/output".to_owned() };
        (named.0.to_owned(), Tried { door: None, first: vec![often(question, 2)], then })
    };
    Trial {
        title: "how many marks of two earlier tasks of its owner a task finds".to_owned(),
        processes: 1,
        rows: PLACES.map(row).into(),
    }
}

/// What an isolate takes that has nothing to do: those of the pools that keep them, and those of every pool.
fn isolates() -> Trial {
    let warm = |way: &str| often(post("/pool/warm", json!({ "isolates": SIZE, "way": way })), 1);
    let mut unkept = execute(("owner-{ordinal}", "shared", "stateless"), "echo");
    unkept.cycle = MANY_OWNERS;
    let spares = |objects: u32| {
        let mut question = get("/pool/status");
        question.expect.parts = (0..objects).map(|object| (format!("/pools/{object}/spare"), json!(SIZE))).collect();
        Some(question)
    };
    let row = |name: &str, steps: Vec<Step>, objects: u32, of: u32| {
        // Code that is loaded is garbage afterwards, which the memory is then as large as to hold.
        let first = vec![often(execute(("before", "disposable", "exact"), "compute"), BEFORE)];
        (name.to_owned(), Tried { door: None, first, then: Then::Growth { steps, until: spares(objects), of } })
    };
    let (kept, every) = (SIZE * SHARDS, 2 * SIZE * SHARDS + isolation::STATELESS_NAMES);
    Trial {
        title: format!(
            "what each of {kept} isolates of one kind takes of the memory, and each of {every} of every kind"
        ),
        processes: PROCESSES,
        rows: [
            row("persistent", vec![warm("instance")], SHARDS, kept),
            row("every_kind", vec![warm("instance"), warm("isolate"), often(unkept, MANY_OWNERS)], 2 * SHARDS, every),
        ]
        .into(),
    }
}

/// What isolates leave behind that are gone, against tasks for which none came or went.
fn renewals() -> Trial {
    let row = |named: Named| {
        let question = execute(named, "echo");
        let (first, steps) = (vec![often(question.clone(), BEFORE)], vec![often(question, TASKS)]);
        (named.0.to_owned(), Tried { door: None, first, then: Then::Growth { steps, until: None, of: TASKS } })
    };
    Trial {
        title: format!("by how much the runtime grows for each of {TASKS} tasks, after {BEFORE}"),
        processes: 1,
        rows: [BARES, SHARED, ISOLATE, DISPOSABLE].map(row).into(),
    }
}

/// What a task takes that waits for an isolate, against one that waits in the host, asked by the same object, and against a request that waits
/// for an object in a pair of Workers that were written by hand and do nothing else.
fn waiting() -> Trial {
    let crowd = |clients, until| Box::new(Crowd { clients, until });
    let crowds =
        |until: &dyn Fn(u32) -> Option<Question>| [FEW_WAITING, QUEUED].map(|clients| crowd(clients, until(clients)));
    // All of the owner's isolates run one.
    let in_pool = |clients: u32| Some(object_of(WAITS, [("running", SIZE), ("waiting", clients - SIZE)]));
    let task = |way: &'static str, [few, many]: [Box<Crowd>; 2]| {
        let mut question = execute((WAITS, way, "exact"), "wait");
        put(&mut question, "payload", json!("15000"));
        let first = vec![often(execute((WAITS, way, "exact"), "compute"), BEFORE)];
        (way.to_owned(), Tried { door: None, first, then: Then::Held { question, few, many } })
    };
    let pair = |body: Value| post("/", body);
    let of_pair = |clients: u32| {
        let mut question = pair(json!({ "tenant": WAITS, "ask": "held" }));
        question.expect.parts = [("/held".to_owned(), json!(clients))].into();
        Some(question)
    };
    let [few, many] = crowds(&of_pair);
    let held = Then::Held { question: pair(json!({ "tenant": WAITS, "ask": "hold" })), few, many };
    let first = vec![often(pair(json!({ "tenant": WAITS, "pings": 1 })), BEFORE)];
    Trial {
        title: format!(
            "what a waiting request takes of the memory, between {FEW_WAITING} and {QUEUED} of them, and all of them of a processor in a second"
        ),
        processes: PROCESSES,
        rows: [
            ("pair".to_owned(), Tried { door: Some("pair-front".to_owned()), first, then: held }),
            task("bare", crowds(&|_| None)),
            task("instance", crowds(&in_pool)),
        ]
        .into(),
    }
}

/// What becomes of tasks that come while all isolates are busy: as many as may wait, and half as many more.
fn overload() -> Trial {
    let owner = ("crowded", "instance", "exact");
    let row = |name: &str, times: u32| {
        let mut holding = execute(owner, "wait");
        put(&mut holding, "payload", json!(HELD_MS));
        let until = Some(object_of(owner.0, [("running", SIZE), ("waiting", 0)]));
        let holders = Some(Holders { question: holding, crowd: Crowd { clients: SIZE, until } });
        let refusal = Expectation {
            status: 429,
            parts: [("/error/code".to_owned(), json!("queue_full"))].into(),
            ..Expectation::default()
        };
        let served = Some(Served { place: "/slot".to_owned(), number: "/isolate/uses".to_owned() });
        let question = execute(owner, "echo");
        let rush = Rush { holders, question, times, clients: times, refusal: Some(refusal), served, after: None };
        (name.to_owned(), Tried { door: None, first: Vec::new(), then: Then::Rush(Box::new(rush)) })
    };
    Trial {
        title: format!("what becomes of tasks while all isolates of an object are busy, where {QUEUED} may wait"),
        processes: 1,
        rows: [row("as_many_as_may_wait", QUEUED), row("half_as_many_more", QUEUED + QUEUED / 2)].into(),
    }
}

/// What becomes of tasks that leave work behind, where isolates come and go meanwhile.
fn recycling() -> Trial {
    let row = |named: Named| {
        let mut question = execute(named, "late");
        put(&mut question, "payload", json!("20"));
        let numbers = [("work_done_behind", "late_done"), ("sessions", "opened"), ("loaded_for_one", "loaded")];
        let numbers = numbers.map(|(name, field)| (name.to_owned(), format!("/host/{field}"))).into();
        let after = Some(Reading { question: get("/pool/status"), numbers });
        let (times, clients) = (LEAVING, LEAVERS);
        let rush = Rush { holders: None, question, times, clients, refusal: None, served: None, after };
        (named.0.to_owned(), Tried { door: None, first: Vec::new(), then: Then::Rush(Box::new(rush)) })
    };
    Trial {
        title: format!(
            "what becomes of {LEAVING} tasks of {LEAVERS} clients, each of which leaves work behind its answer"
        ),
        processes: 1,
        rows: [INSTANCE, ISOLATE, DISPOSABLE].map(row).into(),
    }
}

/// Asks until the object that keeps an owner's persistent isolates tells these numbers.
fn object_of<const FIELDS: usize>(owner: &str, fields: [(&str, u32); FIELDS]) -> Question {
    let object = home(name_bits(owner), usize::try_from(SHARDS).unwrap_or_default());
    let mut question = get("/pool/status");
    question.expect.parts = fields.map(|(field, number)| (format!("/pools/{object}/{field}"), json!(number))).into();
    question
}

fn often(question: Question, times: u32) -> Step {
    Step { question, times, arms: Vec::new() }
}
