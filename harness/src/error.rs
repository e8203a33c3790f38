//! The harness's one error: what went wrong, what mends it, and the exit code that tells a script which kind it was.

use std::{fmt, io, path::Path, process::ExitCode};

use load::NoEndpoint;

/// A result with the harness's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command ended; the value is the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// A fault of the harness, or of a tool that should have worked.
    Internal = 1,
    /// The command line or a configuration file is wrong.
    Usage = 2,
    /// The machine lacks something, or a port or a folder is taken.
    Environment = 3,
    /// A Worker answered something that is not right.
    WrongResponse = 4,
    /// The measurement cannot be trusted.
    InvalidRun = 5,
    /// A check or a target was not met.
    Gate = 10,
    /// Slower than the baseline.
    Regression = 11,
    /// Not decided, where that was asked for.
    Inconclusive = 12,
    /// Stopped by a signal; what was written so far stands.
    Interrupted = 130,
}

/// What went wrong, in lower case and without a full stop, with the command that mends it where one is known.
#[derive(Debug)]
pub struct Error {
    exit: Exit,
    message: String,
    remedy: Option<String>,
}

impl Error {
    /// An error that ends the process with `exit`.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), remedy: None }
    }

    /// A fault of the harness, or of a tool that should have worked.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Exit::Internal, message)
    }

    /// A wrong command line or configuration file.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Something that the machine lacks.
    pub fn environment(message: impl Into<String>) -> Self {
        Self::new(Exit::Environment, message)
    }

    /// Names the command that mends it.
    #[must_use]
    pub fn remedy(mut self, command: impl Into<String>) -> Self {
        self.remedy = Some(command.into());
        self
    }

    /// Another error in its place, unless this one only says that the command was asked to end.
    #[must_use]
    pub fn unless_interrupted(self, other: impl FnOnce(Self) -> Self) -> Self {
        if self.exit == Exit::Interrupted { self } else { other(self) }
    }

    /// The kind of failure.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// A failed operation on a file or folder.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::internal(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.message)?;
        match &self.remedy {
            Some(command) => write!(formatter, "\n  to mend it: {command}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

impl From<NoEndpoint> for Error {
    fn from(reason: NoEndpoint) -> Self {
        match reason {
            NoEndpoint::Wrong(message) => Self::usage(message),
            NoEndpoint::Unknown(message) => Self::environment(message),
            NoEndpoint::NoCertificates(message) => {
                Self::environment(message).remedy("apt-get install ca-certificates, or set SSL_CERT_FILE")
            }
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::internal(error.to_string())
    }
}
