//! Requests to every other route, and addresses that lead nowhere or say two things.

use shared::error::ErrorCode;

use super::{
    database::Database,
    json::{self, Fields},
    message::Message,
    source::Source,
    sql::ODD,
};

/// The routes as the guide writes them, each a method and a path; arms, engines and tenants are filled in.
pub const ROUTES: [(&str, &str); 67] = [
    ("GET", "/"),
    ("POST", "/{arm}/query"),
    ("POST", "/{arm}/{engine}/query"),
    ("POST", "/multi-tenant/{arm}/:tenantId/query"),
    ("POST", "/multi-tenant/{arm}/{engine}/:tenantId/query"),
    ("POST", "/{arm}/timing"),
    ("POST", "/{arm}/{engine}/timing"),
    ("GET", "/{arm}/status"),
    ("GET", "/{arm}/{engine}/status"),
    ("POST", "/new/keep-warm"),
    ("POST", "/new/{engine}/keep-warm"),
    ("GET", "/compute/status"),
    ("GET", "/compute/{engine}/status"),
    ("POST", "/compute/keep-warm"),
    ("POST", "/compute/{engine}/keep-warm"),
    ("POST", "/benchmark/cold-start"),
    ("POST", "/benchmark/hot-query"),
    ("POST", "/benchmark/write"),
    ("POST", "/benchmark/compare"),
    ("POST", "/benchmark/multi-tenant/burst"),
    ("POST", "/rpc/execute"),
    ("POST", "/rpc/benchmark"),
    ("GET", "/rpc/status"),
    ("POST", "/call/batch"),
    ("GET", "/call/status"),
    ("GET", "/call/ledger"),
    ("GET", "/call/dead"),
    ("POST", "/call/dead/:id/redrive"),
    ("POST", "/call/dead/:id/drop"),
    ("POST", "/call/cancel"),
    ("POST", "/workflow/:workflow/run"),
    ("POST", "/workflow/:workflow/run-async"),
    ("GET", "/workflow/instances/:id"),
    ("GET", "/workflow/instances/:id/journal"),
    ("GET", "/workflow/instances/:id/events"),
    ("POST", "/workflow/instances/:id/cancel"),
    ("POST", "/workflow/instances/:id/pause"),
    ("POST", "/workflow/instances/:id/resume"),
    ("POST", "/workflow/instances/:id/restart"),
    ("POST", "/workflow/instances/:id/restart-from"),
    ("POST", "/workflow/instances/:id/redrive"),
    ("POST", "/workflow/instances/:id/purge"),
    ("POST", "/workflow/instances/:id/signal/:event"),
    ("POST", "/workflow/callback"),
    ("GET", "/workflow/dead"),
    ("GET", "/workflow/running"),
    ("GET", "/workflow/instances"),
    ("GET", "/workflow/counts"),
    ("POST", "/workflow/sweep"),
    ("POST", "/workflow/schedules/:schedule/set"),
    ("GET", "/workflow/schedules/:schedule"),
    ("GET", "/workflow/schedules"),
    ("POST", "/workflow/schedules/:schedule/pause"),
    ("POST", "/workflow/schedules/:schedule/resume"),
    ("POST", "/workflow/schedules/:schedule/trigger"),
    ("POST", "/workflow/schedules/:schedule/backfill"),
    ("POST", "/workflow/schedules/:schedule/remove"),
    ("GET", "/workflow/tracker"),
    ("POST", "/workflow/tracker/conduct"),
    ("POST", "/workflow/trial"),
    ("POST", "/pool/execute"),
    ("POST", "/pool/benchmark"),
    ("GET", "/pool/status"),
    ("GET", "/pool/metrics"),
    ("POST", "/pool/resize"),
    ("POST", "/pool/drain"),
    ("POST", "/pool/warm"),
];
const METHODS: [&str; 9] = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"];
/// Names of tenants, few enough that not every request makes another.
const TENANTS: [&str; 14] = [
    "default",
    "a",
    "A",
    "0",
    "a.b:c-d_e",
    "t@postgres",
    "",
    "..",
    "%00",
    "%2e%2e",
    "a/b",
    "%C3%A9",
    "constructor",
    "a%20b",
];
/// What stands behind a question mark.
const QUERIES: [&str; 18] = [
    "",
    "engine=sqlite",
    "engine=postgres",
    "engine=mysql",
    "engine=",
    "engine",
    "engine=sqlite&engine=postgres",
    "tenant=a&tenant=a",
    "tenant=a&tenant=b",
    "tenant=%61",
    "tenant=a+b",
    "tenant=%zz",
    "x=1",
    "&",
    "=",
    "tenant=a#b",
    "%65ngine=sqlit%65",
    "tenant=a&engine=postgres",
];
const HEADERS: [(&str, &str); 14] = [
    ("content-type", "text/plain"),
    ("content-type", "application/json; charset=utf-16"),
    ("content-type", ""),
    ("content-encoding", "gzip"),
    ("content-encoding", "identity"),
    ("accept", "text/html"),
    ("accept-encoding", "br"),
    ("authorization", "Bearer x"),
    ("authorization", "Basic !"),
    ("x-http-method-override", "DELETE"),
    ("if-none-match", "*"),
    ("range", "bytes=0-1"),
    ("x-tenant", "alice"),
    ("origin", "null"),
];
const METHODS_OF_CALLS: [&str; 9] = [
    "direct",
    "binding_fetch",
    "binding_rpc",
    "object_fetch",
    "object_rpc",
    "capnweb",
    "raw_fetch",
    "loader",
    "pigeon",
];
const CODECS: [&str; 7] = ["postcard", "bytes", "json", "messagepack", "structured_clone", "capnweb", "morse"];

