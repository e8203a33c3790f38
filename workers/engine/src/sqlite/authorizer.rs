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
use shared::pragma;

/// Functions that tell how SQLite was built, reach outside the database, or are meant for its own schema.
const REFUSED_FUNCTIONS: [&str; 9] = [
    "fts3_tokenizer",
    "fts5_source_id",
    "load_extension",
    "sqlite_compileoption_get",
    "sqlite_compileoption_used",
    "sqlite_log",
    "sqlite_offset",
    "sqlite_source_id",
    "sqlite_version",
];

/// Tables that SQLite makes up to show its own insides; the first would even let pages be written.
const REFUSED_TABLES: [&str; 5] = ["sqlite_dbpage", "dbstat", "bytecode", "tables_used", "sqlite_stmt"];

/// Stands between statements and the connection.
#[derive(Clone, Default)]
pub(super) struct Guard(Arc<State>);

#[derive(Default)]
struct State {
    /// Whether the statement being prepared is our own.
    is_our_own: AtomicBool,
    /// Why a statement was refused last.
    reason: Mutex<Option<&'static str>>,
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
            match refusal(&context) {
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
    pub(super) fn take_reason(&self) -> Option<&'static str> {
        self.0.reason.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Why an action is refused, if it is.
fn refusal(context: &AuthContext<'_>) -> Option<&'static str> {
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
    match context.action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
            Some("transactions by SQL text are refused; send the statements of one transaction as \"statements\"")
        }
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
            Some("ATTACH, DETACH and VACUUM are refused; a tenant is one database")
        }
        AuthAction::CreateTempIndex { .. }
        | AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempTrigger { .. }
        | AuthAction::CreateTempView { .. }
        | AuthAction::DropTempIndex { .. }
        | AuthAction::DropTempTable { .. }
        | AuthAction::DropTempTrigger { .. }
        | AuthAction::DropTempView { .. } => Some("temporary objects and other databases are refused"),
        AuthAction::Pragma { pragma_name, pragma_value } => {
            (!pragma::tells(pragma_name, pragma_value.is_some())).then_some("this PRAGMA is refused")
        }
        AuthAction::CreateVtable { module_name, .. } | AuthAction::DropVtable { module_name, .. } => {
            let is_known = ["fts5", "fts5vocab"].iter().any(|name| module_name.eq_ignore_ascii_case(name));
            (!is_known).then_some("virtual tables other than fts5 and fts5vocab are refused")
        }
        AuthAction::Function { function_name } => REFUSED_FUNCTIONS
            .iter()
            .any(|name| function_name.eq_ignore_ascii_case(name))
            .then_some("this function is refused"),
        AuthAction::Read { table_name, .. }
        | AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name } => REFUSED_TABLES
            .iter()
            .any(|name| table_name.eq_ignore_ascii_case(name))
            .then_some("tables that show SQLite's insides are refused"),
        AuthAction::Unknown { .. } => Some("this statement is refused"),
        _ => None,
    }
}
