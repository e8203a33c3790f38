//! The rows of the guide that tell of workflows.

use crate::help::{RouteHelp, help};

/// The routes, each with what it does and a body to try.
pub(crate) const ROUTES: [RouteHelp; 30] = [
    help(
        "POST /workflow/:workflow/run",
        "begins an instance of approval, counter, debits, export, process_order, quotes, review, sleepy, squares, ticker, tree or trip, and waits for its end; every route of instances takes ?object=…, the object that holds them, where it is not the shard of their name",
        r#"{"id":"one","input":{"steps":3},"patience_ms":10000}"#,
    ),
    help(
        "POST /workflow/:workflow/run-async",
        "begins an instance, and answers when it is stored; the same name with the same input is the same instance; of those that are queued by the limits of their workflow, one with a larger priority, up to 9, goes first",
        r#"{"id":"one","input":{"steps":3},"priority":5}"#,
    ),
    help("GET /workflow/instances/:id", "where an instance is, and what it came to", ""),
    help("GET /workflow/instances/:id/journal", "what it did after the event of ?after=…", ""),
    help(
        "GET /workflow/instances/:id/events",
        "the same, waiting for more; with accept: text/event-stream, events until its end, to be resumed by last-event-id",
        "",
    ),
    help("POST /workflow/instances/:id/cancel", "ends an instance, after it has cleaned up", ""),
    help("POST /workflow/instances/:id/pause", "holds it; what is due is due later by the length of the pause", ""),
    help("POST /workflow/instances/:id/resume", "has it go on", ""),
    help("POST /workflow/instances/:id/restart", "begins it again with the same input", ""),
    help(
        "POST /workflow/instances/:id/restart-from",
        "has it go on from one of its operations, by number or name, as if it had not made it; with dry_run it only says what is made again",
        r#"{"name":"charge","dry_run":true}"#,
    ),
    help("POST /workflow/instances/:id/redrive", "takes up one that is stuck or poisoned", ""),
    help("POST /workflow/instances/:id/purge", "forgets one that has ended", ""),
    help(
        "POST /workflow/instances/:id/signal/:event",
        "brings it an event, which is kept until it waits for it",
        r#"{"payload":{"approved":true,"by":"the boss"}}"#,
    ),
    help(
        "POST /workflow/callback",
        "completes a callback for which an instance waits, by the token that the instance made for it: with a result, an error, or a heartbeat for a sign of life",
        r#"{"token":"one~1~0123456789abcdef0123456789abcdef","result":true}"#,
    ),
    help("GET /workflow/dead", "the instances that are stuck or poisoned", ""),
    help("GET /workflow/running", "the newest instances that have not ended", ""),
    help(
        "GET /workflow/instances",
        "instances of all objects, those first that were accepted last, also by ?workflow=… and ?status=…; at most ?limit=… of them, and behind the next of an earlier page by ?after=…; a moment behind what the objects do",
        "",
    ),
    help(
        "GET /workflow/counts",
        "how many there are by workflow and status, also of one ?workflow=…; it counts every one of them",
        "",
    ),
    help(
        "POST /workflow/sweep",
        "has the object of ?object=…, or all shards, tell the index everything that it holds; says what the index had otherwise",
        "",
    ),
    help(
        "POST /workflow/schedules/:schedule/set",
        "makes a schedule or changes it: an instance of the workflow begins at each time of the cron expression, in UTC; overlap says what happens while the last one still runs: skip, buffer_one, cancel_other or allow_all",
        r#"{"workflow":"counter","input":{"steps":1},"cron":"30 4 * * 1","overlap":"skip","catch_up_ms":60000}"#,
    ),
    help("GET /workflow/schedules/:schedule", "a schedule, with its next times and what it has begun", ""),
    help("GET /workflow/schedules", "all schedules", ""),
    help("POST /workflow/schedules/:schedule/pause", "has it begin nothing", ""),
    help("POST /workflow/schedules/:schedule/resume", "has it go on with its next time", ""),
    help("POST /workflow/schedules/:schedule/trigger", "begins an instance of it now", ""),
    help(
        "POST /workflow/schedules/:schedule/backfill",
        "begins the instances of a time in the past that it has not begun, all at once",
        r#"{"from_ms":1767225600000,"to_ms":1767830400000}"#,
    ),
    help("POST /workflow/schedules/:schedule/remove", "forgets it; its instances go on", ""),
    help(
        "GET /workflow/tracker",
        "what the tracker of ?object=… was told, and with ?instance=… the events of that one",
        "",
    ),
    help(
        "POST /workflow/tracker/conduct",
        "has the tracker of ?object=… be slow, failing or away from now on",
        r#"{"manner":"taking","delay_ms":0}"#,
    ),
    help(
        "POST /workflow/trial",
        "many instances by the engine, by a row or by an engine as slow ones are built, one after the other or all at once, by one clock",
        r#"{"arm":"engine","instances":10}"#,
    ),
];
