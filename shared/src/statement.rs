//! What a client asks for: statements with parameters, as one transaction, read from the JSON body of the edge.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, value::RawValue};

use crate::{
    body::{self, Object},
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::{IdempotencyKey, TenantId},
    limits,
    statement_text::{self, Guess},
    value::Value,
};

/// One statement and the values of its parameters, by position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The text: exactly one statement.
    pub sql: String,
    /// The parameters.
    pub params: Vec<Value>,
}

/// Statements that run in order and in one transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// At least one statement, at most [`limits::STATEMENTS`].
    pub statements: Vec<Statement>,
    /// Whether the client sent `statements` and so gets `results`, a list, in the answer.
    pub listed: bool,
}

impl Batch {
    /// A batch of one statement without parameters.
    pub fn of(sql: &str) -> Self {
        Self { statements: vec![Statement { sql: sql.to_owned(), params: Vec::new() }], listed: false }
    }

    /// What the texts look like: a read if all of them do. Only an engine knows.
    pub fn guess(&self) -> Guess {
        let all_read = self.statements.iter().all(|statement| statement_text::guess(&statement.sql) == Guess::Read);
        if all_read { Guess::Read } else { Guess::Write }
    }

    /// 16 bytes that tell this batch from another, for a key that must not be used twice for different requests.
    pub fn fingerprint(&self) -> [u8; 16] {
        let bytes = postcard::to_stdvec(self).expect("a batch always encodes");
        let mut fingerprint = [0; 16];
        fingerprint.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..16]);
        fingerprint
    }
}

/// A request for SQL as the edge takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryBody {
    /// What to run.
    pub batch: Batch,
    /// For whom, where the route leaves it to the body.
    pub tenant: Option<TenantId>,
    /// The name of the intent, so that a retry is answered and not executed.
    pub idempotency_key: Option<IdempotencyKey>,
    /// How many pings `POST /{arm}/timing` sends along; other routes ignore it.
    pub pings: u32,
}

impl QueryBody {
    /// Reads and checks a body: sizes, counts, one statement per text in the language of an engine, parameters, names.
    pub fn parse(body: &[u8], engine: EngineName) -> Result<Self, Failure> {
        let raw: RawBody = body::parse(body)?;
        let (raw_statements, listed) = match (raw.sql, raw.statements) {
            (Some(sql), None) => (vec![RawStatement { sql, params: raw.params }], false),
            (None, Some(statements)) if raw.params.is_empty() => {
                (statements.into_iter().map(|Object(statement)| statement).collect(), true)
            }
            (None, Some(_)) => {
                return Err(Failure::new(
                    ErrorCode::MalformedBody,
                    "\"params\" belongs inside each of \"statements\", not beside it",
                ));
            }
            _ => {
                return Err(Failure::new(
                    ErrorCode::MalformedBody,
                    "the body needs either \"sql\" or \"statements\", and not both",
                ));
            }
        };
        if !(1..=limits::STATEMENTS).contains(&raw_statements.len()) {
            return Err(Failure::new(
                ErrorCode::StatementCount,
                format!("a request holds 1 to {} statements, this one {}", limits::STATEMENTS, raw_statements.len()),
            ));
        }
        let pings = raw.pings.map_or(Ok(0), |pings| body::count("pings", &pings, &(0..=limits::PINGS)))?;
        let statements = raw_statements.into_iter().map(|raw| raw.check(engine)).collect::<Result<_, _>>()?;
        Ok(Self {
            batch: Batch { statements, listed },
            tenant: raw.tenant.as_deref().map(TenantId::parse).transpose()?,
            idempotency_key: raw.idempotency_key.as_deref().map(IdempotencyKey::parse).transpose()?,
            pings,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBody {
    sql: Option<String>,
    #[serde(default)]
    params: Vec<Box<RawValue>>,
    statements: Option<Vec<Object<RawStatement>>>,
    tenant: Option<String>,
    idempotency_key: Option<String>,
    pings: Option<Json>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatement {
    sql: String,
    #[serde(default)]
    params: Vec<Box<RawValue>>,
}

impl RawStatement {
    fn check(self, engine: EngineName) -> Result<Statement, Failure> {
        if self.sql.len() > limits::SQL_BYTES {
            return Err(Failure::new(
                ErrorCode::StatementTooLarge,
                format!("a statement has at most {} bytes, this one {}", limits::SQL_BYTES, self.sql.len()),
            ));
        }
        if self.params.len() > limits::PARAMETERS {
            return Err(Failure::new(
                ErrorCode::TooManyParameters,
                format!("a statement has at most {} parameters, this one {}", limits::PARAMETERS, self.params.len()),
            ));
        }
        statement_text::check_characters(&self.sql)?;
        match engine {
            EngineName::Sqlite => statement_text::check_single(&self.sql)?,
            // Postgres takes one statement at a time and says so itself; only it can tell where a body of `$$` ends.
            EngineName::Postgres => {}
        }
        let params = self.params.iter().map(|written| Value::from_json(written, engine)).collect::<Result<_, _>>()?;
        Ok(Statement { sql: self.sql, params })
    }
}

#[cfg(test)]
mod tests;
