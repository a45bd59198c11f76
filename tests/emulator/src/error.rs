//! What can go wrong between an event and its answer.

use serde_json::Value;
use std::{fmt, io, process::ExitStatus, time::Duration};

/// Why there is no answer.
#[derive(Debug)]
pub enum Error {
    /// The binary could not be built.
    Build(String),
    /// The emulation or the process could not be started.
    Start(io::Error),
    /// The function reported that it can't start.
    Init { error: Value, log: String },
    /// The process ended before it had answered.
    Died { status: ExitStatus, log: String },
    /// The function answered an event with an error.
    Function(Value),
    /// The function neither polled nor answered in time.
    Silent { waited: Duration, log: String },
    /// The answer isn't JSON.
    NotJson(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(what) => write!(f, "the binary could not be built: {what}"),
            Self::Start(error) => write!(f, "the function could not be started: {error}"),
            Self::Init { error, log } => write!(f, "the function can't start: {error}\n{log}"),
            Self::Died { status, log } => write!(
                f,
                "the function ended with {status} before it had answered\n{log}"
            ),
            Self::Function(error) => write!(f, "the function answered with an error: {error}"),
            Self::Silent { waited, log } => {
                write!(f, "the function has not answered for {waited:?}\n{log}")
            }
            Self::NotJson(text) => write!(f, "the answer isn't JSON: {text}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Start(error)
    }
}
