use super::{ActivityLine, lines, people};
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Activity, Caller, Day, Error, Moment, Month, Result, User},
    http::{Listed, Paging, Query},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Table, from_item, keys},
};

/// How many days are shown when nothing is asked.
const DAYS: i64 = 30;

/// Which part of the log.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day, in the organisation's time zone. Default: 30 days before the last.
    from: Option<Day>,
    /// The last day. Default: today.
    to: Option<Day>,
}

impl Period {
    /// The first and the last moment of the period.
    pub fn moments(&self, caller: &Caller) -> Result<(Moment, Moment)> {
        let to = self.to.unwrap_or(caller.today);
        let from = self.from.unwrap_or(to.plus_days(-DAYS));
        if from > to {
            return Err(Error::field("?from", "Choose a day that is not after the last one."));
        }
        Ok((caller.beginning_of(from), caller.beginning_of(to.plus_days(1)).plus_milliseconds(-1)))
    }
}

/// Newest first, by months: a page ends with its month, and may be empty.
pub async fn handle(caller: Caller, table: Table, Query(period): Query<Period>, paging: Paging) -> Result<Listed<ActivityLine>> {
    let moments = period.moments(&caller)?;
    paging.answer(page(&caller, &table, moments, paging.limit, paging.after.as_deref()).await?)
}

/// A page of the log, behind a month and an entry of it.
pub async fn page(
    caller: &Caller,
    table: &Table,
    (first, last): (Moment, Moment),
    limit: usize,
    after: Option<&str>,
) -> Result<Page<ActivityLine>> {
    let (month, after) = match after.and_then(|after| after.split_once('/')) {
        Some((month, id)) => (month.parse::<Month>().map_err(|_| Error::InvalidCursor)?, Some(id).filter(|id| !id.is_empty())),
        // The last day may reach into the next month in UTC, of which there is nothing yet.
        None => (last.min(caller.now).month(), None),
    };
    // Each entry may name three people.
    let limit = limit.min(MAX_PEOPLE / 3);
    let found = table.list::<Activity>(&keys::logs(month, first, last), Order::Descending, limit, after).await?;
    let profiles = |page: &Page<Activity>| people(&page.items).iter().map(keys::profile).collect();
    let (page, proof) = found.prove(table, caller, caller.user_id, Action::ReadActivity, profiles).await?;
    let users = proof.also.into_iter().flatten().map(from_item).collect::<Result<Vec<User>>>()?;
    let next = match &page.next {
        Some(id) => Some(format!("{month}/{id}")),
        None => (month > first.month()).then(|| format!("{}/", month.before())),
    };
    Ok(Page { items: lines(page.items, &users), next })
}