/// A request to an address that is mostly a route.
pub(super) fn anywhere(source: &mut Source) -> Message {
    let (method, route) = *source.pick(&ROUTES);
    let mut target = filled(route, source);
    match source.below(8) {
        0 => target = misspelt(&target, source),
        1 => target.push_str(source.word(&["/", "//", "/.", "/..", "%2f", "?", "/query"])),
        _ => {}
    }
    if source.one_in(2) {
        target = format!("{target}?{}", source.word(&QUERIES));
    }
    let method = if source.one_in(3) { source.word(&METHODS) } else { method };
    let body = if method == "GET" || method == "HEAD" { None } else { Some(any_body(source).into_bytes()) };
    let mut message = Message { method, body, ..Message::get(target) };
    if source.one_in(2) {
        let (name, value) = *source.pick(&HEADERS);
        message.headers.push((name, value.to_owned()));
    }
    message.is_chunked = source.one_in(4);
    message
}

/// A question after what an object or compute holds, or to keep compute warm.
pub(super) fn about(database: &Database, source: &mut Source) -> Message {
    let Database { arm, engine, tenant, .. } = database;
    let engine = engine.as_str();
    match source.below(6) {
        0 => Message::get(format!("/compute/{engine}/status")),
        1 => Message::post(format!("/compute/{engine}/keep-warm"), calls(source)),
        2 => Message::post(format!("/new/{engine}/keep-warm"), warming(tenant, source)),
        _ => Message::get(format!("/{arm}/{engine}/status?tenant={tenant}")),
    }
}

fn calls(source: &mut Source) -> Vec<u8> {
    match source.below(4) {
        0 => Vec::new(),
        1 => Fields::new().with("calls", json::odd_value(source)).written().into_bytes(),
        2 => json::broken("{\"calls\":1}".to_owned(), source),
        _ => Fields::new().with("calls", source.between(0, 18).to_string()).written().into_bytes(),
    }
}

fn warming(tenant: &str, source: &mut Source) -> Vec<u8> {
    let every = source.word(&["100", "1000", "99", "3600000", "3600001"]);
    let fields =
        Fields::new().with_text("tenant", tenant).with("every_ms", every).with("times", source.below(4).to_string());
    let fields = if source.one_in(3) { fields.disordered(source) } else { fields };
    fields.written().into_bytes()
}

/// A measured call or a batch of them, small enough to end soon.
pub(super) fn measured_call(source: &mut Source) -> Message {
    let is_batch = source.one_in(2);
    let mut fields = Fields::new().with_text("method", source.word(&METHODS_OF_CALLS));
    if source.one_in(2) {
        fields = fields.with_text("codec", source.word(&CODECS));
    }
    if source.one_in(2) {
        fields = fields.with_text("function", source.word(&["echo", "transform", "compute", "destroy"]));
    }
    // A large payload goes over HTTP in many pieces, each of which waits for what the others do on the one thread. One call
    // ends before its deadline all the same, a dozen of them may not; so many that they are refused at once may be asked for.
    let are_refused = is_batch && source.one_in(10);
    let sizes: &[&str] = match (is_batch, are_refused) {
        (_, true) => &["1048576"],
        (true, false) => &["0", "1", "100", "1000", "1048577"],
        (false, false) => &["0", "1", "100", "1000", "65536", "1048576", "1048577"],
    };
    if are_refused || source.one_in(2) {
        fields = fields.with("size", source.word(sizes));
    }
    if source.one_in(3) {
        fields = fields.with("depth", source.between(0, 9).to_string());
    }
    if is_batch {
        let calls = if are_refused { 1_000 } else { source.between(0, 12) };
        fields = fields.with("calls", calls.to_string());
        if source.one_in(2) {
            fields = fields.with_text("mode", source.word(&["sequential", "parallel", "pipelined", "never"]));
        }
        if source.one_in(4) {
            fields = fields.with("concurrency", source.between(0, 6).to_string());
        }
    }
    let is_hurried = source.one_in(10);
    if is_hurried {
        fields = fields.with("deadline_ms", source.word(&["0", "1", "10000", "10001"]));
    }
    let mut message = Message::post(if is_batch { "/rpc/benchmark" } else { "/rpc/execute" }, Vec::new());
    message.body = Some(match source.below(8) {
        0 => fields.disordered(source).written().into_bytes(),
        1 => json::broken(fields.written(), source),
        _ => fields.written().into_bytes(),
    });
    // The platform here has no loader. One millisecond, asked for, is a deadline that cannot be met.
    message.expected = if is_hurried {
        &[ErrorCode::MethodUnavailable, ErrorCode::DeadlineExceeded]
    } else {
        &[ErrorCode::MethodUnavailable]
    };
    message
}

