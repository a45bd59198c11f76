//! Finds what was not processed when the process ended. In AWS, the stream keeps those records; here they end with the
//! process and are found again in the table.
//!
//! The feed copies an entry to the log and seals it after everybody concerned was notified, so an entry without a copy
//! is unprocessed. Audits and reviews store their own progress. Notices are unmailed if they have no `mailed_at` and are
//! later than a moment that is written to a file whenever nothing is left.

use crate::{engine::Result, feed::record};
use functions::feed::everybody;
use shared::{
    domain::{
        Activity, AuditId, AuditState, Clock, Moment, Notice, OrganisationId, UserId, Work,
        audit::SHARDS, review::Phase,
    },
    table::{Item, MAX_ACTIONS, Order, Raw, Store, StreamRecord, Table, as_json, from_item, keys},
};
use std::path::PathBuf;

/// How much earlier than the stored moment a notice may be, in seconds.
const MARGIN: i64 = 60;
/// How many runs of the audit are looked at; older ones are done.
const PAGE: usize = 100;

/// The moment up to which all notices were mailed, in a file.
#[derive(Clone, Debug)]
pub struct Mailed {
    /// The file.
    pub file: PathBuf,
}

impl Mailed {
    /// The stored moment, or now.
    pub fn since(&self) -> Moment {
        let kept = std::fs::read_to_string(&self.file).ok();
        let kept = kept.and_then(|text| serde_json::from_str::<Moment>(&text).ok());
        kept.map_or_else(
            || Clock::default().now(),
            |moment| moment.plus_seconds(-MARGIN),
        )
    }

    /// Stores that all notices before this moment were mailed.
    pub fn up_to(&self, moment: Moment) {
        let written = serde_json::to_vec(&moment)
            .map_err(std::io::Error::from)
            .and_then(|text| std::fs::write(&self.file, text));
        if let Err(error) = written {
            tracing::warn!(%error, "the moment up to which notices were mailed can't be stored");
        }
    }
}

/// The records that the stream would still send for these organizations, activities first, the oldest
/// first.
pub async fn left(
    store: &Store,
    organisations: &[OrganisationId],
    mailed_since: Moment,
) -> Result<Vec<StreamRecord>> {
    let mut left = Vec::new();
    for organisation in organisations {
        let left_there = Left {
            table: store.of(organisation),
            mailed_since,
        }
        .records()
        .await;
        left.extend(left_there.map_err(|error| format!("{error:?}"))?);
    }
    Ok(left)
}

struct Left {
    table: Table,
    mailed_since: Moment,
}

impl Left {
    async fn records(&self) -> shared::domain::Result<Vec<StreamRecord>> {
        if self.table.is_empty().await? {
            return Ok(Vec::new());
        }
        let everybody = everybody(&self.table).await?;
        let mut items = self.entries(&everybody).await?;
        items.extend(self.shards().await?);
        items.extend(self.work().await?);
        items.extend(self.notices(&everybody).await?);
        items
            .into_iter()
            .filter_map(|item| as_json(item).map(|image| record(&image)).transpose())
            .collect()
    }

    /// Activities without a copy in the log.
    async fn entries(&self, everybody: &[UserId]) -> shared::domain::Result<Vec<Item>> {
        let mut entries = Vec::new();
        for user in everybody.iter().map(Some).chain([None]) {
            let range = keys::activities(user);
            let stored = self.table.all_items(&range).await?.to_change();
            entries.extend(
                stored
                    .into_iter()
                    .map(|(sort, item)| (sort, from_item::<Activity>(item.clone()).ok(), item)),
            );
        }
        let mut left = Vec::new();
        for entries in entries.chunks(MAX_ACTIONS) {
            let readable = entries
                .iter()
                .filter_map(|(_, activity, _)| activity.as_ref());
            let copies: Vec<_> = readable
                .map(|activity| keys::log(activity.at.month(), &activity.id).raw())
                .collect();
            let copies = self.table.as_of_now(copies).await?.to_change();
            let mut copies = copies.into_iter();
            for (sort, activity, item) in entries {
                // An unreadable entry is left for the feed, which dead-letters it.
                if activity.is_none() || copies.next().flatten().is_none() {
                    left.push((sort.clone(), item.clone()));
                }
            }
        }
        left.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(left.into_iter().map(|(_, item)| item).collect())
    }

    /// Shards of audits that are not done.
    async fn shards(&self) -> shared::domain::Result<Vec<Item>> {
        let audits = self
            .table
            .list(&keys::audits(), Order::Descending, PAGE, None)
            .await?
            .to_change()
            .items;
        let running: Vec<AuditId> = audits
            .into_iter()
            .filter(|audit| audit.state == AuditState::Running)
            .map(|audit| audit.id)
            .collect();
        let mut left = Vec::new();
        for run in running {
            let shards: Vec<_> = (1..=SHARDS)
                .map(|number| keys::audit_shard(&run, number).raw())
                .collect();
            let shards = self.table.as_of_now(shards).await?.to_change();
            left.extend(
                shards
                    .into_iter()
                    .flatten()
                    .map(|shard| waiting(shard.into_item())),
            );
        }
        Ok(left)
    }

    /// Reviews whose work is not done.
    async fn work(&self) -> shared::domain::Result<Vec<Item>> {
        let mut left = Vec::new();
        for review in self.table.all(&keys::reviews()).await?.to_change() {
            let work = self
                .table
                .as_of_now(keys::review_work(&review.id).raw())
                .await?
                .to_change()
                .map(Raw::into_item);
            let is_left = |item: &Item| {
                from_item::<Work>(item.clone()).is_ok_and(|work| work.phase != Phase::Done)
            };
            left.extend(work.filter(is_left).map(waiting));
        }
        Ok(left)
    }

    /// Notices that were not mailed. The worker then leaves out what the recipient doesn't want by mail.
    async fn notices(&self, everybody: &[UserId]) -> shared::domain::Result<Vec<Item>> {
        let mut left = Vec::new();
        for user in everybody {
            let notices = self.table.all_items(&keys::notices(user)).await?;
            let notices = notices.to_change().into_iter().map(|(_, item)| item);
            let is_since = |item: &Item| {
                from_item::<Notice>(item.clone()).is_ok_and(|notice| notice.at >= self.mailed_since)
            };
            left.extend(notices.filter(|item| !item.contains_key("mailed_at") && is_since(item)));
        }
        Ok(left)
    }
}

/// The item marked as pending, because whatever worked on it has ended with the process.
fn waiting(mut item: Item) -> Item {
    item.insert(
        "waits".to_owned(),
        aws_sdk_dynamodb::types::AttributeValue::Bool(true),
    );
    item
}
