//! Reads a person's progress. It comes from the timeline and the signals, not from the records themselves.

use crate::users::OfUser;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Day, Error, Progress, Result, TimelineEntry},
    http::{Path, Query, Shown},
    permission::Action,
    table::{Order, Table, keys},
};

/// The longest period, in days: five years.
const MAX_DAYS: i64 = 5 * 366;
/// The most entries of a period.
const MAX_ENTRIES: usize = 1000;

/// The period of a progress report.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Period {
    /// First day. Default: a year before the last.
    from: Option<Day>,
    /// Last day. Default: today.
    to: Option<Day>,
}

impl Period {
    fn days(&self, today: Day) -> Result<(Day, Day)> {
        let to = self.to.unwrap_or(today);
        let from = self.from.unwrap_or_else(|| to.plus_days(-365));
        match to.days_since(from) {
            days if days < 0 => Err(Error::field(
                "?from",
                "The first day is after the last. Choose an earlier one.",
            )),
            days if days > MAX_DAYS => Err(Error::field(
                "?from",
                "Choose a period of at most five years.",
            )),
            _ => Ok((from, to)),
        }
    }
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    Query(period): Query<Period>,
) -> Result<Shown<Progress>> {
    let owner = path.user_id;
    let period = period.days(caller.today)?;
    let found = table
        .list(
            &keys::timelines(&owner, period.0, period.1),
            Order::Descending,
            MAX_ENTRIES,
            None,
        )
        .await?;
    let (page, _, signals) = found
        .prove(&table, &caller, owner, Action::ReadProgress, |_| {
            keys::signals(&owner).lenient()
        })
        .await?;
    let signals = signals.unwrap_or_default();
    let entries: Vec<TimelineEntry> = page.items.into_iter().rev().collect();
    Ok(Shown(Progress::of(
        period,
        &signals,
        &entries,
        page.next.is_none(),
        caller.today,
    )))
}
