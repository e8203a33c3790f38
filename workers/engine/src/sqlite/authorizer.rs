//! Which statements are refused: what the object's own SQLite refuses, and what would leave traces outside the pages.
//!
//! Source of the rules: `isAuthorized` in workerd's `src/workerd/util/sqlite.c++`. It also lets a few pragmas change the
//! connection (`recursive_triggers`, `case_sensitive_like`, …) and run `optimize`. They are refused here: a setting of
//! one connection would hold in one copy of the tenant and not in the next.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use rusqlite::{
    Connection,
    hooks::{AuthAction, AuthContext, Authorization},
};
use shared::{
    error::{ErrorCode, Failure},
    pragma, refusal, statement_text,
};

use super::functions;

/// Tables that SQLite makes up to show its own insides; the first would even let pages be written. The object's own SQLite is
/// built without them.
const UNKNOWN_TABLES: [&str; 5] = ["sqlite_dbpage", "dbstat", "bytecode", "tables_used", "sqlite_stmt"];

/// Stands between statements and the connection.
#[derive(Clone, Default)]
pub(super) struct Guard(Arc<State>);

#[derive(Default)]
struct State {
    /// Whether the statement being prepared is our own.
    is_our_own: AtomicBool,
    /// Why a statement was refused last.
    reason: Mutex<Option<Failure>>,
    /// Whether a statement of a client deferred foreign keys, which SQLite does while it compiles it.
    defers: AtomicBool,
}

impl Guard {
    /// Refuses statements of the connection from now on.
    pub(super) fn install(connection: &mut Connection) -> rusqlite::Result<Self> {
        let guard = Self::default();
        let state = Arc::clone(&guard.0);
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            if state.is_our_own.load(Relaxed) {
                return Authorization::Allow;
            }
            if let AuthAction::Pragma { pragma_name, pragma_value: Some(_) } = context.action
                && pragma_name.eq_ignore_ascii_case("defer_foreign_keys")
            {
                state.defers.store(true, Relaxed);
            }
            match refusal_of(&context) {
                None => Authorization::Allow,
                Some(reason) => {
                    *state.reason.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
                    Authorization::Deny
                }
            }
        }))?;
        Ok(guard)
    }

    /// Prepares and runs something of our own.
    pub(super) fn lift<T>(&self, run: impl FnOnce() -> T) -> T {
        self.0.is_our_own.store(true, Relaxed);
        let done = run();
        self.0.is_our_own.store(false, Relaxed);
        done
    }

    /// Whether a statement deferred foreign keys; asking forgets it.
    pub(super) fn take_defers(&self) -> bool {
        self.0.defers.swap(false, Relaxed)
    }

    /// Why the last statement was refused; asking forgets it.
    pub(super) fn take_reason(&self) -> Option<Failure> {
        self.0.reason.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Why an action is refused, if it is.
fn refusal_of(context: &AuthContext<'_>) -> Option<Failure> {
    match context.action {
        AuthAction::Function { function_name } => functions::refusal(function_name),
        AuthAction::Read { table_name, .. }
        | AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name }
            if UNKNOWN_TABLES.iter().any(|name| table_name.eq_ignore_ascii_case(name)) =>
        {
            Some(Failure::new(ErrorCode::SqlError, format!("no such table: {table_name}")))
        }
        _ => reason(context).map(|reason| Failure::new(ErrorCode::StatementRefused, reason)),
    }
}

fn reason(context: &AuthContext<'_>) -> Option<&'static str> {
    let database = match context.action {
        AuthAction::AlterTable { database_name, .. } => Some(database_name),
        _ => context.database_name,
    };
    // ALTER TABLE looks into the temporary schema by itself, so looking there is allowed; there is nothing to see.
    let is_known_database = matches!(
        (database, context.action),
        (None | Some("main"), _) | (Some("temp"), AuthAction::Read { .. } | AuthAction::Update { .. })
    );
    if !is_known_database {
        return Some("temporary objects and other databases are refused");
    }
    if names(&context.action).into_iter().flatten().any(statement_text::is_platform_name) {
        return Some(refusal::PLATFORM_NAMES);
    }
    match context.action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => Some(refusal::TRANSACTIONS),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Some(refusal::OTHER_FILES),
        AuthAction::CreateTempIndex { .. }
        | AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempTrigger { .. }
        | AuthAction::CreateTempView { .. }
        | AuthAction::DropTempIndex { .. }
        | AuthAction::DropTempTable { .. }
        | AuthAction::DropTempTrigger { .. }
        | AuthAction::DropTempView { .. } => Some("temporary objects and other databases are refused"),
        AuthAction::Pragma { pragma_name, pragma_value } => {
            (!pragma::tells(pragma_name, pragma_value)).then_some(refusal::PRAGMAS)
        }
        AuthAction::CreateVtable { module_name, .. } | AuthAction::DropVtable { module_name, .. } => {
            let is_known = ["fts5", "fts5vocab"].iter().any(|name| module_name.eq_ignore_ascii_case(name));
            (!is_known).then_some("virtual tables other than fts5 and fts5vocab are refused")
        }
        AuthAction::Unknown { .. } => Some("this statement is refused"),
        _ => None,
    }
}

/// The names of what an action makes, changes or drops.
fn names<'a>(action: &AuthAction<'a>) -> [Option<&'a str>; 2] {
    match *action {
        AuthAction::CreateTable { table_name }
        | AuthAction::CreateVtable { table_name, .. }
        | AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name }
        | AuthAction::DropTable { table_name }
        | AuthAction::DropVtable { table_name, .. }
        | AuthAction::AlterTable { table_name, .. } => [Some(table_name), None],
        AuthAction::CreateView { view_name } | AuthAction::DropView { view_name } => [Some(view_name), None],
        AuthAction::CreateIndex { index_name, table_name } | AuthAction::DropIndex { index_name, table_name } => {
            [Some(index_name), Some(table_name)]
        }
        AuthAction::CreateTrigger { trigger_name, table_name }
        | AuthAction::DropTrigger { trigger_name, table_name } => [Some(trigger_name), Some(table_name)],
        _ => [None, None],
    }
}
