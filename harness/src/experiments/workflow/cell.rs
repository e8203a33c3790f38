//! A cell as this experiment has it, and the arm that is ours.

use indexmap::IndexMap;

use crate::instrument::scenario::{Arm, Cell, Data, Procedure};

/// The arm that is ours.
pub(super) const ENGINE: &str = "engine";

/// Arms that are compared with one of them on new data.
pub(super) fn cell(title: &str, base: &str, arms: IndexMap<String, Arm>) -> Cell {
    Cell::new(title, Procedure::Paired { data: Data::Fresh }, (base, ENGINE), arms)
}
