//! What follows a change: the feed of the activity log, which the table's stream brings. Each entry
//! is copied to the organisation's log, sealed there, and told to whom it concerns.
//!
//! The same record may come twice, late, or before one that was written earlier: what it leaves is
//! named by the activity, so it is there once.

mod dead;
mod deliver;
pub mod seal;

pub use dead::{Replay, Replayed, replay};
pub use deliver::{has_ended, tell};

use futures_util::{StreamExt, stream};
use shared::{
    domain::{
        About, Activity, ActivityKind, Caller, Clock, Conference, Error, Observation, Organisation, OrganisationId, Result, Role, UserId,
        letters,
    },
    table::{BatchItemFailure, Store, StreamAnswer, StreamEvent, StreamRecord, Table, keys},
};
use std::collections::HashMap;

/// How many records are worked on at once.
const AT_ONCE: usize = 8;

/// What the feed works with.
#[derive(Clone)]
pub struct Feed {
    pub store: Store,
    pub clock: Clock,
}

/// An organisation that records are of, as it is now.
#[derive(Clone)]
pub struct Home {
    pub table: Table,
    pub organisation: Organisation,
}

/// Takes a batch. What the database was not there for is sent again by the stream; what can't be made
/// out is put aside, so that it holds up nothing behind it.
pub async fn notify(feed: &Feed, event: StreamEvent) -> StreamAnswer {
    let mut by_organisation: HashMap<String, Vec<&StreamRecord>> = HashMap::new();
    let mut failed = Vec::new();
    for record in &event.records {
        match record.place() {
            Ok((organisation, _)) => by_organisation.entry(organisation.to_string()).or_default().push(record),
            Err(error) => {
                tracing::error!(?error, "a record of no organisation");
                failed.push(record);
            }
        }
    }
    for records in by_organisation.into_values() {
        failed.extend(feed.take(&records).await);
    }
    let failures = failed.into_iter().map(|record| BatchItemFailure { item_identifier: record.sequence_number().to_owned() });
    StreamAnswer { batch_item_failures: failures.collect() }
}

impl Feed {
    /// Takes the records of one organisation, and gives back those to be sent again.
    async fn take<'a>(&self, records: &[&'a StreamRecord]) -> Vec<&'a StreamRecord> {
        let Some(first) = records.first() else { return Vec::new() };
        let home = match self.home(first).await {
            Ok(home) => home,
            Err(error) => return self.settle_all(records, &error).await,
        };
        let mut failed = Vec::new();
        let mut activities = Vec::new();
        for record in records {
            match record.activity() {
                Ok(activity) => activities.push((*record, activity)),
                Err(error) => failed.extend(self.settle(record, &error).await),
            }
        }
        let entries: Vec<&Activity> = activities.iter().map(|(_, activity)| activity).collect();
        if let Err(error) = seal::seal(&home.table, &entries, self.clock.now()).await {
            let unsealed: Vec<_> = activities.iter().map(|(record, _)| *record).collect();
            failed.extend(self.settle_all(&unsealed, &error).await);
            return failed;
        }
        let telling: Vec<_> = activities.iter().map(|(record, activity)| self.tell_or_settle(&home, record, activity)).collect();
        let told: Vec<_> = stream::iter(telling).buffer_unordered(AT_ONCE).collect().await;
        failed.extend(told.into_iter().flatten());
        failed
    }

    async fn home(&self, record: &StreamRecord) -> Result<Home> {
        let (organisation, _) = record.place()?;
        self.home_of(&organisation).await
    }

    pub async fn home_of(&self, organisation: &OrganisationId) -> Result<Home> {
        let table = self.store.of(organisation);
        let organisation = table.settings().await?.ok_or_else(|| Error::Internal(format!("there is no organisation {organisation}")))?;
        Ok(Home { table, organisation })
    }

    async fn tell_or_settle<'a>(&self, home: &Home, record: &'a StreamRecord, activity: &Activity) -> Option<&'a StreamRecord> {
        match self.tell(home, activity).await {
            Ok(()) => None,
            Err(error) => self.settle(record, &error).await,
        }
    }

    /// Tells everybody whom the activity concerns.
    async fn tell(&self, home: &Home, activity: &Activity) -> Result<()> {
        let about = about(&home.table, activity).await?;
        for letter in letters(activity, &about) {
            self.deliver(home, activity, &letter).await?;
        }
        Ok(())
    }

    /// Somebody as if they made a request, so that their right is judged as it is then.
    pub fn standing(&self, home: &Home, user_id: UserId) -> Caller {
        let now = self.clock.now();
        let time_zone = home.organisation.settings.time_zone.clone();
        Caller {
            organisation: home.organisation.id.clone(),
            user_id,
            name: String::new(),
            role_hint: Role::Member,
            now,
            today: now.day_in(&time_zone),
            time_zone,
            request_id: String::new(),
            address: String::new(),
        }
    }
}

/// What must be known of the record to know who is told.
async fn about(table: &Table, activity: &Activity) -> Result<About> {
    let (Some(owner), Some(id)) = (activity.user_id, &activity.record_id) else { return Ok(About::Nothing) };
    let about = match activity.kind {
        ActivityKind::ConferenceScheduled | ActivityKind::ConferenceChanged => {
            let key = keys::record::<Conference>(&owner, id.parse()?);
            table.find::<Conference>(&key).await?.to_change().map(About::Conference)
        }
        ActivityKind::ObservationShared | ActivityKind::ObservationAcknowledged => {
            let key = keys::record::<Observation>(&owner, id.parse()?);
            table.find::<Observation>(&key).await?.to_change().map(About::Observation)
        }
        _ => None,
    };
    Ok(about.unwrap_or(About::Nothing))
}
