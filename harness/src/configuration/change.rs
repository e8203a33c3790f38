//! Notes what a choice of the command line changed in a scenario, at the paths where it is another now.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Configured, path, whole};
use crate::{error::Result, scenario::Scenario};

impl Configured {
    /// Changes the scenario in the name of a flag, such as by [`keep_cells`](super::keep_cells) for `--cells`; an error leaves
    /// everything as it was.
    pub fn change(&mut self, flag: &str, change: impl FnOnce(&mut Scenario) -> Result<()>) -> Result<()> {
        let before = whole(&self.scenario)?;
        let mut scenario = self.scenario.clone();
        change(&mut scenario)?;
        let after = whole(&scenario)?;
        self.scenario = scenario;
        Changes { flag, origins: &mut self.origins }.values(&before, &after, "");
        self.forget_removed(&after);
        Ok(())
    }
}

struct Changes<'run> {
    flag: &'run str,
    origins: &'run mut BTreeMap<String, String>,
}

impl Changes<'_> {
    fn values(&mut self, before: &Value, after: &Value, place: &str) {
        match (before, after) {
            // Equal tables may still differ in their order, and that of arms says which is named first.
            (Value::Object(before), Value::Object(after)) => self.tables(before, after, place),
            _ if before == after => {}
            // What is left of a list was still said by whoever said the list.
            (Value::Array(_), Value::Array(_)) => self.note_also(place),
            _ => self.note(after, place),
        }
    }

    fn tables(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, place: &str) {
        if !place.is_empty() && names(before) != names(after) {
            self.note_also(place);
        }
        for (key, value) in after {
            let place = path::join(place, key);
            match before.get(key) {
                Some(before) => self.values(before, value, &place),
                None => self.note(value, &place),
            }
        }
    }

    /// Notes the flag for every value at or below a place.
    fn note(&mut self, value: &Value, place: &str) {
        match value {
            Value::Object(table) if !table.is_empty() => {
                table.iter().for_each(|(key, value)| self.note(value, &path::join(place, key)));
            }
            _ => {
                self.origins.insert(place.to_owned(), self.flag.to_owned());
            }
        }
    }

    fn note_also(&mut self, place: &str) {
        let flag = self.flag;
        let noted = self.origins.entry(place.to_owned());
        noted.and_modify(|origin| *origin = format!("{origin} and {flag}")).or_insert_with(|| flag.to_owned());
    }
}

/// The tables in a table, whose choice and order no value of theirs can tell.
fn names(table: &Map<String, Value>) -> Vec<&String> {
    table.iter().filter(|(_, value)| value.is_object()).map(|(name, _)| name).collect()
}
