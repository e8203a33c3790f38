//! What is tried and told as it was found: nothing of it is timed, compared or judged.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Expectation, Question, Step};

/// The same question of several, each in processes of its own; only on the local runtime, which nobody else asks meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// What is tried, for somebody who did not read the code.
    pub title: String,
    /// In how many processes each of them is tried.
    pub processes: u32,
    /// What each of them is asked, by name.
    pub rows: IndexMap<String, Tried>,
}

/// What one is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    /// The service whose socket is called; the router's where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// What is asked before, so that nothing is told of whatever happens once.
    #[serde(default)]
    pub first: Vec<Step>,
    /// What is looked at.
    pub then: Then,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Then {
    /// The words of an answer, `name=number` each: a number for every name.
    Words {
        /// What is asked.
        question: Question,
        /// Where the words are, as a JSON pointer.
        pointer: String,
    },
    /// By how many bytes the runtime's process grows: `bytes_each`.
    Growth {
        /// What is asked.
        steps: Vec<Step>,
        /// What is answered as expected once all of it is there, where that is not at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Question>,
        /// Of how many things that is.
        of: u32,
    },
    /// What many take who have asked and have no answer yet: `bytes_each`, between few and many of them, and of the last `processor_ms`, in
    /// a second of all of them. How they are answered later is not looked at.
    Held {
        /// What all of them ask.
        question: Question,
        /// Few of them, then many.
        few: Box<Crowd>,
        /// Those few among them.
        many: Box<Crowd>,
    },
    /// What becomes of many who ask.
    Rush(Box<Rush>),
}

/// Many who ask, of whom every one is counted: those that are `answered`, those that are `refused` where some may be, where it is looked at
/// those that were `overtaken` by somebody who asked later, and where others hold what is asked those that came `late`, when the first of these
/// was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rush {
    /// Others who keep busy what is asked, meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holders: Option<Holders>,
    /// What all of them ask.
    pub question: Question,
    /// How many requests there are.
    pub times: u32,
    /// Clients, of whom one begins after the other; each asks as often as the others, again after its answer.
    pub clients: u32,
    /// What may be answered in place of what is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Expectation>,
    /// How an answer says in which order requests were served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<Served>,
    /// What is read afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Reading>,
}

impl Rush {
    /// All that is asked of what is looked at.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.holders.iter().map(|holders| &holders.question).chain([&self.question])
    }
}

/// Those who keep something busy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holders {
    /// What they ask. All of them are answered in the end.
    pub question: Question,
    /// How many they are.
    pub crowd: Crowd,
}

/// How an answer says when it was served, as JSON pointers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Served {
    /// By whom; each of them serves one request after the other.
    pub place: String,
    /// How many that one has served by then.
    pub number: String,
}

/// Numbers of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// What is asked.
    pub question: Question,
    /// Where the numbers are, as JSON pointers, by their names.
    pub numbers: IndexMap<String, String>,
}

/// So many who ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crowd {
    /// How many they are.
    pub clients: u32,
    /// What is answered as expected once they are all there, where anybody can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Question>,
}
