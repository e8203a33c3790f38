//! The messages of one batch to Postgres, and what it says to them.
//!
//! All statements of a batch go in one piece, so that Rust and the process meet once: after an error, Postgres passes over
//! everything up to the synchronisation at their end.

use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::{
    IsNull,
    message::{
        backend::{DataRowBody, ErrorResponseBody, Message},
        frontend,
    },
};
use shared::{
    error::{ErrorCode, Failure},
    limits,
    value::Value,
};

/// A running Postgres that takes whole messages.
pub(crate) trait Wire {
    /// Begins a request, which has steps and a clock of its own.
    fn begin(&self);

    /// Sends messages; answers all that it says to them, or none where that is more than a result may have. Fails where the
    /// process has ended by them.
    fn send(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure>;

    /// The same for the owner of the database, as whom nothing of a request may be sent.
    fn send_as_owner(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure>;

    /// What the program has counted since its start.
    fn counts(&self) -> Counts;

    /// Whether the last messages used up the steps of a request.
    fn is_spent(&self) -> bool;
}

/// What the program counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// How often something has changed the session, see `session_changes.mjs`.
    pub(crate) session_changes: u32,
    /// How many writes were refused, see `refused_writes.mjs`.
    pub(crate) refused_writes: u32,
    /// How many texts that mean a moment were read while a statement was parsed, see `moments.mjs`.
    pub(crate) parsed_moments: u32,
}

/// A statement that was cancelled.
pub(crate) const CANCELLED: &str = "57014";
/// The format code of values as text.
const TEXT: i16 = 0;
/// The format code of values in Postgres's own binary form.
const BINARY: i16 = 1;

/// Messages on their way to Postgres.
#[derive(Default)]
pub(crate) struct Messages(BytesMut);

impl Messages {
    /// A text that takes no parameters and whose rows nobody reads.
    pub(crate) fn simple(&mut self, sql: &str) -> Result<(), Failure> {
        frontend::query(sql, &mut self.0).map_err(|error| unsendable(&error))
    }

    /// Parses a statement under a name; the empty one is free again for the next.
    pub(crate) fn parse(&mut self, name: &str, sql: &str) -> Result<(), Failure> {
        frontend::parse(name, sql, [], &mut self.0).map_err(|error| unsendable(&error))
    }

    /// Executes what was parsed under a name.
    pub(crate) fn execute(&mut self, name: &str, params: &[Value]) -> Result<(), Failure> {
        let formats = params.iter().map(|value| match value {
            Value::Blob(_) => BINARY,
            Value::Null | Value::Integer(_) | Value::Real(_) | Value::Text(_) => TEXT,
        });
        frontend::bind("", name, formats, params, put_parameter, [TEXT], &mut self.0)
            .map_err(|_| Failure::new(ErrorCode::BadParameter, "a parameter is too large to be sent"))?;
        frontend::describe(b'P', "", &mut self.0).map_err(|error| unsendable(&error))?;
        frontend::execute("", MOST_ROWS, &mut self.0).map_err(|error| unsendable(&error))
    }

    /// Ends what belongs together.
    pub(crate) fn synchronise(&mut self) {
        frontend::sync(&mut self.0);
    }

    /// The bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Rows after which a statement is stopped: one more than a result may have, so that the writer finds it too large.
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a small constant")]
const MOST_ROWS: i32 = limits::RESULT_ROWS as i32 + 1;

#[expect(clippy::unnecessary_wraps, reason = "the protocol's crate calls it and asks for a result")]
fn put_parameter(value: &Value, bytes: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
    match value {
        Value::Null => return Ok(IsNull::Yes),
        Value::Integer(integer) => bytes.extend_from_slice(integer.to_string().as_bytes()),
        Value::Real(real) => bytes.extend_from_slice(format!("{real:?}").as_bytes()),
        Value::Text(text) => bytes.extend_from_slice(text.as_bytes()),
        Value::Blob(blob) => bytes.extend_from_slice(blob),
    }
    Ok(IsNull::No)
}

fn unsendable(error: &std::io::Error) -> Failure {
    Failure::new(ErrorCode::StatementRefused, format!("the statement cannot be sent: {error}"))
}

/// What Postgres says, message by message.
pub(crate) struct Answers(BytesMut);

/// The messages that matter to a batch.
pub(crate) enum Answer {
    /// The columns of the rows that follow: name and type.
    Columns(Vec<(String, u32)>),
    Row(DataRowBody),
    /// The statement has ended: what it did and to how many rows.
    Complete(String),
    /// There are more rows than were asked for.
    Suspended,
    /// The text held no statement.
    Empty,
    Error(ErrorResponseBody),
    /// Everything that was sent together has been answered, and this is where it leaves the session.
    Ready(Standing),
    /// Anything else: acknowledgements, notices, parameters.
    Other,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In no transaction.
    Outside,
    /// In a transaction.
    Inside,
    /// In a transaction that has failed and can only be rolled back.
    Failed,
}

impl Answers {
    /// Reads what came back.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(BytesMut::from(bytes))
    }

