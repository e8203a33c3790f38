//! The cells of the compute split: which requests are compared, by which architectures.

use indexmap::IndexMap;
use serde_json::json;
use shared::limits::PINGS;

use super::{
    engine::{NATIVE, SplitEngine},
    questions::{ROWS, constant, make_items, make_others, others, point_query, root, sql, with_rows},
};
use crate::{
    experiments::asking::{asked, get, post},
    instrument::scenario::{
        Arm, Arrivals, Batch, Cell, Counts, Data, Expectation, Pairs, Procedure, Processes, Question, Role, Step,
    },
};

/// Writes behind the young tenant.
const YOUNG_WRITES: u32 = 100;
/// Writes behind the old tenant.
const OLD_WRITES: u32 = 10_000;
/// Pings in a request, few and the most that there may be; the slope is what one costs.
const PING_BATCH: Batch = Batch { few: 4, many: PINGS };
/// The name of the base once more, under another tenant.
const CONTROL: &str = "native_again";
/// The object that is one of the split first and has its engine inside later. Where only what is warm counts, as under load,
/// it would be the latter once more.
const HYBRID: &str = "hybrid";

const POINT_UPDATE: &str = "UPDATE items SET quantity = quantity + 1 WHERE id = {first}";

/// All cells, by name.
pub(super) fn cells(engine: &SplitEngine) -> IndexMap<String, Cell> {
    let cells: [(&str, Cell); 12] = [
        ("cold_empty", cold_empty(engine)),
        ("cold_data", cold_data(engine)),
        ("cold_engine", cold_engine(engine)),
        ("hot_read", hot_read(engine)),
        ("write", write(engine)),
        ("hop", hop(engine)),
        ("path", path(engine)),
        ("ladder", ladder(engine)),
        ("open", open(engine)),
        ("age_warm", age_warm(engine)),
        ("age_cold", age_cold(engine)),
        ("hydrate", hydrate(engine)),
    ];
    cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
}

fn cold_empty(engine: &SplitEngine) -> Cell {
    Cell {
        before: vec![root(), root()],
        question: Some(constant("{tenant}")),
        ..architectures(
            engine,
            "first request to an architecture's Workers in a fresh process, tenant without data",
            Procedure::FirstRequest { processes: Processes::PerArm },
        )
    }
}

fn cold_data(engine: &SplitEngine) -> Cell {
    Cell {
        before: vec![root(), root()],
        preparation: make_items(),
        question: Some(Question { cycle: 1, ..point_query() }),
        ..architectures(
            engine,
            "first request to an architecture's Workers in a fresh process, tenant with 100 rows",
            Procedure::FirstRequest { processes: Processes::PerArm },
        )
    }
}

fn cold_engine(engine: &SplitEngine) -> Cell {
    let arm = asked(post(&format!("/compute{}/keep-warm", engine.path), json!({})));
    Cell {
        before: vec![root(), root()],
        base: None,
        headline: "keep_warm".to_owned(),
        arms: named([("keep_warm", arm)]),
        ..architectures(
            engine,
            "first request to compute in a fresh process, which starts its engine",
            Procedure::FirstRequest { processes: Processes::PerArm },
        )
    }
}

fn hot_read(engine: &SplitEngine) -> Cell {
    Cell {
        preparation: make_items(),
        question: Some(point_query()),
        ..architectures(engine, "hot read: one row of 100 by its key", Procedure::Paired { data: Data::Fresh })
    }
}

fn write(engine: &SplitEngine) -> Cell {
    let count = sql("SELECT sum(quantity), count(*) FROM items", &json!([]), "{tenant}");
    Cell {
        preparation: make_items(),
        question: Some(Question { cycle: ROWS, ..sql(POINT_UPDATE, &json!(["{ordinal}"]), "{tenant}") }),
        afterwards: Some(with_rows(count, json!([["{requests}", ROWS]]))),
        ..architectures(engine, "write: update of one row of 100", Procedure::Paired { data: Data::Fresh })
    }
}

fn hop(engine: &SplitEngine) -> Cell {
    let envelope = with_rows(
        post(
            &format!("/new{}/timing", engine.path),
            json!({ "sql": "SELECT 1", "tenant": "{tenant}", "pings": "{operations}" }),
        ),
        json!([[1]]),
    );
    let script = post("/", json!({ "tenant": "{tenant}", "pings": "{operations}" }));
    let pair = |tenant: &str| Arm { door: Some("pair-front".to_owned()), ..asked(script.clone()).tenant(tenant) };
    let mut arms = named([
        ("javascript", pair("{cell}{fresh}")),
        ("javascript_again", Arm { role: Role::Control, ..pair("{cell}-again{fresh}") }),
        ("envelope", asked(envelope).tenant("{cell}{fresh}")),
    ]);
    for arm in arms.values_mut() {
        arm.batch = Some(PING_BATCH);
    }
    Cell {
        base: Some("javascript".to_owned()),
        headline: "envelope".to_owned(),
        arms,
        ..architectures(
            engine,
            "hop: one empty call from an object to a Worker, against two Workers written by hand in JavaScript",
            Procedure::Paired { data: Data::Fresh },
        )
    }
}

