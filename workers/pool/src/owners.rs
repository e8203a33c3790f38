//! Owners by number, as the policy knows them: a number is given again once nothing of its owner is left.

use std::collections::HashMap;

/// Names and their numbers.
#[derive(Debug)]
pub(crate) struct Owners {
    numbers: HashMap<String, u32>,
    /// By number: the name, and how many requests of it are under way.
    known: Vec<(String, u32)>,
    most: u32,
}

impl Owners {
    pub(crate) fn new(most: u32) -> Self {
        Self { numbers: HashMap::new(), known: Vec::new(), most }
    }

    /// The number of an owner one of whose requests begins; none where there are too many owners. `holds` says whether a number still has
    /// an isolate.
    pub(crate) fn enter(&mut self, name: &str, holds: impl Fn(u32) -> bool) -> Option<u32> {
        let number = self.numbers.get(name).copied().or_else(|| self.take(name, holds))?;
        self.known.get_mut(number as usize)?.1 += 1;
        Some(number)
    }

    /// A request of an owner has ended.
    pub(crate) fn leave(&mut self, number: u32) {
        if let Some((_, under_way)) = self.known.get_mut(number as usize) {
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// The name behind a number.
    pub(crate) fn name(&self, number: u32) -> Option<&str> {
        self.known.get(number as usize).map(|(name, _)| name.as_str())
    }

    fn take(&mut self, name: &str, holds: impl Fn(u32) -> bool) -> Option<u32> {
        let number = u32::try_from(self.known.len()).ok().filter(|&number| number < self.most);
        let number = match number {
            Some(number) => {
                self.known.push((name.to_owned(), 0));
                number
            }
            None => self.reuse(name, holds)?,
        };
        self.numbers.insert(name.to_owned(), number);
        Some(number)
    }

    fn reuse(&mut self, name: &str, holds: impl Fn(u32) -> bool) -> Option<u32> {
        let (number, (old, _)) =
            (0_u32..).zip(&mut self.known).find(|(number, (_, under_way))| *under_way == 0 && !holds(*number))?;
        self.numbers.remove(old);
        name.clone_into(old);
        Some(number)
    }
}

#[cfg(test)]
mod tests;