    /// The next message; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Answer>, Failure> {
        let Some(message) = Message::parse(&mut self.0).map_err(|error| unreadable(&error))? else { return Ok(None) };
        Ok(Some(match message {
            Message::RowDescription(body) => Answer::Columns(
                body.fields()
                    .map(|field| Ok((field.name().to_owned(), field.type_oid())))
                    .collect()
                    .map_err(|error| unreadable(&error))?,
            ),
            Message::DataRow(body) => Answer::Row(body),
            Message::CommandComplete(body) => {
                Answer::Complete(body.tag().map_err(|error| unreadable(&error))?.to_owned())
            }
            Message::PortalSuspended => Answer::Suspended,
            Message::EmptyQueryResponse => Answer::Empty,
            Message::ErrorResponse(body) => Answer::Error(body),
            Message::ReadyForQuery(body) => Answer::Ready(match body.status() {
                b'I' => Standing::Outside,
                b'T' => Standing::Inside,
                _ => Standing::Failed,
            }),
            _ => Answer::Other,
        }))
    }

    /// Passes over everything up to the next [`Answer::Ready`]; fails where an error stands before it.
    pub(crate) fn skip(&mut self) -> Result<(), Failure> {
        let mut outcome = Ok(());
        self.pass(|body| outcome = Err(from_postgres(body)))?;
        outcome
    }

    /// Passes over everything up to the next [`Answer::Ready`], errors as well, and says where that leaves the session.
    pub(crate) fn standing(&mut self) -> Result<Standing, Failure> {
        self.pass(|_| ())
    }

    fn pass(&mut self, mut on_error: impl FnMut(&ErrorResponseBody)) -> Result<Standing, Failure> {
        loop {
            match self.next()? {
                Some(Answer::Ready(standing)) => return Ok(standing),
                Some(Answer::Error(body)) => on_error(&body),
                Some(_) => {}
                None => return Err(Failure::new(ErrorCode::Internal, "Postgres stopped in the middle of an answer")),
            }
        }
    }
}

/// What an error of Postgres means to the client, with its SQLSTATE.
pub(crate) fn from_postgres(body: &ErrorResponseBody) -> Failure {
    let mut state = String::new();
    let mut message = String::new();
    let mut fields = body.fields();
    while let Ok(Some(field)) = fields.next() {
        match field.type_() {
            b'C' => state = String::from_utf8_lossy(field.value_bytes()).into_owned(),
            b'M' => message = String::from_utf8_lossy(field.value_bytes()).into_owned(),
            _ => {}
        }
    }
    let code = code(&state, &message);
    if code == ErrorCode::ParameterMismatch {
        message = parameter_mismatch(&message);
    }
    Failure::new(code, message).with_sqlstate(&state)
}

/// The failure of a request that has used up its steps, under the name of a statement that was cancelled.
pub(crate) fn out_of_steps() -> Failure {
    Failure::new(
        ErrorCode::StepBudgetExceeded,
        format!("the request needs more than {} steps of the engine", limits::POSTGRES_STEPS),
    )
    .with_sqlstate(CANCELLED)
}

/// The failure of a request that has overrun the platform's stack, under the name by which Postgres refuses to go deeper.
pub(crate) fn out_of_stack() -> Failure {
    Failure::new(ErrorCode::SqlError, "stack depth limit exceeded; nest less deeply").with_sqlstate("54001")
}

/// The failure of a request whose process has ended for want of memory, under the name by which Postgres says so otherwise.
pub(crate) fn out_of_memory() -> Failure {
    Failure::new(
        ErrorCode::MemoryExceeded,
        format!("the request needs more than {} bytes of memory", limits::postgres::MEMORY_BYTES),
    )
    .with_sqlstate("53200")
}

/// What a process says last, if it is an error: why it has ended by itself.
pub(crate) fn last_error(bytes: &[u8]) -> Option<Failure> {
    let mut answers = Answers::new(bytes);
    let mut last = None;
    while let Ok(Some(answer)) = answers.next() {
        last = match answer {
            Answer::Error(body) => Some(from_postgres(&body)),
            _ => None,
        };
    }
    last
}

/// Says how many parameters were given, without the name of the statement: clients know of none.
fn parameter_mismatch(message: &str) -> String {
    let mut numbers = message.split(' ').filter_map(|word| word.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(given), Some(taken)) => format!("the statement takes {taken} parameters and was given {given}"),
        _ => "the statement takes another number of parameters than it was given".to_owned(),
    }
}

fn code(state: &str, message: &str) -> ErrorCode {
    match state {
        "42601" if message.contains("multiple commands") => ErrorCode::MultipleStatements,
        "08P01" if message.starts_with("bind message supplies") => ErrorCode::ParameterMismatch,
        "42501" => ErrorCode::StatementRefused,
        "53200" => ErrorCode::MemoryExceeded,
        // The page or the log does not hold what it must.
        "XX001" | "XX002" => ErrorCode::StateDamaged,
        _ if state.starts_with("23") => ErrorCode::ConstraintViolated,
        _ => ErrorCode::SqlError,
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::new(ErrorCode::Internal, format!("an answer of Postgres cannot be read: {error}"))
}
