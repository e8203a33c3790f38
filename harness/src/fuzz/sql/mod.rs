//! The texts that are sent as SQL: by the grammar of an engine, changed afterwards, deep, or expensive.

mod expensive;
mod grammar;
mod literals;
mod mutation;
mod nesting;
#[cfg(test)]
mod tests;

use shared::engine::EngineName;

use self::grammar::Grammar;
pub(super) use self::literals::{ODD, text};
use super::{database::Database, source::Source};

/// The grammars of both engines.
pub(super) struct Grammars {
    sqlite: Grammar,
    postgres: Grammar,
}

/// A text, and what its sender has to know of it.
pub(super) struct Sql {
    pub(super) text: String,
    /// How many parameters it names; of a text that was changed afterwards, how many it named before.
    pub(super) parameters: usize,
    /// Whether it is to take all of the time or memory that there is.
    pub(super) is_expensive: bool,
}

impl Grammars {
    /// Reads the grammars, which are part of the program.
    pub(super) fn new() -> Self {
        let sqlite = Grammar::read(include_str!("sqlite.grammar"));
        let postgres = Grammar::read(include_str!("postgres.grammar"));
        Self { sqlite, postgres }
    }

    /// A statement for a database.
    pub(super) fn statement(&self, database: &Database, source: &mut Source) -> Sql {
        let plain = |text| Sql { text, parameters: 0, is_expensive: false };
        match source.below(300) {
            0 => {
                Sql { is_expensive: true, ..plain(expensive::expensive(database.engine, database.is_native(), source)) }
            }
            1..=6 => plain(nesting::deep(database.engine, database.is_native(), source)),
            7..=56 => self.changed(database, source),
            _ => self.expanded(database, source),
        }
    }

    fn expanded(&self, database: &Database, source: &mut Source) -> Sql {
        let (grammar, mark) = match database.engine {
            EngineName::Sqlite => (&self.sqlite, '?'),
            EngineName::Postgres => (&self.postgres, '$'),
        };
        let expanded = grammar.expand("statement", mark, source);
        Sql { text: expanded.text, parameters: expanded.parameters, is_expensive: false }
    }

    /// A text that was changed. One that the object's own SQLite gets keeps its WITH as it was: a change can make it endless, and
    /// there nothing cuts it off.
    fn changed(&self, database: &Database, source: &mut Source) -> Sql {
        let sql = self.expanded(database, source);
        if database.is_native() && sql.text.contains("with ") {
            return sql;
        }
        Sql { text: mutation::mutated(&sql.text, source), ..sql }
    }
}
