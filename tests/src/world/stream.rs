//! The table's stream and the workers, which run when a test calls them.

use super::{World, meter};
use functions::{
    Background, WORKERS,
    feed::{
        Verified, notify,
        replay::{self, Replay, Replayed},
        verify,
    },
};
use local::engine::TABLE_NAME;
use serde_json::{Value, json};
use shared::{
    domain::Clock,
    table::{Store, StreamAnswer, StreamEvent, StreamRecord},
};

impl World {
    /// What a worker runs with, limited to what its role allows.
    pub fn background(&self, worker: &'static str) -> Background {
        let http = meter::metered(self.http.clone(), self.meter.clone(), Some(worker));
        Background {
            store: Store::local(TABLE_NAME, &self.endpoint, http, self.timeouts),
            clock: self.app.clock.clone(),
            organisations: vec![self.organisation.clone()],
            mailer: Some(self.mailer.clone()),
        }
    }

    /// The same with the clock at an hour of another day, in the organization's time zone.
    pub fn background_at(
        &self,
        worker: &'static str,
        days_from_today: i64,
        hours: i64,
    ) -> Background {
        Background {
            clock: Clock::at(self.moment(days_from_today, hours)),
            ..self.background(worker)
        }
    }

    /// The stream's records since the last call; no worker gets them afterward.
    pub fn take_records(&self) -> Vec<StreamRecord> {
        std::mem::take(&mut *self.stream.lock().unwrap())
    }

    /// The log entries among the stream's records since the last call.
    pub fn take_entries(&self) -> Vec<Value> {
        self.take_records()
            .iter()
            .filter(|record| is_entry(record))
            .map(|record| json!(record.activity().unwrap()))
            .collect()
    }

    /// Gives the stream's records to all workers, and what these write as well, until nothing is left.
    pub async fn process_stream(&self) {
        while let records = self.take_records()
            && !records.is_empty()
        {
            for worker in WORKERS {
                let answer = local::feed::give(worker, &self.background(worker.id), &records).await;
                assert_eq!(answer, StreamAnswer::default(), "{}", worker.id);
            }
        }
    }

    /// Gives records to `feed.notify` alone.
    pub async fn notify(&self, records: Vec<StreamRecord>) -> StreamAnswer {
        let event = StreamEvent { records };
        notify::handle(&self.background("feed.notify"), event)
            .await
            .unwrap()
    }

    /// Replays the dead letters.
    pub async fn replay(&self) -> Replayed {
        let organisation = self.organisation.clone();
        replay::handle(&self.background("feed.replay"), Replay { organisation })
            .await
            .unwrap()
    }

    /// Verifies the log and its seals.
    pub async fn verify(&self) -> Verified {
        self.verify_with(&[]).await
    }

    /// Verifies the log against seals whose hashes were kept elsewhere.
    pub async fn verify_with(&self, known: &[(u64, String)]) -> Verified {
        let table = self.app.store.of(&self.organisation);
        verify(&table, known, &self.app.clock).await.unwrap()
    }
}

/// Whether a record is about an entry of the activity log.
pub fn is_entry(record: &StreamRecord) -> bool {
    record.sort_key().starts_with("ACTIVITY#")
}
