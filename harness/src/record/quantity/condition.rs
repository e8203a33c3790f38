//! A quantity held against a number: `hot_read.new.ratio < 1.5`.

use statistics::{Answer, Comparison};

use super::Quantity;
use crate::{
    error::{Error, Result},
    instrument::scenario::Scenario,
    ranged::Ranged,
};

/// A quantity, a comparison and a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What is held against the number.
    pub quantity: Quantity,
    /// How.
    pub comparison: Comparison,
    /// The number.
    pub number: f64,
}

impl Condition {
    /// Reads `<quantity> <comparison> <number>`, with or without the scenario's name; anything else is a usage error.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self> {
        let text = text.trim();
        let is_symbol = |letter: char| matches!(letter, '<' | '>' | '=' | '!');
        let shape = || Error::usage(format!("{text}: expected a quantity, one of < <= > >=, and a number"));
        let (quantity, rest) = text.split_at(text.find(is_symbol).ok_or_else(shape)?);
        let (symbol, number) = rest.split_at(rest.find(|letter| !is_symbol(letter)).ok_or_else(shape)?);
        let comparison = Comparison::parse(symbol).ok_or_else(|| {
            Error::usage(format!("{text}: there is no comparison \"{symbol}\"; there are <, <=, >, >="))
        })?;
        let number = number.trim();
        let finite = number.parse().ok().filter(|number: &f64| number.is_finite());
        let number = finite.ok_or_else(|| Error::usage(format!("{text}: \"{number}\" is not a number")))?;
        Ok(Self { quantity: Quantity::parse(quantity, scenario)?, comparison, number })
    }

    /// Whether the whole interval of what was found satisfies it, none of it, or a part.
    pub fn answer(&self, found: Ranged) -> Answer {
        Answer::of(&found.into(), self.comparison, self.number)
    }
}
