//! What can go wrong, as a stable code with its HTTP status and a sentence for people.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use strum::VariantArray;

/// The stable name of a failure; snake case on the wire.
///
/// Code branches on this, never on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The body is not JSON, or not the JSON that this route takes.
    MalformedBody,
    /// The body is larger than [`crate::limits::BODY_BYTES`].
    BodyTooLarge,
    /// No such route.
    UnknownRoute,
    /// The route exists, but not for this method.
    MethodNotAllowed,
    /// The bearer token is missing or wrong.
    Unauthorized,
    /// The deployment has no token, so everything that needs one is closed.
    TokenNotConfigured,
    /// The tenant's name is not a tenant id.
    BadTenant,
    /// The idempotency key is empty, too long or has characters that it may not have.
    BadIdempotencyKey,
    /// The idempotency key belongs to another request.
    IdempotencyKeyReused,
    /// A parameter is neither null, a boolean, a number, text, an integer object nor a blob object.
    BadParameter,
    /// More parameters than [`crate::limits::PARAMETERS`].
    TooManyParameters,
    /// The statement takes another number of parameters than it was given.
    ParameterMismatch,
    /// The text holds no statement.
    EmptyStatement,
    /// The text holds more than one statement.
    MultipleStatements,
    /// More statements than [`crate::limits::STATEMENTS`], or none.
    StatementCount,
    /// The text is longer than [`crate::limits::SQL_BYTES`].
    StatementTooLarge,
    /// A number of a benchmark or of a measured call is no whole number, or outside its bounds.
    BadCount,
    /// The cursor of a benchmark or of a list was not made by this endpoint.
    BadCursor,
    /// There is no engine of that name.
    UnknownEngine,
    /// The arm does not run this engine.
    EngineNotHere,
    /// The engine refused the statement.
    SqlError,
    /// A constraint of the schema was violated.
    ConstraintViolated,
    /// The statement is of a kind that no arm allows.
    StatementRefused,
    /// The rows exceed [`crate::limits::RESULT_ROWS`] or [`crate::limits::RESULT_BYTES`].
    ResultTooLarge,
    /// A number of the result is infinite or not a number, which JSON cannot say.
    NumberNotFinite,
    /// An integer beyond 2^53 met an engine that would round it.
    IntegerNotExact,
    /// The statement needs more steps than [`crate::limits::STEPS`].
    StepBudgetExceeded,
    /// The request needs more memory of the engine than [`crate::limits::ENGINE_HEAP_BYTES`].
    MemoryExceeded,
    /// The database would exceed [`crate::limits::TENANT_BYTES`].
    TenantTooLarge,
    /// The write would change more than [`crate::limits::CHANGE_BYTES`].
    ChangeTooLarge,
    /// The answer to a request with an idempotency key exceeds [`crate::limits::IDEMPOTENCY_ANSWER_BYTES`].
    AnswerTooLargeForKey,
    /// Too many requests of this tenant wait for their turn.
    TenantBusy,
    /// The object did not finish the query before its deadline; nothing was stored.
    DeadlineExceeded,
    /// Compute failed or could not be reached; nothing was stored.
    ComputeFailed,
    /// The object could not be reached or ended in the middle; a write may have been stored, so retry under an
    /// idempotency key.
    ObjectFailed,
    /// The stored state does not fit its own digests; nothing is overwritten.
    StateDamaged,
    /// Something that should not happen; the log has more.
    Internal,
    /// A field names something that there is not, or that does not go with the other fields.
    BadChoice,
    /// The platform does not offer this way of calling here.
    MethodUnavailable,
    /// The runtime of a measured call failed or could not be reached; the next call is not affected.
    RuntimeFailed,
    /// The runtime of a measured call answered something else than the function gives.
    WrongReply,
    /// The address, or the host that it was sent to, is written in a way that says two things or nothing.
    BadAddress,
    /// A parameter of the address that the route does not take, that is there twice, or that has no value.
    BadQueryParameter,
    /// The body is compressed, or in another encoding than UTF-8.
    UnsupportedBody,
    /// The body did not arrive within [`crate::limits::BODY_DEADLINE_MS`].
    BodyTooSlow,
    /// The outbox, the inbox or the object has too much to do; nothing was written.
    Overloaded,
    /// What one call asks, its key and its context are more than [`crate::limits::DURABLE_CALL_BYTES`].
    CallTooLarge,
    /// The object has no method of that name.
    UnknownMethod,
    /// The deadline of a call had passed before its effect began; there is no effect.
    CallExpired,
    /// The call was cancelled before it left; there is no effect.
    CallCancelled,
    /// The call was sent as often as it may be, and nothing tells whether its effect was made.
    CallGivenUp,
    /// No call that was given up has that name.
    UnknownDeadLetter,
    /// A bound of the platform was reached that is emulated here.
    LimitExceeded,
    /// The target of a call failed or could not be reached.
    TargetFailed,
    /// There is no workflow of that name.
    UnknownWorkflow,
    /// There is no instance of that name, or no more.
    UnknownInstance,
    /// The name of an instance is empty, too long or has characters that it may not have.
    BadInstanceId,
    /// An instance of that name was begun with another input, or by another workflow.
    InstanceConflict,
    /// The instance has ended, or is not in a state in which this can be asked of it.
    InstanceState,
    /// The input, the event or the name of it is larger than it may be.
    ValueTooLarge,
    /// The task ended with a trap of WASM.
    TaskTrapped,
    /// The task ended with an error of its own.
    TaskFailed,
    /// The task made more steps than [`crate::limits::isolation::FUEL`].
    FuelExceeded,
    /// As many tasks wait for an isolate as may; nothing was run.
    QueueFull,
    /// The owner has as many tasks under way as it may; nothing was run.
    OwnerAtLimit,
    /// The pool takes nothing until it is warmed again; nothing was run.
    PoolDraining,
    /// The isolate that the task waited for did not start; nothing was run.
    BuildFailed,
    /// The isolates take as much memory as they may, or their queue has stood for too long; nothing was run.
    PoolPressured,
    /// It is no token of a callback, or not that of this one.
    BadToken,
    /// The callback was completed, has ended by itself, or nobody waits for it any more.
    CallbackOver,
    /// The schedule is none: its name, its expression or its input is not what it has to be, or it would never come to a time.
    BadSchedule,
    /// There is no schedule of that name.
    UnknownSchedule,
}

