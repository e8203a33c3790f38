//! What a benchmark does, step by step: a pure function of the step's number, so that any call can go on where the last
//! one ended.

use serde::{Deserialize, Serialize};
use shared::{
    engine::EngineName,
    ids::{RandomId, TenantId},
    statement::{Batch, Statement},
    value::Value,
};

use crate::arms::Arm;

/// Which benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// First queries of new tenants.
    ColdStart,
    /// A point query on warm objects.
    HotQuery,
    /// An insert of one row on warm objects.
    Write,
    /// The three of them.
    Compare,
    /// One query for each of many new tenants, at once as far as invocations allow.
    Burst,
}

/// A part of a benchmark with a result of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Section {
    ColdStart,
    HotQuery,
    Write,
    Burst,
}

/// Whether the time of a step counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Prepare,
    Measure,
}

/// One request to one arm.
#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) section: Section,
    pub(crate) arm: Arm,
    pub(crate) engine: EngineName,
    pub(crate) purpose: Purpose,
    pub(crate) tenant: TenantId,
    pub(crate) batch: Batch,
}

/// A benchmark and how often it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    /// Iterations, or tenants of a burst.
    pub(crate) count: usize,
    pub(crate) engine: EngineName,
}

impl Kind {
    /// The sections, in order.
    pub(crate) const fn sections(self) -> &'static [Section] {
        match self {
            Self::ColdStart => &[Section::ColdStart],
            Self::HotQuery => &[Section::HotQuery],
            Self::Write => &[Section::Write],
            Self::Compare => &[Section::ColdStart, Section::HotQuery, Section::Write],
            Self::Burst => &[Section::Burst],
        }
    }
}

impl Section {
    /// Steps before the first that counts: one for each arm, where a warm object with a table is needed.
    const fn preparations(self, arms: usize) -> usize {
        match self {
            Self::ColdStart | Self::Burst => 0,
            Self::HotQuery | Self::Write => arms,
        }
    }

    fn batch(self, purpose: Purpose, engine: EngineName) -> Batch {
        match (self, purpose) {
            (_, Purpose::Prepare) => Batch {
                statements: vec![
                    statement(create_items(engine), vec![]),
                    statement("INSERT INTO items (id, name) VALUES (1, 'first') ON CONFLICT (id) DO NOTHING", vec![]),
                ],
                listed: true,
            },
            (Self::HotQuery, Purpose::Measure) => {
                Batch { statements: vec![statement(select_item(engine), vec![Value::Integer(1)])], listed: false }
            }
            (Self::Write, Purpose::Measure) => Batch {
                statements: vec![statement(insert_item(engine), vec![Value::Text("next".into())])],
                listed: false,
            },
            (Self::ColdStart | Self::Burst, Purpose::Measure) => Batch::of("SELECT 1 AS value"),
        }
    }
}

impl Plan {
    /// How many steps there are.
    pub(crate) fn steps(&self) -> usize {
        self.kind.sections().iter().map(|section| self.steps_of(*section)).sum()
    }

    /// The step of a number; none behind the last. `run` keeps the tenants of one run apart from those of another.
    pub(crate) fn step(&self, number: usize, run: RandomId) -> Option<Step> {
        let mut number = number;
        for &section in self.kind.sections() {
            if number < self.steps_of(section) {
                return Some(self.step_of(section, number, run));
            }
            number -= self.steps_of(section);
        }
        None
    }

    fn steps_of(&self, section: Section) -> usize {
        let arms = Arm::with_engine(self.engine).len();
        section.preparations(arms) + self.count * arms
    }

    fn step_of(&self, section: Section, number: usize, run: RandomId) -> Step {
        let engine = self.engine;
        let all = Arm::with_engine(engine);
        let arms = all.len();
        let (purpose, iteration) = match number.checked_sub(section.preparations(arms)) {
            Some(measured) => (Purpose::Measure, measured / arms),
            None => (Purpose::Prepare, 0),
        };
        // Every iteration begins with another arm, so that none always follows the same one.
        let arm = all[(number % arms + iteration) % arms];
        let name = match section {
            Section::ColdStart | Section::Burst => format!("bench-{run}-{iteration}"),
            Section::HotQuery => format!("bench-{run}-hot"),
            Section::Write => format!("bench-{run}-write"),
        };
        let tenant = TenantId::parse(&name).expect("it is made of letters, digits and dashes, and short");
        Step { section, arm, engine, purpose, tenant, batch: section.batch(purpose, engine) }
    }
}

const fn create_items(engine: EngineName) -> &'static str {
    match engine {
        EngineName::Sqlite => "CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        // The first row is given its id, so counting begins behind it.
        EngineName::Postgres => {
            "CREATE TABLE IF NOT EXISTS items (id INTEGER GENERATED BY DEFAULT AS IDENTITY (START WITH 2) PRIMARY KEY, \
             name TEXT NOT NULL)"
        }
    }
}

const fn select_item(engine: EngineName) -> &'static str {
    match engine {
        EngineName::Sqlite => "SELECT id, name FROM items WHERE id = ?1",
        EngineName::Postgres => "SELECT id, name FROM items WHERE id = $1",
    }
}

const fn insert_item(engine: EngineName) -> &'static str {
    match engine {
        EngineName::Sqlite => "INSERT INTO items (name) VALUES (?1)",
        EngineName::Postgres => "INSERT INTO items (name) VALUES ($1)",
    }
}

fn statement(sql: &str, params: Vec<Value>) -> Statement {
    Statement { sql: sql.to_owned(), params }
}
