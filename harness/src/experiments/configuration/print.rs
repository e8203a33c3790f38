//! Prints what can be set of a scenario as TOML that sets the same, each value that was set with where it comes from.

use toml::{Table, Value};

use super::{Configured, layer, set::OF_PAIRS};
use crate::error::{Error, Result};

/// What the page begins with.
const HEAD: &str = "what can be set by --config; a value that names no origin is the scenario's own";

/// A TOML file of one value a line: `size.rounds = 7 # from --rounds`. What was chosen, such as cells, stands above.
pub fn print(configured: &Configured) -> Result<String> {
    let mut lines = Vec::new();
    let scenario = &configured.scenario;
    let form = |form: Result<Table, toml::ser::Error>| {
        form.map_err(|error| Error::internal(format!("the scenario cannot be printed as TOML: {error}")))
    };
    lines.push(String::new());
    let mut size = form(Table::try_from(&scenario.size))?;
    if scenario.is_traffic() {
        size.retain(|key, _| !OF_PAIRS.contains(&key));
    }
    configured.lines("size", &size, &mut lines);
    if scenario.size.most_ms.is_none() && !scenario.is_traffic() {
        lines.push("# size.most_ms is the longest time of the whole run, and none is set".to_owned());
    }
    for (name, cell) in &scenario.cells {
        let place = format!("cells.{name}");
        lines.extend([String::new(), format!("# {}", cell.title)]);
        configured.lines(&format!("{place}.procedure"), &form(Table::try_from(&cell.procedure))?, &mut lines);
        match cell.block {
            Some(block) => lines.push(configured.line(&format!("{place}.block"), &block.into())),
            None => lines.push(format!("# {place}.block = {}", scenario.size.block)),
        }
    }
    let is_set = |place: &str| lines.iter().any(|line| line.starts_with(&format!("{place} = ")));
    let chosen = configured.origins.iter().filter(|(place, _)| !is_set(place));
    let chosen = chosen.map(|(place, origin)| format!("# {place} from {origin}"));
    let head = [format!("# {}: {HEAD}", scenario.name)].into_iter().chain(chosen);
    Ok(head.chain(lines.clone()).map(|line| line.replace(char::is_control, " ") + "\n").collect())
}

impl Configured {
    fn lines(&self, place: &str, form: &Table, lines: &mut Vec<String>) {
        let values = layer::values(form).into_iter();
        lines.extend(values.map(|(path, value)| self.line(&format!("{place}.{}", path.join(".")), &value)));
    }

    fn line(&self, place: &str, value: &Value) -> String {
        let origin = self.origins.get(place).map(|origin| format!(" # from {origin}")).unwrap_or_default();
        format!("{place} = {value}{origin}")
    }
}
