//! Records that could not be made out: kept whole until what was wrong is mended, then taken again.

use super::{Feed, seal};
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Error, Moment, OrganisationId, Result},
    table::{Changes, Condition, Order, StreamRecord, keys, must},
};

/// A record that was put aside.
#[derive(Debug, Serialize, Deserialize)]
struct DeadLetter {
    /// The record, as JSON.
    record: String,
    reason: String,
    at: Moment,
}

/// Which organisation's records to take again.
#[derive(Debug, Deserialize)]
pub struct Replay {
    pub organisation: OrganisationId,
}

/// What became of them.
#[derive(Debug, PartialEq, Serialize)]
pub struct Replayed {
    pub replayed: usize,
    /// Those that still can't be made out, with why.
    pub left: Vec<(String, String)>,
}

/// Takes the records again that were put aside. Interrupted, it goes on with those that are left.
pub async fn replay(feed: &Feed, Replay { organisation }: Replay) -> Result<Replayed> {
    let table = feed.store.of(&organisation);
    let mut done = Replayed { replayed: 0, left: Vec::new() };
    let mut after: Option<String> = None;
    loop {
        let page = table.list::<DeadLetter>(&keys::dead_letters(), Order::Ascending, 50, after.as_deref()).await?.to_change();
        for letter in page.items {
            let record = StreamRecord::from_text(&letter.record)?;
            let (_, id) = record.place()?;
            match feed.take_again(&record).await {
                Ok(()) => {
                    let gone = Changes::without_caller().delete(keys::dead_letter(id), vec![must(Condition::Exists, Error::NotFound)]);
                    table.commit(gone).await.or_else(|error| if error == Error::NotFound { Ok(()) } else { Err(error) })?;
                    done.replayed += 1;
                }
                Err(error @ Error::Unavailable(_)) => return Err(error),
                Err(error) => done.left.push((id.to_owned(), format!("{error:?}"))),
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(done);
        }
    }
}

impl Feed {
    async fn take_again(&self, record: &StreamRecord) -> Result<()> {
        let activity = record.activity()?;
        let home = self.home(record).await?;
        seal::seal(&home.table, &[&activity], self.clock.now()).await?;
        self.tell(&home, &activity).await
    }

    /// What becomes of a record that failed: it is sent again when the database was not there for it, or
    /// when it can't even be put aside; else it is put aside.
    pub(super) async fn settle<'a>(&self, record: &'a StreamRecord, error: &Error) -> Option<&'a StreamRecord> {
        let put = match error {
            Error::Unavailable(_) => Err(error.clone()),
            lasting => self.put_aside(record, format!("{lasting:?}")).await,
        };
        put.err().map(|error| {
            tracing::warn!(?error, "a record is to be sent again");
            record
        })
    }

    pub(super) async fn settle_all<'a>(&self, records: &[&'a StreamRecord], error: &Error) -> Vec<&'a StreamRecord> {
        let mut failed = Vec::new();
        for record in records {
            failed.extend(self.settle(record, error).await);
        }
        failed
    }

    async fn put_aside(&self, record: &StreamRecord, reason: String) -> Result<()> {
        let (organisation, id) = record.place()?;
        tracing::error!(%organisation, id, reason, "dead letter");
        let letter = DeadLetter { record: record.to_text(), reason, at: self.clock.now() };
        self.store.of(&organisation).commit(Changes::without_caller().set(keys::dead_letter(id), &letter)?).await
    }
}
