//! The clock, which tests move.

use super::Moment;
use jiff::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// The system's clock. Tests set it ahead or back; clones move together.
#[derive(Clone, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The current moment.
    pub fn now(&self) -> Moment {
        let ms = Timestamp::now().as_millisecond() + self.ahead_ms.load(Ordering::Relaxed);
        Moment::from_millisecond(ms)
    }

    /// A clock that shows this moment now and runs on from it.
    pub fn at(moment: Moment) -> Self {
        let ahead = moment.0.as_millisecond() - Timestamp::now().as_millisecond();
        Self {
            ahead_ms: Arc::new(AtomicI64::new(ahead)),
        }
    }

    /// Moves this clock and its clones ahead.
    pub fn advance(&self, by: Duration) {
        self.ahead_ms
            .fetch_add(by.as_millis() as i64, Ordering::Relaxed);
    }
}
