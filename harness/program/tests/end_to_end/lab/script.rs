//! Reads files of statements, each line a statement, with what is expected of it written below.
//!
//! ```text
//! -- A comment.
//! SELECT ?1 + 1                       a statement begins at the margin …
//!     AS n                            … and goes on over lines that are indented
//! --$ [41]                            its parameters
//! --> [[42]]                          its rows, as JSON
//! SELECT nosuch
//! --! 42703                           its failure: an SQLSTATE, or a code
//! SELECT typeof(?1)
//! --$ [1]
//! --~ native [["real"]] because …     what some arms answer instead: rows or a code, and why
//! BEGIN                               the statements up to COMMIT are one request, and what is written
//! INSERT INTO t VALUES (1)            below COMMIT is expected of it
//! SELECT count(*) FROM t
//! COMMIT
//! ```

use std::{fs, path::Path};

use serde_json::{Value, json};

/// A file of statements, which run in order and belong to one tenant.
pub(crate) struct Script {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
}

/// What is sent as one request.
pub(crate) struct Step {
    /// Where it begins in the file, from 1.
    pub(crate) line: usize,
    pub(crate) statements: Vec<Statement>,
    /// Whether the statements are sent as a list.
    pub(crate) listed: bool,
    pub(crate) expected: Option<Expected>,
    pub(crate) differences: Vec<Difference>,
}

/// A text and its parameters.
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

/// How a request ends.
#[derive(Debug, PartialEq)]
pub(crate) enum Expected {
    /// These rows of the last statement.
    Rows(Value),
    /// This failure.
    Failure(String),
}

/// An answer of some arms that is known to differ.
pub(crate) struct Difference {
    /// An arm, `engines` for those with an engine, or `every`.
    pub(crate) arms: String,
    pub(crate) expected: Expected,
    pub(crate) reason: String,
}

impl Script {
    /// Reads all files of a folder, in the order of their names.
    pub(crate) fn all(folder: &Path) -> Vec<Self> {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let steps = steps(&fs::read_to_string(path).unwrap()).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        Self { name, steps }
    }

    /// How many statements it has.
    pub(crate) fn count(&self) -> usize {
        self.steps.iter().map(|step| step.statements.len()).sum()
    }
}

impl Step {
    /// The body of the request.
    pub(crate) fn body(&self, tenant: &str) -> Value {
        let statement = |statement: &Statement| json!({ "sql": statement.sql, "params": statement.params });
        if self.listed {
            json!({ "statements": self.statements.iter().map(statement).collect::<Vec<_>>(), "tenant": tenant })
        } else {
            let mut body = statement(&self.statements[0]);
            body["tenant"] = json!(tenant);
            body
        }
    }

    /// The difference that is known for an arm.
    pub(crate) fn difference(&self, arm: &str) -> Option<&Difference> {
        self.differences.iter().find(|difference| match difference.arms.as_str() {
            "every" => true,
            "engines" => super::ENGINE_ARMS.contains(&arm),
            name => name == arm,
        })
    }
}

fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    let mut is_inside = false;
    for (index, line) in text.lines().enumerate() {
        let at = |what: &str| format!("line {}: {what}: {line}", index + 1);
        let (mark, rest) = line.split_at_checked(3).unwrap_or((line, ""));
        let step = steps.last_mut();
        match (mark, line) {
            ("--$", _) => {
                let statement = step.and_then(|step| step.statements.last_mut()).ok_or_else(|| at("no statement"))?;
                statement.params = serde_json::from_str(rest).map_err(|error| at(&error.to_string()))?;
            }
            ("-->" | "--!", _) => {
                let step = step.ok_or_else(|| at("no statement"))?;
                step.expected = Some(expected(rest.trim()).map_err(|wrong| at(&wrong))?);
            }
            ("--~", _) => {
                let step = step.ok_or_else(|| at("no statement"))?;
                step.differences.push(difference(rest.trim()).map_err(|wrong| at(&wrong))?);
            }
            (_, "BEGIN") => {
                is_inside = true;
                steps.push(Step::new(index + 1, true));
            }
            (_, "COMMIT") if is_inside => is_inside = false,
            _ if line.trim().is_empty() || line.starts_with("--") => {}
            _ if line.starts_with(' ') => {
                let statement = step.and_then(|step| step.statements.last_mut()).ok_or_else(|| at("no statement"))?;
                statement.sql.push('\n');
                statement.sql.push_str(line);
            }
            _ => {
                if !is_inside {
                    steps.push(Step::new(index + 1, false));
                }
                let step = steps.last_mut().expect("one was pushed, here or at BEGIN");
                step.statements.push(Statement { sql: line.to_owned(), params: Vec::new() });
            }
        }
    }
    if is_inside { Err("BEGIN without COMMIT".to_owned()) } else { Ok(steps) }
}

impl Step {
    fn new(line: usize, listed: bool) -> Self {
        Self { line, statements: Vec::new(), listed, expected: None, differences: Vec::new() }
    }
}

/// Rows are a list; anything else is the name of a failure.
fn expected(text: &str) -> Result<Expected, String> {
    if text.starts_with('[') {
        return serde_json::from_str(text).map(Expected::Rows).map_err(|error| error.to_string());
    }
    Ok(Expected::Failure(text.to_owned()))
}

fn difference(text: &str) -> Result<Difference, String> {
    let (arms, rest) = text.split_once(' ').ok_or("no arms")?;
    let (answer, reason) = rest.split_once(" because ").ok_or("no reason")?;
    Ok(Difference { arms: arms.to_owned(), expected: expected(answer)?, reason: reason.to_owned() })
}

#[test]
fn what_stands_below_a_statement_belongs_to_it() {
    let steps = steps(concat!(
        "-- A comment.\n\nSELECT ?1\n  + 1\n--$ [41]\n--> [[42]]\n",
        "SELECT nosuch\n--! sql_error\nSELECT 1\n--~ native [[1.0]] because it has no integers\n"
    ))
    .unwrap();
    let [first, second, third] = &steps[..] else { panic!("{} steps", steps.len()) };
    assert_eq!((first.line, first.statements[0].sql.as_str()), (3, "SELECT ?1\n  + 1"));
    assert_eq!(first.body("t"), json!({ "sql": "SELECT ?1\n  + 1", "params": [41], "tenant": "t" }));
    assert_eq!(first.expected, Some(Expected::Rows(json!([[42]]))));
    assert_eq!(second.expected, Some(Expected::Failure("sql_error".into())));
    assert!(third.difference("new").is_none());
    let difference = third.difference("native").unwrap();
    assert_eq!((&difference.expected, &*difference.reason), (&Expected::Rows(json!([[1.0]])), "it has no integers"));
}

#[test]
fn statements_between_begin_and_commit_are_one_request() {
    let steps = steps("BEGIN\nSELECT 1\n--$ []\nSELECT 2\nCOMMIT\n--> [[2]]\nSELECT 3\n").unwrap();
    assert_eq!(
        steps.iter().map(|step| (step.statements.len(), step.listed)).collect::<Vec<_>>(),
        [(2, true), (1, false)]
    );
    assert_eq!(steps[0].expected, Some(Expected::Rows(json!([[2]]))));
}

#[test]
fn files_that_cannot_be_meant_are_refused() {
    for text in
        ["BEGIN\nSELECT 1\n", "--$ [1]\n", "SELECT 1\n--$ 1\n", "SELECT 1\n--> [1\n", "SELECT 1\n--~ native [[1]]\n"]
    {
        assert!(steps(text).is_err(), "{text}");
    }
}
