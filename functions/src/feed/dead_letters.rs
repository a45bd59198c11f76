//! Helper: dead letters, which are stream records that can't be processed. They are stored whole until the cause is
//! fixed, and then replayed.

use crate::background::Background;
use shared::{
    domain::{DeadLetter, Error, Result},
    table::{Changes, StreamRecord, keys},
};

impl Background {
    /// Dead-letters a record that failed. Returns the record if it must be retried instead, since the database was
    /// unavailable or it can't be stored.
    pub(super) async fn settle<'a>(
        &self,
        record: &'a StreamRecord,
        error: &Error,
    ) -> Option<&'a StreamRecord> {
        let stored = match error {
            Error::Unavailable(_) => Err(error.clone()),
            error => self.dead_letter(record, format!("{error:?}")).await,
        };
        stored.err().map(|error| {
            tracing::warn!(?error, "a record must be retried");
            record
        })
    }

    /// The same for several records that failed for the same reason.
    pub(super) async fn settle_all<'a>(
        &self,
        records: &[&'a StreamRecord],
        error: &Error,
    ) -> Vec<&'a StreamRecord> {
        let mut retried = Vec::new();
        for record in records {
            retried.extend(self.settle(record, error).await);
        }
        retried
    }

    async fn dead_letter(&self, record: &StreamRecord, reason: String) -> Result<()> {
        let (organisation, id) = record.place()?;
        tracing::error!(%organisation, id, reason, "dead letter");
        let letter = DeadLetter {
            record: record.to_text(),
            reason,
            at: self.clock.now(),
        };
        self.store
            .of(&organisation)
            .commit(Changes::without_caller().set(keys::dead_letter(id), &letter)?)
            .await
    }
}
