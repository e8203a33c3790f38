//! Grammars as data: names with productions, expanded at random.
//!
//! ```text
//! name
//!   *3 a production that is three times as likely as
//!   another, which refers to <name>, perhaps to <name?>, and to several of <name,>
//!   <NUMBER>: names in capital letters are made by the program
//! ```

use std::{collections::HashMap, ops::RangeInclusive};

use super::{super::source::Source, literals};

/// How deep productions refer to each other before only the shortest way to an end is taken: a shallow text is mostly one that
/// runs, a deep one mostly one that is refused somewhere.
const DEPTH: RangeInclusive<usize> = 4..=10;
/// Bytes after which only the shortest way to an end is taken.
const BYTES: usize = 4_000;

/// A grammar that was read.
pub(super) struct Grammar {
    names: HashMap<&'static str, Vec<Production>>,
}

struct Production {
    weight: usize,
    parts: Vec<Part>,
    /// How many levels there are below it at the least.
    depth: usize,
}

enum Part {
    Text(&'static str),
    One(&'static str),
    Perhaps(&'static str),
    Several(&'static str),
}

/// A text with the parameters that it names.
pub(super) struct Expanded {
    pub(super) text: String,
    /// How many parameters it names.
    pub(super) parameters: usize,
}

impl Grammar {
    /// Reads a grammar that is part of the program.
    pub(super) fn read(text: &'static str) -> Self {
        let mut names: HashMap<&'static str, Vec<Production>> = HashMap::new();
        let mut name = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("  ") {
                None => name = line,
                Some(production) => names.entry(name).or_default().push(Production::read(production)),
            }
        }
        let mut grammar = Self { names };
        grammar.measure();
        grammar
    }

    /// A text of what a name stands for; `mark` is what begins a parameter.
    pub(super) fn expand(&self, name: &str, mark: char, source: &mut Source) -> Expanded {
        let mut expanded = Expanded { text: String::new(), parameters: 0 };
        let levels = source.between(*DEPTH.start(), *DEPTH.end());
        self.append(name, mark, source, levels, &mut expanded);
        expanded
    }

    fn append(&self, name: &str, mark: char, source: &mut Source, levels: usize, expanded: &mut Expanded) {
        if name == "PARAMETER" {
            let number = source.between(1, expanded.parameters + 1);
            expanded.parameters = expanded.parameters.max(number);
            expanded.text.push(mark);
            expanded.text.push_str(&number.to_string());
            return;
        }
        if let Some(literal) = literals::of(name, source) {
            expanded.text.push_str(&literal);
            return;
        }
        let productions = self.names.get(name).map_or(&[][..], Vec::as_slice);
        let is_late = levels == 0 || expanded.text.len() > BYTES;
        let least = productions.iter().map(|production| production.depth).min().unwrap_or_default();
        let weights: Vec<usize> = productions
            .iter()
            .map(|production| if is_late && production.depth > least { 0 } else { production.weight })
            .collect();
        let Some(production) = productions.get(source.weighted(&weights)) else { return };
        for part in &production.parts {
            match part {
                Part::Text(text) => expanded.text.push_str(text),
                Part::Perhaps(_) if is_late || source.one_in(2) => {}
                Part::One(name) | Part::Perhaps(name) => {
                    self.append(name, mark, source, levels.saturating_sub(1), expanded);
                }
                Part::Several(name) => {
                    let count = if is_late { 1 } else { source.between(1, 3) };
                    for place in 0..count {
                        if place > 0 {
                            expanded.text.push_str(", ");
                        }
                        self.append(name, mark, source, levels.saturating_sub(1), expanded);
                    }
                }
            }
        }
    }

    /// Finds for each production how many levels it takes at the least.
    fn measure(&mut self) {
        loop {
            let known: HashMap<&str, usize> = self
                .names
                .iter()
                .map(|(name, all)| (*name, all.iter().map(|production| production.depth).min().unwrap_or(usize::MAX)))
                .collect();
            let mut has_changed = false;
            for production in self.names.values_mut().flatten() {
                let below = production.needed().map(|name| known.get(name).copied().unwrap_or_default()).max();
                let depth = below.unwrap_or_default().saturating_add(1);
                has_changed |= depth != production.depth;
                production.depth = depth;
            }
            if !has_changed {
                return;
            }
        }
    }

    /// Every name that a production refers to.
    #[cfg(test)]
    pub(super) fn referred(&self) -> Vec<&'static str> {
        let parts = self.names.values().flatten().flat_map(|production| &production.parts);
        parts
            .filter_map(|part| match part {
                Part::Text(_) => None,
                Part::One(name) | Part::Perhaps(name) | Part::Several(name) => Some(*name),
            })
            .collect()
    }

    /// Every name that has productions.
    #[cfg(test)]
    pub(super) fn defined(&self) -> Vec<&'static str> {
        self.names.keys().copied().collect()
    }

    /// The names from which no text ever comes to an end.
    #[cfg(test)]
    pub(super) fn endless(&self) -> Vec<&'static str> {
        let is_endless = |all: &[Production]| all.iter().all(|production| production.depth > self.names.len() + 1);
        self.names.iter().filter(|(_, all)| is_endless(all)).map(|(name, _)| *name).collect()
    }
}

impl Production {
    fn read(text: &'static str) -> Self {
        let (weight, text) = match text.strip_prefix('*').and_then(|rest| rest.split_once(' ')) {
            Some((weight, rest)) => (weight.parse().expect("a weight is a number"), rest),
            None => (1, text),
        };
        let mut parts = Vec::new();
        let mut rest = text;
        // A production that says nothing.
        if rest == "~" {
            rest = "";
        }
        while let Some((start, end, part)) = first_reference(rest) {
            parts.push(Part::Text(&rest[..start]));
            parts.push(part);
            rest = &rest[end..];
        }
        parts.push(Part::Text(rest));
        Self { weight, parts, depth: usize::MAX }
    }

    /// The names that it cannot do without.
    fn needed(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) | Part::Perhaps(_) => None,
            Part::One(name) | Part::Several(name) => Some(*name),
        })
    }
}

/// The first reference of a text: where it begins and ends, and what it is. An operator such as `<` is none.
fn first_reference(text: &'static str) -> Option<(usize, usize, Part)> {
    text.match_indices('<').find_map(|(start, _)| {
        let (inside, _) = text[start + 1..].split_once('>')?;
        let (name, mark) = match inside.strip_suffix(['?', ',']) {
            Some(name) => (name, inside.chars().next_back()),
            None => (inside, None),
        };
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let part = match mark {
            Some('?') => Part::Perhaps(name),
            Some(_) => Part::Several(name),
            None => Part::One(name),
        };
        is_name.then_some((start, start + inside.len() + 2, part))
    })
}
