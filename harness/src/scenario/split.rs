//! The compute split: where should the WASM live, and what does the hop cost?

use indexmap::IndexMap;
use serde_json::json;
use shared::limits::PINGS;

use super::{
    Arm, Arrivals, Batch, Cell, Counts, Data, Expectation, Fixture, Pairs, Presence, Procedure, Processes, Question,
    Role, Scenario, Size, Step, split_claims,
    split_questions::{
        ROWS, agreement, constant, get, make_items, make_others, others, point_query, post, root, sql, with_rows,
    },
};

/// Writes behind the young tenant.
const YOUNG_WRITES: u32 = 100;
/// Writes behind the old tenant.
const OLD_WRITES: u32 = 10_000;
/// Statements that fill the large tenant: 128 rows of about 4 KB each, so that no change becomes large; 10 MB together.
pub(super) const FILLS: u32 = 20;
/// Fewest pings in a request; the slope to the most is what one costs.
const FEW_PINGS: u32 = 4;
/// The name of the base once more, under another tenant.
pub(super) const CONTROL: &str = "native_again";
/// The object that is one of the split first and has its engine inside later. Where only what is warm counts, as under load,
/// it would be the latter once more.
const HYBRID: &str = "hybrid";

const POINT_UPDATE: &str = "UPDATE items SET quantity = quantity + 1 WHERE id = {first}";
pub(super) const CREATE_FILLER: &str = "CREATE TABLE filler (id INTEGER PRIMARY KEY, data BLOB NOT NULL)";
pub(super) const FILL_FILLER: &str = "INSERT INTO filler (data) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM \
                           numbers WHERE n < 128) SELECT randomblob(4000) FROM numbers";

/// The cells that fit into a minute and a half.
pub(super) const QUICK: [&str; 9] =
    ["cold_empty", "cold_data", "cold_engine", "hot_read", "write", "hop", "path", "ladder", "open"];

/// What the sizes are then.
pub(super) const QUICK_SIZES: &str = "
size = { rounds = 5, cell_ms = 2000, starts = 8 }
cells.ladder.procedure = { rungs = [1, 4, 16, 64], requests = 256 }
cells.open.procedure = { segment = 40, segments = 2 }
";

/// The scenario at its full size.
pub(super) fn scenario() -> Scenario {
    let cells = [
        ("cold_empty", cold_empty()),
        ("cold_data", cold_data()),
        ("cold_engine", cold_engine()),
        ("hot_read", hot_read()),
        ("write", write()),
        ("hop", hop()),
        ("path", path()),
        ("ladder", ladder()),
        ("open", open()),
        ("age_warm", age_warm()),
        ("age_cold", age_cold()),
        ("hydrate", hydrate()),
    ];
    Scenario {
        name: "split".to_owned(),
        title: "Where should the WASM live: inside the object that owns the data, or in a stateless Worker beside it?"
            .to_owned(),
        size: Size {
            rounds: 10,
            pairs: 30,
            block: 20,
            cell_ms: 12_000,
            starts: 30,
            deadline_ms: 20_000,
            error_limit: 0.001,
        },
        fixtures: vec![Fixture::Pair],
        agreement: Some(agreement()),
        cells: cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect(),
        surveys: IndexMap::new(),
        fits: IndexMap::new(),
        legs: split_claims::legs(),
        claims: split_claims::claims(),
        cross_checks: IndexMap::new(),
    }
}

fn cold_empty() -> Cell {
    Cell {
        before: vec![root(), root()],
        question: Some(constant("{tenant}")),
        ..architectures(
            "first request to an architecture's Workers in a fresh process, tenant without data",
            Procedure::FirstRequest { processes: Processes::PerArm },
        )
    }
}

fn cold_data() -> Cell {
    Cell {
        before: vec![root(), root()],
        preparation: make_items(),
        question: Some(Question { turns: 1, ..point_query() }),
        ..architectures(
            "first request to an architecture's Workers in a fresh process, tenant with 100 rows",
            Procedure::FirstRequest { processes: Processes::PerArm },
        )
    }
}

