//! A function: its process, and the events that it is sent.

use crate::{
    Error,
    api::{Api, Event, Report, TIMEOUT},
};
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, Command},
};

/// How many bytes of a function's output are kept, counted from the end.
const MAX_LOG: usize = 64 * 1024;

/// A Lambda function: a process that is killed when this is dropped.
#[derive(Debug)]
pub struct Function {
    api: Api,
    process: Child,
    log: Arc<Mutex<Vec<u8>>>,
    init: Duration,
    has_asked: bool,
    events_sent: u64,
}

/// A function's answer to an event.
#[derive(Clone, Debug)]
pub struct Answer {
    pub json: Value,
    /// From sending the event to receiving the whole answer.
    pub took: Duration,
}

impl Function {
    /// Starts a function and waits until it polls for its first event.
    ///
    /// `handler` becomes `_HANDLER`. The function's environment is what Lambda sets, with dummy credentials, overridden by
    /// `environment`. Nothing is inherited from this process.
    ///
    /// # Errors
    /// When the process can't be started, reports that it can't start, ends, or is silent for 30 s.
    pub async fn start<K, V>(
        binary: &Path,
        handler: &str,
        environment: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Error>
    where
        K: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        let api = Api::start().await?;
        let mut command = Command::new(binary);
        command
            .env_clear()
            .env("_HANDLER", handler)
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "emulated")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "emulated")
            .env("AWS_SECRET_ACCESS_KEY", "emulated")
            .env("AWS_SESSION_TOKEN", "emulated")
            .env("TZ", ":UTC")
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let begun = Instant::now();
        let mut process = command.spawn()?;
        let log = Arc::default();
        keep(process.stdout.take(), &log);
        keep(process.stderr.take(), &log);
        let mut function = Self {
            api,
            process,
            log,
            init: Duration::ZERO,
            has_asked: false,
            events_sent: 0,
        };
        function.init = function.until_it_asks().await?.duration_since(begun);
        Ok(function)
    }

    /// How long the start took: from starting the process to its first poll.
    pub fn init(&self) -> Duration {
        self.init
    }

    /// Sends an event and waits for the answer.
    ///
    /// # Errors
    /// When the function answers with an error, ends, or is silent for 30 s.
    pub async fn invoke(&mut self, event: &Value) -> Result<Answer, Error> {
        self.until_it_asks().await?;
        self.has_asked = false;
        self.events_sent += 1;
        let event = Event {
            id: format!("event-{}", self.events_sent),
            body: event.to_string().into(),
        };
        let begun = Instant::now();
        // If the other end is gone, the wait below returns the reason.
        let _ = self.api.events.send(event);
        loop {
            let (at, report) = self.report().await?;
            match report {
                Report::Answered(body) => {
                    return Ok(Answer {
                        json: json(&body)?,
                        took: at.duration_since(begun),
                    });
                }
                Report::Failed(body) => return Err(Error::Function(json(&body)?)),
                Report::NotStarted(body) => {
                    return Err(Error::Init {
                        error: json(&body)?,
                        log: self.log(),
                    });
                }
                Report::Asked => self.has_asked = true,
            }
        }
    }

    /// The last 64 KB of the function's standard output and error.
    pub fn log(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&log).into_owned()
    }

    /// The most memory that was resident so far, in bytes; none on systems without `/proc`.
    pub fn peak_resident(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }

    /// The id of the process, for other tools; none once it has ended.
    pub fn process_id(&self) -> Option<u32> {
        self.process.id()
    }

    /// Ends the function and waits until it is gone. Dropping it ends it too, a moment later.
    pub async fn stop(mut self) {
        // It may have ended by itself.
        let _ = self.process.kill().await;
    }

    /// Waits until the function polls for an event, unless it has already.
    async fn until_it_asks(&mut self) -> Result<Instant, Error> {
        let mut asked_at = Instant::now();
        while !self.has_asked {
            let (at, report) = self.report().await?;
            match report {
                Report::Asked => (self.has_asked, asked_at) = (true, at),
                Report::NotStarted(body) => {
                    return Err(Error::Init {
                        error: json(&body)?,
                        log: self.log(),
                    });
                }
                // Lambda ignores a second answer to one event.
                Report::Answered(_) | Report::Failed(_) => {}
            }
        }
        Ok(asked_at)
    }

    async fn report(&mut self) -> Result<(Instant, Report), Error> {
        tokio::select! {
            biased;
            Some(report) = self.api.reports.recv() => Ok(report),
            status = self.process.wait() => {
                let status = status?;
                // The end of its output may still be in the pipe.
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(Error::Died { status, log: self.log() })
            }
            () = tokio::time::sleep(TIMEOUT) => Err(Error::Silent { waited: TIMEOUT, log: self.log() }),
        }
    }
}

fn json(body: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(body)
        .map_err(|_| Error::NotJson(String::from_utf8_lossy(body).into_owned()))
}

/// Reads a function's output, so that the function never blocks on a full pipe, and keeps the end of it.
fn keep(pipe: Option<impl AsyncRead + Send + Unpin + 'static>, log: &Arc<Mutex<Vec<u8>>>) {
    let (Some(mut pipe), log) = (pipe, Arc::clone(log)) else {
        return;
    };
    tokio::spawn(async move {
        let mut some = [0; 4096];
        while let Ok(read @ 1..) = pipe.read(&mut some).await {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.extend_from_slice(&some[..read]);
            let excess = log.len().saturating_sub(MAX_LOG);
            log.drain(..excess);
        }
    });
}
