//! The compute split with Postgres in the place of SQLite; the floor stays the object's own SQLite.
//!
//! The cells are the same, and so are the questions as far as both understand them. What differs is said here: where an
//! arm answers, how a statement names its parameters, how a large tenant is filled, and what is expected.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{
    Agreement, Arm, Claim, Kind, Question, Scenario, Values,
    split::{CREATE_FILLER, FILL_FILLER, FILLS},
    split_questions::sql,
};

/// The arms that have an engine, of which there is one with Postgres.
const ENGINE_ARMS: [&str; 3] = ["new", "traditional", "hybrid"];
/// Statements that fill the large tenant: 128 rows of about 4 KB each; 30 MB together.
const POSTGRES_FILLS: u32 = 60;
const CREATE_POSTGRES_FILLER: &str =
    "CREATE TABLE filler (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data BYTEA STORAGE EXTERNAL NOT NULL)";
const FILL_POSTGRES_FILLER: &str = "INSERT INTO filler (data) SELECT decode(repeat(md5(n::text || random()::text), 250), 'hex') FROM \
                                    generate_series(1, 128) AS n";
/// How a statement names its parameters: the values of placeholders in SQL texts.
const PARAMETERS: [(&str, &str); 4] = [("first", "$1"), ("second", "$2"), ("third", "$3"), ("fourth", "$4")];

/// The scenario with Postgres in every arm that has an engine.
pub(super) fn on_postgres(mut scenario: Scenario) -> Scenario {
    "What does the compute split cost with a heavy engine: Postgres in WASM, against the object's own SQLite as the floor?"
        .clone_into(&mut scenario.title);
    for cell in scenario.cells.values_mut() {
        for arm in cell.arms.values_mut() {
            move_arm(arm);
        }
        for question in cell.question.iter_mut().chain(&mut cell.before) {
            move_question(question);
        }
        for step in &mut cell.preparation {
            move_question(&mut step.question);
            if step.times == FILLS {
                step.times = POSTGRES_FILLS;
            }
        }
    }
    if let Some(cell) = scenario.cells.get_mut("hydrate") {
        "hydrate: first read on a cold copy, Postgres loaded in the isolate, of a tenant with 30 MB and of one without data"
            .clone_into(&mut cell.title);
    }
    scenario.agreement = Some(agreement());
    scenario.claims = claims(std::mem::take(&mut scenario.claims));
    scenario
}

fn move_arm(arm: &mut Arm) {
    move_values(&mut arm.values);
    if let Some(question) = &mut arm.question {
        move_question(question);
    }
}

fn move_values(values: &mut Values) {
    let name = values.get("arm").and_then(Value::as_str).unwrap_or_default();
    if ENGINE_ARMS.contains(&name) {
        let moved = json!(format!("{name}/postgres"));
        values.insert("arm".to_owned(), moved);
        values.extend(PARAMETERS.map(|(name, text)| (name.to_owned(), json!(text))));
    }
}

fn move_question(question: &mut Question) {
    for arm in ENGINE_ARMS.iter().chain(&["compute"]) {
        let from = format!("/{arm}/");
        if let Some(rest) = question.path.strip_prefix(&from) {
            question.path = format!("/{arm}/postgres/{rest}");
            break;
        }
    }
    let Some(text) = question.body.as_mut().and_then(|body| body.get_mut("sql")) else { return };
    for (sqlite, postgres) in [(CREATE_FILLER, CREATE_POSTGRES_FILLER), (FILL_FILLER, FILL_POSTGRES_FILLER)] {
        if text == sqlite {
            *text = json!(postgres);
        }
    }
}

/// What is expected of Postgres, beside the questions about the split that any engine answers.
fn claims(mut claims: IndexMap<String, Claim>) -> IndexMap<String, Claim> {
    claims.retain(|name, claim| {
        claim.kind == Kind::Hypothesis && name != "engine_inside_is_free" || name.starts_with("bound_age")
    });
    let bounds = [
        (
            "bound_first_answer",
            "First answer of a tenant in a fresh process, Postgres inside the object",
            "cold_empty.traditional.p50_ms <= 300",
        ),
        (
            "bound_opening",
            "First answer of a tenant on a cold copy, Postgres loaded in the isolate",
            "hydrate.small.p50_ms <= 120",
        ),
        ("bound_write_inside", "Write with Postgres inside against the floor", "write.traditional.ratio <= 1.8"),
        ("bound_hydrate", "First answer on a cold copy of a tenant with 30 MB", "hydrate.large.p50_ms <= 400"),
    ];
    let bound = |(name, question, holds): (&str, &str, &str)| {
        (name.to_owned(), Claim { kind: Kind::Bound, question: question.to_owned(), holds: holds.to_owned() })
    };
    claims.extend(bounds.map(bound));
    claims
}

/// Tables, writes and reads that mean the same to SQLite and to Postgres, and one statement that must be refused.
fn agreement() -> Agreement {
    let create = "CREATE TABLE facts (id INTEGER PRIMARY KEY, label TEXT NOT NULL, amount DOUBLE PRECISION, note TEXT)";
    let insert = "INSERT INTO facts (id, label, amount, note) VALUES ({first}, {second}, {third}, {fourth})";
    let statements = [
        (create, json!([])),
        ("CREATE INDEX facts_label ON facts (label)", json!([])),
        (insert, json!([1, "plain", 1.5, null])),
        (insert, json!([2, "naïve — 漢字 🦀", -0.25, "it's"])),
        (insert, json!([3, "", 2, "x"])),
        (insert, json!([4, "far", 1e300, "x"])),
        ("UPDATE facts SET amount = amount * 2 WHERE id <= 2", json!([])),
        ("DELETE FROM facts WHERE id = {first}", json!([4])),
        ("SELECT id, label, amount, note FROM facts ORDER BY id", json!([])),
        ("SELECT count(*), sum(amount), max(id) FROM facts", json!([])),
        ("SELECT label FROM facts WHERE label = {first}", json!(["naïve — 漢字 🦀"])),
        ("SELECT a.id, b.id FROM facts a JOIN facts b ON a.id < b.id ORDER BY 1, 2", json!([])),
        ("SELECT id FROM facts WHERE id > 100", json!([])),
        ("SELECT nothing FROM facts", json!([])),
        ("SELECT count(*) FROM facts", json!([])),
    ];
    let arm = |arm: &str| {
        let mut values = Arm::of(arm).tenant("agreement{fresh}").values;
        move_values(&mut values);
        (arm.to_owned(), values)
    };
    Agreement {
        arms: ["native", "traditional", "new", "hybrid"].map(arm).into(),
        questions: statements.into_iter().map(|(text, params)| sql(text, &params, "{tenant}")).collect(),
        compare: ["/rows", "/rows_affected", "/error/code"].map(str::to_owned).into(),
    }
}
