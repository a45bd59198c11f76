//! Helper: pages of the activity log with the names of the people in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Activity, Caller, Day, Error, Moment, Month, Person, Result, User, UserId},
    permission::Action,
    table::{Guarded, MAX_PEOPLE, Order, Page, Table, keys},
};
use std::collections::{BTreeSet, HashMap};

/// The length of the period when none is given, in days.
const DEFAULT_DAYS: i64 = 30;
/// The longest period, in days. Each month of it costs a query, even when nothing happened in it.
const MAX_DAYS: i64 = 3_660;

/// An entry of the activity log, with people's names as they are now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityLine {
    #[serde(flatten)]
    pub activity: Activity,
    /// The user it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Person>,
    /// The coach, when it was about an assignment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coach: Option<Person>,
    /// The coach who took over, when it was a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_coach: Option<Person>,
}

/// A period of the activity log.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day, in the organization's time zone. Default: 30 days before the last.
    from: Option<Day>,
    /// The last day. Default: today.
    to: Option<Day>,
}

impl Period {
    /// The first and the last moment of the period.
    ///
    /// # Errors
    /// A field error when the first day is after the last, or more than ten years before it.
    pub fn moments(&self, caller: &Caller) -> Result<(Moment, Moment)> {
        let to = self.to.unwrap_or(caller.today);
        let from = self.from.unwrap_or(to.plus_days(-DEFAULT_DAYS));
        if from > to {
            return Err(Error::field(
                "?from",
                "Choose a day that is not after the last one.",
            ));
        }
        if to.days_since(from) > MAX_DAYS {
            return Err(Error::field(
                "?from",
                "Choose at most ten years, and the years before them by themselves.",
            ));
        }
        let first = caller.beginning_of(from);
        let last = caller.beginning_of(to.plus_days(1)).plus_milliseconds(-1);
        // Ids begin with the time since 1970, so no entry can be older.
        Ok((first.max(Moment::FIRST), last.max(Moment::FIRST)))
    }
}

/// A page of the organization's log, newest first. It ends with its month, so it may be empty and still not
/// be the last. The cursor is the month and the last entry in it, `2026-09/<id>`.
pub(super) async fn page_of_log(
    caller: &Caller,
    table: &Table,
    (first, last): (Moment, Moment),
    limit: usize,
    after: Option<&str>,
) -> Result<Page<ActivityLine>> {
    // The time zone skipped the only day of the period, as Samoa's did when it crossed the date line.
    if last < first {
        return Ok(Page {
            items: Vec::new(),
            next: None,
        });
    }
    let (month, after) = match after.and_then(|after| after.split_once('/')) {
        Some((month, id)) => (
            month.parse::<Month>().map_err(|_| Error::InvalidCursor)?,
            Some(id).filter(|id| !id.is_empty()),
        ),
        // In UTC, the last day may reach into the next month, which has no entries yet.
        None => (last.min(caller.now).month(), None),
    };
    // Each entry may name three people.
    let limit = limit.min(MAX_PEOPLE / 3);
    // A period in the future has no entries, so its months need no queries.
    let first = first.min(caller.now);
    let range = keys::logs(month, first, last);
    let found = table.list(&range, Order::Descending, limit, after).await?;
    let page = with_people(found, table, caller, caller.user_id).await?;
    let next = match page.next {
        Some(id) => Some(format!("{month}/{id}")),
        None => (month > first.month()).then(|| format!("{}/", month.before())),
    };
    Ok(Page { next, ..page })
}

/// The entries with the names of the people in them, proved by the right to read `owner`'s activity.
pub(super) async fn with_people(
    found: Guarded<Page<Activity>>,
    table: &Table,
    caller: &Caller,
    owner: UserId,
) -> Result<Page<ActivityLine>> {
    let profiles = |page: &Page<Activity>| -> Vec<_> {
        people(&page.items)
            .iter()
            .map(|person| keys::profile(person).lenient())
            .collect()
    };
    let (page, _, users) = found
        .prove(table, caller, owner, Action::ReadActivity, profiles)
        .await?;
    let users: Vec<User> = users.into_iter().flatten().collect();
    let names: HashMap<UserId, String> = users.iter().map(|user| (user.id, user.name())).collect();
    let person = |id: UserId| Person {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    Ok(page.map(|activity| ActivityLine {
        user: activity.user_id.map(person),
        coach: activity.coach_id.map(person),
        to_coach: activity.to_coach_id.map(person),
        activity,
    }))
}

/// The people that entries name, each once.
fn people(entries: &[Activity]) -> BTreeSet<UserId> {
    entries
        .iter()
        .flat_map(|entry| [entry.user_id, entry.coach_id, entry.to_coach_id])
        .flatten()
        .collect()
}
