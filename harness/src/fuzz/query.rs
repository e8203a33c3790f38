//! Requests that run SQL: the text by a grammar, the body around it mostly as it has to be.

use super::{
    database::Database,
    json::{self, Fields},
    message::Message,
    source::Source,
    sql::{self, Grammars},
};

/// Values of parameters as JSON.
const PARAMETERS: [&str; 26] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "2",
    "1.5",
    "-0.0",
    "1e300",
    "9007199254740993",
    "-9223372036854775808",
    "\"\"",
    "\"1\"",
    "\"a\"",
    "\"{1,2}\"",
    "\"{\\\"a\\\":1}\"",
    "\"2026-01-01\"",
    "{\"integer\":\"1\"}",
    "{\"integer\":\"9223372036854775807\"}",
    "{\"integer\":\"-9223372036854775808\"}",
    "{\"blob\":\"\"}",
    "{\"blob\":\"AQID\"}",
    "\"\\u0000\"",
    "\"é𝒳\\ufeff\"",
    "\"NaN\"",
];

/// A request for a database, of one or several statements.
pub(super) fn query(database: &Database, grammars: &Grammars, source: &mut Source) -> Message {
    let is_batch = source.one_in(6);
    let mut is_expensive = false;
    let mut statement = |source: &mut Source| {
        let sql = grammars.statement(database, source);
        is_expensive |= sql.is_expensive;
        let fields = Fields::new().with_text("sql", &sql.text);
        match parameters(sql.parameters, source) {
            Some(parameters) => fields.with("params", parameters),
            None => fields,
        }
    };
    let mut fields = if is_batch {
        let count = if source.one_in(20) { source.between(0, 110) } else { source.between(1, 5) };
        let statements: Vec<String> = (0..count).map(|_| statement(source).written()).collect();
        Fields::new().with("statements", format!("[{}]", statements.join(",")))
    } else {
        statement(source)
    };
    let mut message = addressed(database, &mut fields, source);
    if source.one_in(8) {
        let key = key(source);
        fields = fields.with("idempotency_key", key);
    }
    if message.target.contains("/timing") && source.one_in(2) {
        fields = fields.with("pings", source.below(4).to_string());
    }
    let written = match source.below(60) {
        0 => fields.disordered(source).written().into_bytes(),
        1 => json::broken(fields.written(), source),
        _ => fields.written().into_bytes(),
    };
    message.body = Some(written);
    message.is_expensive = is_expensive;
    message
}

/// A batch that makes the tables anew, so that the grammar finds what it speaks of.
pub(super) fn renewal(database: &Database) -> Message {
    Message::post(database.path(), database.renew().to_string())
}

/// The request to the path of a database, which also says the tenant: here, in the path, or in the body.
fn addressed(database: &Database, fields: &mut Fields, source: &mut Source) -> Message {
    let Database { arm, engine, tenant, .. } = database;
    let engine = engine.as_str();
    let mut tell = || *fields = std::mem::replace(fields, Fields::new()).with_text("tenant", tenant);
    let target = match source.below(8) {
        0 => format!("/multi-tenant/{arm}/{engine}/{tenant}/query"),
        1 => format!("/{arm}/query?engine={engine}&tenant={tenant}"),
        2 => {
            tell();
            format!("/{arm}/{engine}/timing")
        }
        _ => {
            tell();
            format!("/{arm}/{engine}/query")
        }
    };
    Message::post(target, Vec::new())
}

/// The parameters of a text that names so many, as a list of JSON; none where it names none.
fn parameters(named: usize, source: &mut Source) -> Option<String> {
    let count = match source.below(60) {
        0 => source.below(4),
        1 => source.between(0, 120),
        _ => named,
    };
    if count == 0 {
        return None;
    }
    let values: Vec<String> = (0..count)
        .map(|_| match source.below(60) {
            0 => json::odd_value(source),
            1 => json::quoted(&sql::text(source)),
            _ => source.word(&PARAMETERS).to_owned(),
        })
        .collect();
    Some(format!("[{}]", values.join(",")))
}

/// An idempotency key, mostly one of a few, which come again with the same text and with others.
fn key(source: &mut Source) -> String {
    match source.below(20) {
        0 => json::quoted(&sql::text(source)),
        1 => json::quoted(&"k".repeat(source.between(1, 70))),
        2 => json::odd_value(source),
        _ => format!("\"key-{}\"", source.below(30)),
    }
}
