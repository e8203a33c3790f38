//! Keeps of several cells together what the chosen ones still say.

use crate::scenario::Scenario;

/// Removes cells that are gone, or are compared with another base than the first, and what is left with fewer than two.
pub(super) fn keep_across(scenario: &mut Scenario) {
    let cells = &scenario.cells;
    let keep = |names: &mut Vec<String>| {
        let base = |name: &String| cells.get(name).and_then(|cell| cell.base.as_ref());
        let first = names.iter().find_map(base);
        names.retain(|name| first.is_some() && base(name) == first);
        names.len() >= 2
    };
    scenario.surveys.retain(|_, survey| keep(&mut survey.cells));
    scenario.fits.retain(|_, fit| keep(&mut fit.cells));
}