fn cold_engine() -> Cell {
    let arm = Arm::asked(post("/compute/keep-warm", json!({})));
    Cell {
        before: vec![root(), root()],
        base: None,
        headline: "keep_warm".to_owned(),
        arms: named([("keep_warm", arm)]),
        ..architectures(
            "first request to compute in a fresh process, which starts its engine",
            Procedure::FirstRequest { processes: Processes::PerArm },
        )
    }
}

fn hot_read() -> Cell {
    Cell {
        preparation: make_items(),
        question: Some(point_query()),
        ..architectures("hot read: one row of 100 by its key", Procedure::Paired { data: Data::Fresh })
    }
}

fn write() -> Cell {
    let count = sql("SELECT sum(quantity), count(*) FROM items", &json!([]), "{tenant}");
    Cell {
        preparation: make_items(),
        question: Some(Question { turns: ROWS, ..sql(POINT_UPDATE, &json!(["{turn}"]), "{tenant}") }),
        afterwards: Some(with_rows(count, json!([["{requests}", ROWS]]))),
        ..architectures("write: update of one row of 100", Procedure::Paired { data: Data::Fresh })
    }
}

fn hop() -> Cell {
    let envelope = with_rows(
        post("/new/timing", json!({ "sql": "SELECT 1", "tenant": "{tenant}", "pings": "{operations}" })),
        json!([[1]]),
    );
    let script = post("/", json!({ "tenant": "{tenant}", "pings": "{operations}" }));
    let pair = |tenant: &str| Arm { door: Some("pair-front".to_owned()), ..Arm::asked(script.clone()).tenant(tenant) };
    let mut arms = named([
        ("javascript", pair("{cell}{fresh}")),
        ("javascript_again", Arm { role: Role::Control, ..pair("{cell}-again{fresh}") }),
        ("envelope", Arm::asked(envelope).tenant("{cell}{fresh}")),
    ]);
    for arm in arms.values_mut() {
        arm.batch = Some(PING_BATCH);
    }
    Cell {
        base: Some("javascript".to_owned()),
        headline: "envelope".to_owned(),
        arms,
        ..architectures(
            "hop: one empty call from an object to a Worker, against two Workers written by hand in JavaScript",
            Procedure::Paired { data: Data::Fresh },
        )
    }
}

fn path() -> Cell {
    let nowhere = Question { expect: Expectation { status: 404, rows: None }, ..get("/nowhere") };
    let status = get("/{arm}/status?tenant={tenant}");
    let ping = post("/new/timing", json!({ "sql": "SELECT 1", "tenant": "{tenant}", "pings": "{operations}" }));
    let mut arms = named([("router", Arm::asked(nowhere))]);
    for (name, arm) in [("native", "native"), ("traditional", "traditional"), ("new", "new")] {
        let asked = Arm { question: Some(status.clone()), ..Arm::of(arm).tenant("{cell}{fresh}") };
        arms.insert(format!("{name}_status"), asked);
        arms.insert(name.to_owned(), Arm::of(arm).tenant("{cell}{fresh}"));
    }
    arms.insert(
        "ping".to_owned(),
        Arm { batch: Some(PING_BATCH), question: Some(ping), ..Arm::of("new").tenant("{cell}{fresh}") },
    );
    let only = ["native", "traditional", "new"].map(str::to_owned);
    let preparation = make_items().into_iter().map(|step| Step { arms: only.to_vec(), ..step }).collect();
    Cell {
        base: None,
        preparation,
        question: Some(point_query()),
        arms,
        ..architectures(
            "path: requests that go ever further, whose differences are the legs of a hot read",
            Procedure::Paired { data: Data::Fresh },
        )
    }
}

fn ladder() -> Cell {
    let rungs = vec![1, 2, 4, 8, 16, 32, 64];
    let mut cell = Cell {
        preparation: make_items(),
        question: Some(point_query()),
        ..architectures(
            "ladder: hot reads of one tenant with ever more clients at the same time",
            Procedure::Ladder { counts: Counts::Clients, rungs, requests: 640, deadline_ms: 20_000 },
        )
    };
    cell.arms.shift_remove(CONTROL);
    cell.arms.shift_remove(HYBRID);
    cell
}