impl ErrorCode {
    /// Every code, in the order of their numbers on the wire between Workers: a new one comes last.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The HTTP status that carries this code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::UnknownRoute
            | Self::UnknownDeadLetter
            | Self::UnknownWorkflow
            | Self::UnknownInstance
            | Self::UnknownSchedule => 404,
            Self::MethodNotAllowed => 405,
            Self::BodyTooSlow => 408,
            Self::ConstraintViolated
            | Self::CallCancelled
            | Self::InstanceConflict
            | Self::InstanceState
            | Self::CallbackOver => 409,
            Self::BodyTooLarge
            | Self::TenantTooLarge
            | Self::ChangeTooLarge
            | Self::CallTooLarge
            | Self::ValueTooLarge => 413,
            Self::UnsupportedBody => 415,
            Self::IdempotencyKeyReused
            | Self::LimitExceeded
            | Self::ResultTooLarge
            | Self::NumberNotFinite
            | Self::IntegerNotExact
            | Self::StepBudgetExceeded
            | Self::TaskTrapped
            | Self::TaskFailed
            | Self::FuelExceeded
            | Self::MemoryExceeded
            | Self::AnswerTooLargeForKey => 422,
            Self::TenantBusy | Self::Overloaded | Self::QueueFull | Self::OwnerAtLimit => 429,
            Self::Internal | Self::StateDamaged => 500,
            Self::MethodUnavailable => 501,
            Self::WrongReply => 502,
            Self::ComputeFailed
            | Self::ObjectFailed
            | Self::RuntimeFailed
            | Self::TargetFailed
            | Self::CallGivenUp
            | Self::PoolDraining
            | Self::BuildFailed
            | Self::PoolPressured
            | Self::TokenNotConfigured => 503,
            Self::DeadlineExceeded | Self::CallExpired => 504,
            Self::MalformedBody
            | Self::BadTenant
            | Self::BadInstanceId
            | Self::BadSchedule
            | Self::BadToken
            | Self::BadIdempotencyKey
            | Self::BadParameter
            | Self::TooManyParameters
            | Self::ParameterMismatch
            | Self::EmptyStatement
            | Self::MultipleStatements
            | Self::StatementCount
            | Self::StatementTooLarge
            | Self::BadCount
            | Self::BadCursor
            | Self::BadChoice
            | Self::BadAddress
            | Self::BadQueryParameter
            | Self::UnknownEngine
            | Self::EngineNotHere
            | Self::UnknownMethod
            | Self::SqlError
            | Self::StatementRefused => 400,
        }
    }

    /// Whether the same request may succeed later without being changed.
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Self::TenantBusy
                | Self::DeadlineExceeded
                | Self::ComputeFailed
                | Self::ObjectFailed
                | Self::RuntimeFailed
                | Self::WrongReply
                | Self::BodyTooSlow
                | Self::Overloaded
                | Self::TargetFailed
                | Self::QueueFull
                | Self::OwnerAtLimit
                | Self::PoolDraining
                | Self::BuildFailed
                | Self::PoolPressured
        )
    }
}

/// A failure on its way to the client: a code to branch on and a sentence to read.
///
/// The message says what was found and what to do, without internals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What happened.
    pub code: ErrorCode,
    /// A sentence for a person, in lower case and without a full stop.
    pub message: String,
    /// What the engine itself calls it, where it has such names: Postgres does, SQLite does not.
    pub sqlstate: Option<SqlState>,
}

/// The name of a condition in the SQL standard's scheme: five digits or capital letters, such as `23505`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SqlState([u8; 5]);

impl SqlState {
    /// Parses a name; none where the text is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let name = <[u8; 5]>::try_from(text.as_bytes()).ok()?;
        name.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()).then_some(Self(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("it is made of digits and letters")
    }
}

impl Serialize for SqlState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SqlState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a SQLSTATE"))
    }
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), sqlstate: None }
    }

    /// The same failure under the name that the engine gives it; a text that is no such name is left out.
    #[must_use]
    pub fn with_sqlstate(self, name: &str) -> Self {
        Self { sqlstate: SqlState::parse(name), ..self }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}: {}", self.code, self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests;
