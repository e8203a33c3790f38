//! Lists and counts.
//!
//! ```text
//! all ───────────────────────────> one walk by acceptance
//! of a workflow, of a state, both ─> a walk for each workflow and state that are meant, put together by acceptance
//! ```
//!
//! So a page costs as much as it has rows, for each of the few workflows and states, however many instances there are.

use shared::{
    error::Failure,
    tables::{
        Tables,
        row::{as_number, as_text, columns, damaged, number, text},
    },
    value::Value,
    workflow::{Count, Indexed, ListQuestion, Listed, Place, State},
};
use strum::VariantArray;

use crate::index::state;

const ALL: &str = "SELECT object, run, id, workflow, state, accepted, ended FROM index_instance \
     WHERE (accepted, object, run) < (?1, ?2, ?3) ORDER BY accepted DESC, object DESC, run DESC LIMIT ?4";
const SOME: &str = "SELECT object, run, id, workflow, state, accepted, ended FROM index_instance \
     WHERE workflow = ?5 AND state = ?6 AND (accepted, object, run) < (?1, ?2, ?3) \
     ORDER BY accepted DESC, object DESC, run DESC LIMIT ?4";
// Each step finds the next name by the index, so it takes as long as there are workflows and not as there are instances.
const WORKFLOWS: &str = "WITH RECURSIVE name (workflow) AS (SELECT min(workflow) FROM index_instance UNION ALL \
     SELECT (SELECT min(workflow) FROM index_instance WHERE workflow > name.workflow) FROM name WHERE name.workflow IS NOT NULL) \
     SELECT workflow FROM name WHERE workflow IS NOT NULL";
const COUNTS: &str =
    "SELECT workflow, state, count(*) FROM index_instance GROUP BY workflow, state ORDER BY workflow, state";
const COUNTS_OF: &str =
    "SELECT workflow, state, count(*) FROM index_instance WHERE workflow = ? GROUP BY state ORDER BY state";

/// The instances that are asked for.
pub(crate) fn list(tables: &impl Tables, question: &ListQuestion) -> Result<Vec<Listed>, Failure> {
    let ListQuestion { workflow, state: only, after, most } = question;
    let from = || {
        // Behind everything: no time is as late, and no object's name is as large.
        let begin = Place { accepted_ms: (1 << 53) - 1, object: "~".to_owned(), run: 0 };
        let Place { accepted_ms, object, run } = after.clone().unwrap_or(begin);
        vec![number(accepted_ms), Value::Text(object), number(run), number(u64::from(*most))]
    };
    if workflow.is_none() && only.is_none() {
        return tables.rows(ALL, from())?.into_iter().map(|row| columns(row).and_then(listed_of)).collect();
    }
    let workflows = match workflow {
        Some(workflow) => vec![workflow.clone()],
        None => names(tables)?,
    };
    let states = only.as_ref().map_or(State::VARIANTS, std::slice::from_ref);
    let mut found = Vec::new();
    for workflow in &workflows {
        for one in states {
            let params = from().into_iter().chain([text(workflow), state(*one)]).collect();
            for row in tables.rows(SOME, params)? {
                found.push(listed_of(columns(row)?)?);
            }
        }
    }
    found.sort_by_key(|listed| std::cmp::Reverse(listed.place()));
    found.truncate(usize::try_from(*most).unwrap_or(usize::MAX));
    Ok(found)
}

/// How many there are, by workflow and state.
pub(crate) fn count(tables: &impl Tables, workflow: Option<&str>) -> Result<Vec<Count>, Failure> {
    let rows = match workflow {
        None => tables.rows(COUNTS, Vec::new())?,
        Some(workflow) => tables.rows(COUNTS_OF, vec![text(workflow)])?,
    };
    let count = |row| {
        let [workflow, state, count] = columns(row)?;
        Ok(Count { workflow: as_text(workflow)?, state: state_of(&state)?, count: as_number(&count)? })
    };
    rows.into_iter().map(count).collect()
}

fn names(tables: &impl Tables) -> Result<Vec<String>, Failure> {
    tables.rows(WORKFLOWS, Vec::new())?.into_iter().map(|row| columns(row).and_then(|[name]| as_text(name))).collect()
}

/// A row of the index.
pub(crate) fn listed_of([object, run, id, workflow, state, accepted, ended]: [Value; 7]) -> Result<Listed, Failure> {
    let row = Indexed {
        run: as_number(&run)?,
        id: as_text(id)?,
        workflow: as_text(workflow)?,
        state: state_of(&state)?,
        accepted_ms: as_number(&accepted)?,
        ended_ms: if ended == Value::Null { None } else { Some(as_number(&ended)?) },
    };
    Ok(Listed { object: as_text(object)?, row })
}

fn state_of(stored: &Value) -> Result<State, Failure> {
    State::of_number(as_number(stored)?).ok_or_else(|| damaged("a state"))
}
