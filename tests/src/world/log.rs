//! The service's log, captured.

use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{
    filter::LevelFilter,
    util::{SubscriberInitExt, TryInitError},
};

/// Captures what this thread logs until it is dropped.
pub struct Log {
    written: Written,
    _until: tracing::subscriber::DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub fn new(level: LevelFilter) -> Self {
        // With only one subscriber, tracing caches whether an event is wanted by the answer of the thread that logs it
        // first, which may be another test's. A second subscriber prevents that.
        let _: Result<(), TryInitError> = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::OFF)
            .finish()
            .try_init();
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(move || writer.clone());
        Self {
            written,
            _until: subscriber.finish().set_default(),
        }
    }

    /// What was logged since the last call.
    pub fn take(&self) -> String {
        let written = std::mem::take(&mut *self.written.0.lock().unwrap());
        String::from_utf8(written).unwrap()
    }
}
