//! What differs between the engines of the compute split: where an arm answers, how a statement names its parameters, how a
//! large tenant is filled, and what is expected.

use serde_json::{Value, json};

use super::questions::sql;
use crate::{
    experiments::sentence::Sentence,
    instrument::scenario::{Agreement, Arm, Values},
};

/// One engine of the compute split. The floor is the object's own SQLite with any of them.
pub(super) struct SplitEngine {
    /// What the scenario finds out.
    pub(super) title: &'static str,
    /// What stands behind an architecture's name in a path.
    pub(super) path: &'static str,
    /// How a statement names its parameters; four are the most that any has.
    pub(super) parameters: [&'static str; 4],
    /// Makes the table that only makes a tenant large.
    pub(super) create_filler: &'static str,
    /// Adds 128 rows of about 4 KB each to it, so that no change becomes large.
    pub(super) fill_filler: &'static str,
    /// How often that is done.
    pub(super) fills: u32,
    /// What is asked of the large tenant.
    pub(super) hydrate: &'static str,
    /// Questions that only this engine raises.
    pub(super) hypotheses: &'static [Sentence],
    /// What our code should reach with it.
    pub(super) bounds: &'static [Sentence],
    /// What all arms must answer alike.
    pub(super) agreement: fn() -> Agreement,
}

impl SplitEngine {
    /// An arm that answers under `/{arm}/…`.
    pub(super) fn arm(&self, name: &str) -> Arm {
        let (path, parameters) = if name == NATIVE { ("", PARAMETERS) } else { (self.path, self.parameters) };
        let parameters = ["first", "second", "third", "fourth"].into_iter().zip(parameters);
        let values = [("arm".to_owned(), json!(format!("{name}{path}")))].into_iter();
        let values = values.chain(parameters.map(|(name, parameter)| (name.to_owned(), json!(parameter))));
        Arm { values: values.collect(), ..Arm::default() }
    }
}

/// The floor, which needs no engine of ours.
pub(super) const NATIVE: &str = "native";
/// How statements of SQLite name their parameters.
pub(super) const PARAMETERS: [&str; 4] = ["?"; 4];

impl Arm {
    pub(super) fn tenant(mut self, tenant: &str) -> Self {
        self.values.insert("tenant".to_owned(), json!(tenant));
        self
    }
}

/// What all architectures must answer alike to these statements with their parameters, given the values of each.
pub(super) fn agreement(values: impl Fn(&str) -> Values, statements: &[(&str, Value)], compare: &[&str]) -> Agreement {
    Agreement {
        arms: [NATIVE, "traditional", "new", "hybrid"].map(|arm| (arm.to_owned(), values(arm))).into(),
        questions: statements.iter().map(|(text, params)| sql(text, params, "{tenant}")).collect(),
        compare: compare.iter().map(|pointer| (*pointer).to_owned()).collect(),
    }
}
