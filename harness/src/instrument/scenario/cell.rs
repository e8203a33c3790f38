//! A cell: one question with the arms that answer it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Clock, Counts, Data, Procedure, Question, Serving, Step, Values};

/// One question with the arms that answer it; its samples are one population per arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// What is asked, for somebody who did not read the code.
    pub title: String,
    /// How its samples come about.
    pub procedure: Procedure,
    /// Where it stands among cells that ask the like of it: a number for each coordinate, such as `bytes` and `depth`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub at: IndexMap<String, f64>,
    /// What is asked of an arm that has no question of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// What every arm is given first, as its data.
    #[serde(default)]
    pub preparation: Vec<Step>,
    /// What is asked in every fresh process before the clock runs, at the door of the arm that is meant, so that only what is meant to be cold
    /// is cold, and what is to be as it is said is so.
    #[serde(default)]
    pub before: Vec<Question>,
    /// What must hold for every arm after the round, such as that every acknowledged write is there once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Question>,
    /// The arm that the others are compared with; none where nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The arm that is meant where a claim or a gate names none.
    pub headline: String,
    /// Requests of one arm in a pair, where the scenario's usual number would take too long; an even number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<u32>,
    /// How many clients send each request of a paired cell at the same time, where that is not one: a sample is then the time
    /// until all of them are answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clients: Option<u32>,
    /// What the time of a sample is.
    #[serde(default, skip_serializing_if = "Clock::is_usual")]
    pub clock: Clock,
    /// Which arms are compared with each other, beside the base.
    #[serde(default)]
    pub pairs: Pairs,
    /// Whether every target has its arms.
    #[serde(default)]
    pub presence: Presence,
    /// Who answers, by name.
    pub arms: IndexMap<String, Arm>,
}

/// Who answers a cell's question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// What it is there for.
    #[serde(default)]
    pub role: Role,
    /// The service whose socket is called; the router's where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// What fills the templates.
    #[serde(default)]
    pub values: Values,
    /// What it is asked instead of the cell's question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// What must hold for it after the round, instead of what must hold for every arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Question>,
    /// Sizes of a batch, from which the cost of one operation is drawn; without it the time of a request counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
    /// Where the answer says how many milliseconds it took, as a JSON pointer: that counts then, not what the client saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// Holds every answer back by this share of its own time: a known effect, to see what the instrument can find.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handicap: Option<f64>,
    /// What somebody else asks at the same time, where requests come on a schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
    /// What has to be known of it where it serves tenants; in cells of traffic every arm has that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serving: Option<Serving>,
}

/// What somebody else asks while an arm is measured: no sample, but the answers have to be right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What is asked.
    pub question: Question,
    /// How often in a second, in even spaces.
    pub per_second: f64,
}

/// Which arms of a cell are compared with each other, beside the base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pairs {
    /// Each with each.
    #[default]
    Every,
    /// Those that a claim or a cross-check names: of many arms each with each would be a wall of numbers.
    Claimed,
}

/// Whether every target has the arms of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It has them all: one that refuses is an error.
    #[default]
    Given,
    /// It may lack some: each is asked before all else, and is left out where the status is 501 or its runtime fails twice; one that
    /// serves tenants is asked its probe, and is left out where that is not answered right.
    Asked,
}

/// What an arm is there for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is compared with the base, or is the base.
    #[default]
    Compared,
    /// The base once more, where there are tenants under another one: what it differs by is noise.
    Control,
}

/// Operations in one request: few and many. The cost of one is the slope between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The smaller number. Zero where nothing has to be asked to know that none take no time: by a clock inside, and among
    /// several clients, each of whom has one.
    pub few: u32,
    /// The larger number.
    pub many: u32,
}

impl Batch {
    /// Of one size, by a clock that begins with it.
    pub const fn whole(operations: u32) -> Self {
        Self { few: 0, many: operations }
    }

    /// What is asked.
    fn sizes(self) -> Vec<u32> {
        [self.few, self.many].into_iter().filter(|operations| *operations > 0).collect()
    }
}

impl Cell {
    /// A cell whose arms are compared with the base, as far as a claim asks for it, and nothing beside that.
    pub fn new(title: &str, procedure: Procedure, (base, headline): (&str, &str), arms: IndexMap<String, Arm>) -> Self {
        Self {
            title: title.to_owned(),
            procedure,
            at: IndexMap::new(),
            question: None,
            preparation: Vec::new(),
            before: Vec::new(),
            afterwards: None,
            base: Some(base.to_owned()),
            headline: headline.to_owned(),
            block: None,
            clients: None,
            clock: Clock::Client,
            presence: Presence::Given,
            pairs: Pairs::Claimed,
            arms,
        }
    }

    /// Whether it runs on data that is prepared once for the whole run.
    pub fn is_kept(&self) -> bool {
        match &self.procedure {
            Procedure::Paired { data } => *data == Data::Kept,
            Procedure::FirstRequest { .. } => !self.preparation.is_empty(),
            // Traffic has data for every arm and round, which is no matter of the cell.
            Procedure::Ladder { .. } | Procedure::Open { .. } | Procedure::Audit(_) | Procedure::Traffic { .. } => {
                false
            }
        }
    }

    /// Whether answers can be held back: only where one client asks one request at a time, and it is the client's time that counts.
    pub fn can_hold_back(&self) -> bool {
        let alone = matches!(self.procedure, Procedure::Paired { .. } | Procedure::FirstRequest { .. });
        alone && self.clients.is_none() && self.clock == Clock::Client
    }

    /// How many operations are in the requests of an arm, one number for each kind of request.
    pub fn operations(&self, arm: &Arm) -> Vec<u32> {
        match &self.procedure {
            Procedure::Ladder { counts: Counts::Operations, rungs, .. } => rungs.clone(),
            Procedure::Ladder { counts: Counts::Clients, .. }
            | Procedure::Paired { .. }
            | Procedure::FirstRequest { .. }
            | Procedure::Open { .. }
            | Procedure::Audit(_)
            | Procedure::Traffic { .. } => arm.batch.map_or(vec![1], Batch::sizes),
        }
    }

    /// The control's name, where the cell has one.
    pub fn control(&self) -> Option<&str> {
        self.arms.iter().find(|(_, arm)| arm.role == Role::Control).map(|(name, _)| name.as_str())
    }
}
