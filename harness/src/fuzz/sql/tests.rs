use std::collections::HashSet;

use super::*;

fn grammars() -> [(EngineName, Grammar); 2] {
    let Grammars { sqlite, postgres } = Grammars::new();
    [(EngineName::Sqlite, sqlite), (EngineName::Postgres, postgres)]
}

#[test]
fn every_name_of_a_grammar_is_used_and_comes_to_an_end() {
    for (engine, grammar) in grammars() {
        let referred: HashSet<_> = grammar.referred().into_iter().collect();
        let defined: HashSet<_> = grammar.defined().into_iter().collect();
        let is_made = |name: &&str| name.bytes().all(|byte| byte.is_ascii_uppercase());
        let unknown: Vec<_> = referred.difference(&defined).filter(|name| !is_made(name)).collect();
        assert!(unknown.is_empty(), "{engine}: {unknown:?}");
        let unused: Vec<_> = defined.difference(&referred).filter(|name| **name != "statement").collect();
        assert!(unused.is_empty(), "{engine}: {unused:?}");
        assert_eq!(grammar.endless(), Vec::<&str>::new(), "{engine}");
        for name in referred.into_iter().filter(is_made).filter(|name| *name != "PARAMETER") {
            assert!(literals::of(name, &mut Source::of(1, 1, 1)).is_some(), "{engine}: {name}");
        }
    }
}

#[test]
fn no_text_names_the_keepsake() {
    let grammars = Grammars::new();
    for database in Database::all(&EngineName::ALL, 7) {
        for number in 0..3_000 {
            let sql = grammars.statement(&database, &mut Source::of(7, 0, number));
            assert!(!sql.text.to_lowercase().contains("keepsake"), "{}", sql.text);
            assert!(!sql.text.contains("drop schema if exists public"), "{}", sql.text);
        }
    }
}

#[test]
fn texts_depend_on_nothing_but_seed_client_and_number() {
    let database = &Database::all(&EngineName::ALL, 7)[0];
    let text = |seed, client, number| Grammars::new().statement(database, &mut Source::of(seed, client, number)).text;
    assert_eq!(text(1, 2, 3), text(1, 2, 3));
    let others: HashSet<_> = [text(1, 2, 3), text(2, 2, 3), text(1, 3, 3), text(1, 2, 4)].into();
    assert_eq!(others.len(), 4);
}

#[test]
fn most_statements_of_sqlite_are_statements() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    let database = Database::all(&[EngineName::Sqlite], 7).remove(0);
    for statement in database.make()["statements"].as_array().unwrap() {
        connection.execute_batch(statement["sql"].as_str().unwrap()).unwrap();
    }
    let grammar = &grammars()[0].1;
    let prepared = (0..1_000).filter(|number| {
        let text = grammar.expand("statement", '?', &mut Source::of(3, 0, *number)).text;
        connection.prepare(&text).is_ok()
    });
    let count = prepared.count();
    assert!(count > 300, "{count} of 1000");
}

#[test]
fn changes_leave_a_text_that_is_sent() {
    for number in 0..500 {
        let text = mutation::mutated("select a, 'é' from t -- x", &mut Source::of(5, 0, number));
        assert!(text.len() < 1 << 20, "{}", text.len());
    }
}