fn path(engine: &SplitEngine) -> Cell {
    let nowhere = Question { expect: Expectation { status: 404, ..Expectation::default() }, ..get("/nowhere") };
    let status = get("/{arm}/status?tenant={tenant}");
    let ping = post(
        &format!("/new{}/timing", engine.path),
        json!({ "sql": "SELECT 1", "tenant": "{tenant}", "pings": "{operations}" }),
    );
    let mut arms = named([("router", asked(nowhere))]);
    for (name, arm) in [("native", "native"), ("traditional", "traditional"), ("new", "new")] {
        let asked = Arm { question: Some(status.clone()), ..engine.arm(arm).tenant("{cell}{fresh}") };
        arms.insert(format!("{name}_status"), asked);
        arms.insert(name.to_owned(), engine.arm(arm).tenant("{cell}{fresh}"));
    }
    arms.insert(
        "ping".to_owned(),
        Arm { batch: Some(PING_BATCH), question: Some(ping), ..engine.arm("new").tenant("{cell}{fresh}") },
    );
    let only = ["native", "traditional", "new"].map(str::to_owned);
    let preparation = make_items().into_iter().map(|step| Step { arms: only.to_vec(), ..step }).collect();
    Cell {
        base: None,
        preparation,
        question: Some(point_query()),
        arms,
        ..architectures(
            engine,
            "path: requests that go ever further, whose differences are the legs of a hot read",
            Procedure::Paired { data: Data::Fresh },
        )
    }
}

fn ladder(engine: &SplitEngine) -> Cell {
    let rungs = vec![1, 2, 4, 8, 16, 32, 64];
    let mut cell = Cell {
        preparation: make_items(),
        question: Some(point_query()),
        ..architectures(
            engine,
            "ladder: hot reads of one tenant with ever more clients at the same time",
            Procedure::Ladder { counts: Counts::Clients, rungs, requests: 640, deadline_ms: 20_000 },
        )
    };
    cell.arms.shift_remove(CONTROL);
    cell.arms.shift_remove(HYBRID);
    cell
}

fn open(engine: &SplitEngine) -> Cell {
    let procedure =
        Procedure::Open { per_second: 400.0, arrivals: Arrivals::Poisson, segment: 100, segments: 4, connections: 32 };
    let mut cell = Cell {
        preparation: make_items(),
        question: Some(point_query()),
        ..architectures(engine, "open: hot reads that arrive by themselves, 400 in a second", procedure)
    };
    cell.arms.shift_remove(HYBRID);
    cell
}

fn age_warm(engine: &SplitEngine) -> Cell {
    aged(
        engine,
        "age: hot read on a warm copy, after 10,000 writes and after 100",
        Procedure::Paired { data: Data::Kept },
    )
}

fn age_cold(engine: &SplitEngine) -> Cell {
    let cell = aged(
        engine,
        "age: first read on a cold copy, engine warm, after 10,000 writes and after 100",
        Procedure::FirstRequest { processes: Processes::PerPair },
    );
    Cell { before: others(engine.path), ..cell }
}

fn aged(engine: &SplitEngine, title: &str, procedure: Procedure) -> Cell {
    let update = Question { cycle: ROWS, ..sql(POINT_UPDATE, &json!(["{ordinal}"]), "{tenant}") };
    let grow = |times, arms: &[&str]| Step {
        question: update.clone(),
        times,
        arms: arms.iter().map(|arm| (*arm).to_owned()).collect(),
    };
    let mut preparation = make_items();
    preparation.push(grow(YOUNG_WRITES, &["young", "young_again"]));
    preparation.push(grow(OLD_WRITES, &["old"]));
    preparation.extend(make_others("young"));
    Cell {
        preparation,
        question: Some(point_query()),
        base: Some("young".to_owned()),
        headline: "old".to_owned(),
        arms: named([
            ("young", engine.arm("new").tenant("young")),
            ("young_again", Arm { role: Role::Control, ..engine.arm("new").tenant("young-again") }),
            ("old", engine.arm("new").tenant("old")),
        ]),
        ..architectures(engine, title, procedure)
    }
}

fn hydrate(engine: &SplitEngine) -> Cell {
    let create = Step { question: sql(engine.create_filler, &json!([]), "{tenant}"), times: 1, arms: Vec::new() };
    let fill = Step {
        question: sql(engine.fill_filler, &json!([]), "{tenant}"),
        times: engine.fills,
        arms: vec!["large".to_owned()],
    };
    let mut preparation = vec![create, fill];
    preparation.extend(make_others("small"));
    let question = sql("SELECT count(*) FROM filler WHERE id = 0", &json!([]), "{tenant}");
    Cell {
        preparation,
        before: others(engine.path),
        question: Some(with_rows(question, json!([[0]]))),
        base: Some("small".to_owned()),
        headline: "large".to_owned(),
        arms: named([
            ("small", engine.arm("new").tenant("small")),
            ("small_again", Arm { role: Role::Control, ..engine.arm("new").tenant("small-again") }),
            ("large", engine.arm("new").tenant("large")),
        ]),
        ..architectures(engine, engine.hydrate, Procedure::FirstRequest { processes: Processes::PerPair })
    }
}

/// A cell of all architectures, the floor as its base and once more as the control.
fn architectures(engine: &SplitEngine, title: &str, procedure: Procedure) -> Cell {
    let tenant = "{cell}{fresh}";
    let arms = named([
        ("native", engine.arm(NATIVE).tenant(tenant)),
        (CONTROL, Arm { role: Role::Control, ..engine.arm(NATIVE).tenant("{cell}-again{fresh}") }),
        ("traditional", engine.arm("traditional").tenant(tenant)),
        ("new", engine.arm("new").tenant(tenant)),
        (HYBRID, engine.arm(HYBRID).tenant(tenant)),
    ]);
    Cell { pairs: Pairs::Every, ..Cell::new(title, procedure, (NATIVE, "new"), arms) }
}

fn named<const N: usize>(arms: [(&str, Arm); N]) -> IndexMap<String, Arm> {
    arms.into_iter().map(|(name, arm)| (name.to_owned(), arm)).collect()
}