/// A benchmark of few steps, or the continuation of one.
pub(super) fn benchmark(cursor: Option<&str>, source: &mut Source) -> Message {
    let kind = source.word(&["cold-start", "hot-query", "write", "compare", "multi-tenant/burst"]);
    let mut fields = if let Some(cursor) = cursor.filter(|_| source.one_in(2)) {
        Fields::new().with_text("cursor", &changed(cursor, source))
    } else {
        let counted = if kind == "multi-tenant/burst" { "tenants" } else { "iterations" };
        Fields::new().with(counted, source.between(1, 4).to_string())
    };
    if source.one_in(3) {
        fields = fields.with_text("engine", source.word(&["sqlite", "sqlite", "postgres", "mysql"]));
    }
    let fields = if source.one_in(4) { fields.disordered(source) } else { fields };
    Message::post(format!("/benchmark/{kind}"), fields.written())
}

/// A cursor as it was, or not quite.
fn changed(cursor: &str, source: &mut Source) -> String {
    let mut bytes = cursor.as_bytes().to_vec();
    match source.below(5) {
        0 => bytes.truncate(source.below(bytes.len() + 1)),
        1 => bytes.push(b'A'),
        2 => {
            let place = source.below(bytes.len());
            if let Some(byte) = bytes.get_mut(place) {
                *byte = if *byte == b'A' { b'B' } else { b'A' };
            }
        }
        _ => {}
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn filled(route: &str, source: &mut Source) -> String {
    let arm = source.word(&["new", "traditional", "hybrid", "native", "old"]);
    let engine = source.word(&["sqlite", "postgres", "sqlite", "mysql"]);
    route
        .replace("{arm}", arm)
        .replace("{engine}", engine)
        .replace(":tenantId", source.word(&TENANTS))
        .replace(":workflow", source.word(&["counter", "approval", "pigeon"]))
        .replace(":event", source.word(&["decision", "a", "%00"]))
        .replace(":schedule", source.word(&["nightly", "-", "%00"]))
        .replace(":id", source.word(&["0", "7", "-1", "x"]))
}

/// A body that some route takes.
fn any_body(source: &mut Source) -> String {
    let tenant = source.word(&TENANTS);
    match source.below(8) {
        0 => String::new(),
        1 => "{\"calls\":2}".to_owned(),
        2 => "{\"iterations\":1}".to_owned(),
        3 => Fields::new().with_text("sql", "select 1").with_text("tenant", tenant).written(),
        4 => "{\"method\":\"direct\"}".to_owned(),
        5 => "{\"way\":\"rpc\",\"operations\":3}".to_owned(),
        6 => "{\"input\":{\"steps\":2},\"patience_ms\":100}".to_owned(),
        _ => Fields::new().with_text("sql", "select 1").written(),
    }
}

/// An address with a character too many, too few, or another one.
fn misspelt(target: &str, source: &mut Source) -> String {
    // The slash in front stays: without one it would be no address at all.
    let place = source.between(1, target.len());
    let (before, behind) = target.split_at_checked(place).unwrap_or((target, ""));
    let odd = source.word(&ODD);
    // A control character or a space would end the line of the request there, which is no address any more.
    let escaped = odd.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    match source.below(4) {
        0 => format!("{before}{}", behind.get(1..).unwrap_or_default()),
        1 => format!("{before}{escaped}{behind}"),
        2 => format!("{before}{}{behind}", "a".repeat(source.between(1, 3_000))),
        _ => target.to_uppercase(),
    }
}
