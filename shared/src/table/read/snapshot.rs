//! Items as of one moment: one `TransactGetItems`, with its retries.

use super::Guarded;
use crate::{
    domain::{Calendar, Day, Error, Result, State, UserId},
    table::{
        Item, Place, Table, back_off, keys,
        store::failed,
        wanted::{Items, Wanted},
    },
};
use aws_sdk_dynamodb::{
    operation::transact_get_items::TransactGetItemsError,
    types::{Get, TransactGetItem},
};

/// The most items that DynamoDB reads in one transaction.
pub(super) const MAX_GETS: usize = 100;
/// How often a read is sent that conflicts with writes.
const MAX_ATTEMPTS: u32 = 6;

impl Table {
    /// What is wanted, as of one moment, without a proof: to build changes from, or to prove a right for.
    ///
    /// # Errors
    /// Those of what is wanted. In an operation they are returned before any right is proved, so an
    /// operation wants no key here whose item must exist.
    pub async fn as_of_now<W: Wanted>(&self, wanted: W) -> Result<Guarded<W::Found>> {
        Ok(Guarded(self.snapshot(wanted).await?))
    }

    /// When a person and a coach are busy, and nothing else of them; the coach only while they coach the person. For
    /// the answer to a change that the caller had the right to make, which may be repeated after the right has ended.
    /// A calendar that can't be read counts as empty.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn busy_times(
        &self,
        person: UserId,
        coach: Option<UserId>,
        today: Day,
    ) -> Result<Vec<(UserId, Calendar)>> {
        let of_coach = |coach: &UserId| {
            let assignment = keys::coach_of(&person, coach).lenient();
            (keys::calendar(coach).lenient(), assignment)
        };
        let wanted = (
            keys::calendar(&person).lenient(),
            coach.as_ref().map(of_coach),
        );
        let (own, of_coach) = self.snapshot(wanted).await?;
        let mut busy = vec![(person, own.unwrap_or_default())];
        if let Some((calendar, Some(assignment))) = of_coach
            && assignment.state(today) == State::Active
        {
            busy.push((assignment.coach_id, calendar.unwrap_or_default()));
        }
        Ok(busy)
    }

    /// What is wanted, as of one moment. Only where no right is needed; an operation proves one.
    pub(crate) async fn snapshot<W: Wanted>(&self, wanted: W) -> Result<W::Found> {
        let mut places = Vec::new();
        wanted.places(&mut places);
        let mut items = self.read_at_once(&places).await?;
        wanted.take(&mut items)
    }

    /// Reads items consistently, as of one moment. A place may be named twice and is read once.
    pub(super) async fn read_at_once(&self, asked: &[&Place]) -> Result<Items> {
        let mut distinct: Vec<&Place> = Vec::new();
        let position = |place| {
            distinct
                .iter()
                .position(|known| *known == place)
                .unwrap_or_else(|| {
                    distinct.push(place);
                    distinct.len() - 1
                })
        };
        let positions: Vec<usize> = asked.iter().copied().map(position).collect();
        if distinct.len() > MAX_GETS {
            return Err(Error::Internal(format!(
                "{} items in one read",
                distinct.len()
            )));
        }
        let mut found = if distinct.is_empty() {
            Vec::new()
        } else {
            self.transact_get(&distinct).await?
        };
        // Cloned only if the same place comes again.
        let items = positions.iter().enumerate().map(|(n, position)| {
            let item = found.get_mut(*position)?;
            if positions[n + 1..].contains(position) {
                item.clone()
            } else {
                item.take()
            }
        });
        Ok(Items::new(items.collect()))
    }

    async fn transact_get(&self, places: &[&Place]) -> Result<Vec<Option<Item>>> {
        let get = |place: &&Place| {
            let get = Get::builder()
                .table_name(&self.store.table_name)
                .set_key(Some(self.attributes(place)));
            let get = get.build().map_err(|e| Error::Internal(e.to_string()))?;
            Ok(TransactGetItem::builder().get(get).build())
        };
        for attempt in 1..=MAX_ATTEMPTS {
            let gets = places.iter().map(get).collect::<Result<_>>()?;
            let sent = self
                .store
                .client
                .transact_get_items()
                .set_transact_items(Some(gets));
            match sent.send().await {
                Ok(answer) => {
                    return Ok(answer
                        .responses
                        .unwrap_or_default()
                        .into_iter()
                        .map(|r| r.item.filter(|i| !i.is_empty()))
                        .collect());
                }
                // A write is in progress on one of the items.
                Err(error)
                    if matches!(
                        error.as_service_error(),
                        Some(TransactGetItemsError::TransactionCanceledException(_))
                    ) =>
                {
                    back_off(attempt).await;
                }
                Err(error) => return Err(failed(&error)),
            }
        }
        Err(Error::Unavailable(
            "the same items kept changing".to_owned(),
        ))
    }
}
