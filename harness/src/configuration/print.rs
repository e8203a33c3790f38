//! Prints a scenario as TOML that reads back as the same, each line of a changed key with where it comes from.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Configured, path};
use crate::error::{Error, Result};

/// What the page begins with.
const HEAD: &str = "# the scenario as it would be measured; what names no origin is the scenario's own\n\n";

/// The scenario as a TOML file: `rounds = 7 # from --rounds`. Where tables were chosen among, such as cells, the headline of
/// the table that holds them says so.
///
/// An error where TOML has no word for a value, such as `null` in the body of a question.
pub fn print(configured: &Configured) -> Result<String> {
    let table = Table::try_from(&configured.scenario)
        .map_err(|error| Error::internal(format!("the scenario cannot be printed as TOML: {error}")))?;
    let mut page = Page { origins: &configured.origins, text: HEAD.to_owned() };
    page.table(&table, ("", ""), None);
    Ok(page.text)
}

struct Page<'run> {
    origins: &'run BTreeMap<String, String>,
    text: String,
}

impl Page<'_> {
    /// A table's own values, then the tables in it. `name` is what its headline says, `place` where it is: both are the same
    /// but within lists, whose items have no name of their own. `above` is where a list comes from that holds the table: it
    /// was set as a whole.
    fn table(&mut self, table: &Table, (name, place): (&str, &str), above: Option<&str>) {
        for (key, value) in table.iter().filter(|(_, value)| !is_section(value)) {
            let value = format!("{} = {value}", path::quoted(key));
            self.line(&value, &path::join(place, key), above);
        }
        for (key, value) in table {
            let (name, place) = (path::join(name, key), path::join(place, key));
            match value {
                Value::Table(inner) => {
                    // A table of tables only is there because they are, unless there is something to say about it.
                    let is_told = self.origins.contains_key(&place);
                    if is_told || inner.is_empty() || inner.values().any(|value| !is_section(value)) {
                        self.headline(&format!("[{name}]"), &place, above);
                    }
                    self.table(inner, (&name, &place), above);
                }
                Value::Array(items) if is_section(value) => {
                    let above = self.origins.get(&place).map(String::as_str).or(above);
                    for (index, item) in items.iter().enumerate() {
                        self.headline(&format!("[[{name}]]"), &place, above);
                        if let Value::Table(item) = item {
                            self.table(item, (&name, &format!("{place}[{index}]")), above);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn headline(&mut self, text: &str, place: &str, above: Option<&str>) {
        self.text.push('\n');
        self.line(text, place, above);
    }

    fn line(&mut self, text: &str, place: &str, above: Option<&str>) {
        self.text.push_str(text);
        if let Some(origin) = self.origins.get(place).map(String::as_str).or(above) {
            self.text.push_str(" # from ");
            self.text.push_str(&origin.replace(char::is_control, " "));
        }
        self.text.push('\n');
    }
}

/// Whether a value gets a headline: a table, or a list of nothing but tables.
fn is_section(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_table),
        _ => false,
    }
}
