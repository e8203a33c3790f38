//! `cargo lab fuzz`: requests that nobody would write, sent to everything that is public, and a look at every answer.
//!
//! | module | holds |
//! |---|---|
//! | [`arguments`] | what can be typed |
//! | `sql`, `query`, `json`, `object_calls`, `workflows`, `isolates`, `routes` | what is sent: texts by a grammar for each engine, the bodies around them, every other route |
//! | `source` | that a request depends on the seed, its client and its number alone |
//! | `database` | whom it is sent to, and the text that nobody else may hear of |
//! | `message`, `connection` | how it is sent, byte by byte |
//! | `hunt`, `judge`, `findings` | the clients, what is wrong with an answer, and what is told of it |

mod arguments;
mod connection;
mod database;
mod findings;
mod hunt;
mod isolates;
mod json;
mod judge;
mod message;
mod object_calls;
mod query;
mod routes;
mod run;
mod source;
mod sql;
mod workflows;

pub use self::{
    arguments::{Arguments, EXAMPLES},
    database::Database,
    findings::{Failure, Findings},
    hunt::{PATIENCE, Plan, hunt},
    judge::Kind,
    routes::ROUTES,
    run::run,
};
