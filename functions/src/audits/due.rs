//! Runs that are due by the organisation's cadence. The schedule asks each day; asked twice on one day,
//! there is one run.

use super::{New, begin, started};
use crate::feed::Feed;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Activity, ActivityKind, Actor, Audit, AuditId, Cadence, Day, Error, OrganisationId, Result},
    table::{Changes, Order, keys},
};

/// What the schedule sends: nothing.
#[derive(Debug, Deserialize)]
pub struct Scheduled {}

/// Where a run was started.
#[derive(Debug, PartialEq, Serialize)]
pub struct Started {
    pub started: Vec<OrganisationId>,
}

pub async fn due(feed: &Feed, organisations: &[OrganisationId]) -> Result<Started> {
    let mut started = Vec::new();
    for organisation in organisations {
        if start(feed, organisation).await? {
            started.push(organisation.clone());
        }
    }
    Ok(Started { started })
}

async fn start(feed: &Feed, organisation: &OrganisationId) -> Result<bool> {
    let table = feed.store.of(organisation);
    let Some(organisation) = table.settings().await? else { return Ok(false) };
    let settings = &organisation.settings;
    let now = feed.clock.now();
    let today = now.day_in(&settings.time_zone);
    let last = table.list::<Audit>(&keys::audits(), Order::Descending, 1, None).await?.to_change().items.pop();
    if !is_due(settings.audit_cadence, last.map(|audit| audit.started_at.day_in(&settings.time_zone)), today) {
        return Ok(false);
    }
    // One id for the day, so that it is made once.
    let id = AuditId::first_of(today.begins_in(&settings.time_zone));
    let audit = New { id, by: Actor::system(), now, today }.run(&table, settings).await?;
    let activity = self::started(Activity::new(ActivityKind::AuditStarted, Actor::system(), now), id);
    match table.commit(begin(Changes::by_system(activity)?, &audit)?).await {
        Err(Error::Stale { .. }) => Ok(false),
        settled => settled.map(|()| true),
    }
}

/// Whether a run is due, by the day of the last one.
fn is_due(cadence: Cadence, last: Option<Day>, today: Day) -> bool {
    let Some(days) = cadence.days() else { return false };
    last.is_none_or(|last| today.days_since(last) >= days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_due_when_the_cadence_has_passed_since_the_last() {
        let today = Day::new(2026, 9, 8);
        let ago = |days: i64| Some(today.plus_days(-days));
        assert!(is_due(Cadence::Weekly, None, today) && is_due(Cadence::Weekly, ago(7), today));
        assert!(!is_due(Cadence::Weekly, ago(6), today) && !is_due(Cadence::Monthly, ago(27), today));
        assert!(is_due(Cadence::Monthly, ago(28), today) && is_due(Cadence::Quarterly, ago(91), today));
        assert!(is_due(Cadence::Yearly, ago(364), today) && !is_due(Cadence::Never, None, today));
    }
}
