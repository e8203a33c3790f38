//! The names in a claim or a cross-check: which cell and which arm it is about.

use crate::{
    quantity::{Condition, Quantity},
    scenario::Scenario,
};

/// What a quantity is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// The cell.
    pub(super) cell: String,
    /// The arm, the cell's headline where none is named.
    pub(super) arm: String,
    /// What the arm is held against, where it is.
    pub(super) base: Option<String>,
}

/// Reads what a claim says holds, such as `hot_read.new.ratio < 1.5`.
pub(super) fn about(holds: &str, scenario: &Scenario) -> Result<About, String> {
    let quantity = Condition::parse(holds, scenario).map_err(|error| error.to_string())?.quantity;
    Ok(About::of(quantity, scenario))
}

/// Reads the name of a quantity, such as `hot_read.new.p50_ms`.
pub(super) fn about_quantity(name: &str, scenario: &Scenario) -> Result<About, String> {
    Ok(About::of(Quantity::parse(name, scenario).map_err(|error| error.to_string())?, scenario))
}

impl About {
    fn of(quantity: Quantity, scenario: &Scenario) -> Self {
        let base = scenario.cells.get(&quantity.cell).and_then(|cell| cell.base.clone());
        let base = quantity.against.or(base).filter(|_| quantity.measure.is_relative());
        Self { cell: quantity.cell, arm: quantity.arm, base }
    }
}
