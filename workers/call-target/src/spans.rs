//! Numbers of which most follow each other, as few spans.

use std::collections::BTreeMap;

/// A set of numbers; each span is its first number with its last.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Spans(BTreeMap<u64, u64>);

impl Spans {
    /// Adds a number, and says whether it is new.
    pub(crate) fn insert(&mut self, number: u64) -> bool {
        let before = self.0.range_mut(..=number).next_back();
        if before.as_ref().is_some_and(|(_, last)| **last >= number) {
            return false;
        }
        let first = match before {
            Some((first, last)) if *last + 1 == number => {
                *last = number;
                *first
            }
            Some(_) | None => {
                self.0.insert(number, number);
                number
            }
        };
        // What begins behind it continues the span that now ends with it.
        let behind = number.checked_add(1).and_then(|next| self.0.remove(&next));
        if let Some(last) = behind {
            self.0.insert(first, last);
        }
        true
    }

    /// How many numbers there are.
    pub(crate) fn count(&self) -> u64 {
        self.each().map(|(_, count)| count).sum()
    }

    /// The first number of each span, and how many follow each other from there.
    pub(crate) fn each(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().map(|(first, last)| (*first, last - first + 1))
    }
}

#[cfg(test)]
mod tests;
