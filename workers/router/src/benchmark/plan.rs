//! What a benchmark does, step by step: a pure function of the step's number, so that any call can go on where the last
//! one ended.

use serde::{Deserialize, Serialize};
use shared::{
    ids::{RandomId, TenantId},
    statement::{Batch, Statement},
    value::Value,
};

use crate::arm::Arm;

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
    const fn preparations(self) -> usize {
        match self {
            Self::ColdStart | Self::Burst => 0,
            Self::HotQuery | Self::Write => Arm::ALL.len(),
        }
    }

    fn batch(self, purpose: Purpose) -> Batch {
        match (self, purpose) {
            (_, Purpose::Prepare) => Batch {
                statements: vec![
                    statement("CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, name TEXT NOT NULL)", vec![]),
                    statement("INSERT OR REPLACE INTO items (id, name) VALUES (1, 'first')", vec![]),
                ],
                listed: true,
            },
            (Self::HotQuery, Purpose::Measure) => Batch {
                statements: vec![statement("SELECT id, name FROM items WHERE id = ?1", vec![Value::Integer(1)])],
                listed: false,
            },
            (Self::Write, Purpose::Measure) => Batch {
                statements: vec![statement("INSERT INTO items (name) VALUES (?1)", vec![Value::Text("next".into())])],
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
                return Some(step_of(section, number, run));
            }
            number -= self.steps_of(section);
        }
        None
    }

    fn steps_of(&self, section: Section) -> usize {
        section.preparations() + self.count * Arm::ALL.len()
    }
}

fn step_of(section: Section, number: usize, run: RandomId) -> Step {
    let arms = Arm::ALL.len();
    let (purpose, iteration) = match number.checked_sub(section.preparations()) {
        Some(measured) => (Purpose::Measure, measured / arms),
        None => (Purpose::Prepare, 0),
    };
    // Every iteration begins with another arm, so that none always follows the same one.
    let arm = Arm::ALL[(number % arms + iteration) % arms];
    let name = match section {
        Section::ColdStart | Section::Burst => format!("bench-{run}-{iteration}"),
        Section::HotQuery => format!("bench-{run}-hot"),
        Section::Write => format!("bench-{run}-write"),
    };
    let tenant = TenantId::parse(&name).expect("it is made of letters, digits and dashes, and short");
    Step { section, arm, purpose, tenant, batch: section.batch(purpose) }
}

fn statement(sql: &str, params: Vec<Value>) -> Statement {
    Statement { sql: sql.to_owned(), params }
}