fn open() -> Cell {
    let procedure =
        Procedure::Open { per_second: 400.0, arrivals: Arrivals::Poisson, segment: 100, segments: 4, connections: 32 };
    let mut cell = Cell {
        preparation: make_items(),
        question: Some(point_query()),
        ..architectures("open: hot reads that arrive by themselves, 400 in a second", procedure)
    };
    cell.arms.shift_remove(HYBRID);
    cell
}

fn age_warm() -> Cell {
    aged("age: hot read on a warm copy, after 10,000 writes and after 100", Procedure::Paired { data: Data::Kept })
}

fn age_cold() -> Cell {
    let cell = aged(
        "age: first read on a cold copy, engine warm, after 10,000 writes and after 100",
        Procedure::FirstRequest { processes: Processes::PerPair },
    );
    Cell { before: others(), ..cell }
}

fn aged(title: &str, procedure: Procedure) -> Cell {
    let update = Question { turns: ROWS, ..sql(POINT_UPDATE, &json!(["{turn}"]), "{tenant}") };
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
            ("young", Arm::of("new").tenant("young")),
            ("young_again", Arm { role: Role::Control, ..Arm::of("new").tenant("young-again") }),
            ("old", Arm::of("new").tenant("old")),
        ]),
        ..architectures(title, procedure)
    }
}

fn hydrate() -> Cell {
    let create = Step { question: sql(CREATE_FILLER, &json!([]), "{tenant}"), times: 1, arms: Vec::new() };
    let fill =
        Step { question: sql(FILL_FILLER, &json!([]), "{tenant}"), times: FILLS, arms: vec!["large".to_owned()] };
    let mut preparation = vec![create, fill];
    preparation.extend(make_others("small"));
    let question = sql("SELECT count(*) FROM filler WHERE id = 0", &json!([]), "{tenant}");
    Cell {
        preparation,
        before: others(),
        question: Some(with_rows(question, json!([[0]]))),
        base: Some("small".to_owned()),
        headline: "large".to_owned(),
        arms: named([
            ("small", Arm::of("new").tenant("small")),
            ("small_again", Arm { role: Role::Control, ..Arm::of("new").tenant("small-again") }),
            ("large", Arm::of("new").tenant("large")),
        ]),
        ..architectures(
            "hydrate: first read on a cold copy, engine warm, of a tenant with 10 MB and of one without data",
            Procedure::FirstRequest { processes: Processes::PerPair },
        )
    }
}

/// A cell of all architectures, the floor as its base and once more as the control.
fn architectures(title: &str, procedure: Procedure) -> Cell {
    let tenant = "{cell}{fresh}";
    Cell {
        title: title.to_owned(),
        procedure,
        at: IndexMap::new(),
        question: None,
        preparation: Vec::new(),
        before: Vec::new(),
        afterwards: None,
        base: Some("native".to_owned()),
        headline: "new".to_owned(),
        block: None,
        pairs: Pairs::Every,
        presence: Presence::Given,
        arms: named([
            ("native", Arm::of("native").tenant(tenant)),
            (CONTROL, Arm { role: Role::Control, ..Arm::of("native").tenant("{cell}-again{fresh}") }),
            ("traditional", Arm::of("traditional").tenant(tenant)),
            ("new", Arm::of("new").tenant(tenant)),
            (HYBRID, Arm::of(HYBRID).tenant(tenant)),
        ]),
    }
}

const PING_BATCH: Batch = Batch { few: FEW_PINGS, many: PINGS };

impl Arm {
    /// An arm that answers under `/{arm}/…`.
    pub(super) fn of(arm: &str) -> Self {
        // How its statements name their parameters; four are the most that any has.
        let parameters = ["first", "second", "third", "fourth"].map(|name| (name.to_owned(), json!("?")));
        let values = [("arm".to_owned(), json!(arm))].into_iter().chain(parameters).collect();
        Self { values, ..Self::default() }
    }

    /// An arm with a question of its own.
    fn asked(question: Question) -> Self {
        Self { question: Some(question), ..Self::default() }
    }

    pub(super) fn tenant(mut self, tenant: &str) -> Self {
        self.values.insert("tenant".to_owned(), json!(tenant));
        self
    }
}

fn named<const N: usize>(arms: [(&str, Arm); N]) -> IndexMap<String, Arm> {
    arms.into_iter().map(|(name, arm)| (name.to_owned(), arm)).collect()
}
