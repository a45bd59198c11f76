//! Starts the audits that are due by each organization's cadence. The schedule calls it daily. Called twice on one
//! day, it starts one audit, since the audit's id is derived from the day.

use super::{NewAudit, about, create_audit};
use crate::background::{Background, Scheduled, Tenant};
use serde::Serialize;
use shared::{
    domain::{Activity, ActivityKind, Actor, AuditId, Cadence, Day, Error, OrganisationId, Result},
    table::{Changes, Order, keys},
};

/// The organizations in which an audit was started.
#[derive(Debug, PartialEq, Serialize)]
pub struct Started {
    /// Their ids.
    pub started: Vec<OrganisationId>,
}

/// Starts an audit in each organization where one is due.
pub async fn handle(background: &Background, _: Scheduled) -> Result<Started> {
    let results = background
        .each_tenant(|tenant| start(background, tenant))
        .await?;
    let started = results.into_iter().filter(|(_, has_started)| *has_started);
    Ok(Started {
        started: started.map(|(organisation, _)| organisation).collect(),
    })
}

async fn start(background: &Background, tenant: Tenant) -> Result<bool> {
    let (table, settings) = (&tenant.table, &tenant.organisation.settings);
    let now = background.clock.now();
    let today = now.day_in(&settings.time_zone);
    let last = table
        .list(&keys::audits(), Order::Descending, 1, None)
        .await?
        .to_change()
        .items
        .pop();
    if !is_due(
        settings.audit_cadence,
        last.map(|audit| audit.started_at.day_in(&settings.time_zone)),
        today,
    ) {
        return Ok(false);
    }
    let id = AuditId::first_of(today.begins_in(&settings.time_zone));
    let audit = NewAudit {
        id,
        by: Actor::system(),
        now,
        today,
    }
    .build(table, settings)
    .await?;
    let entry = Activity::new(ActivityKind::AuditStarted, Actor::system(), now);
    let changes = create_audit(Changes::by_system(about(entry, id))?, &audit)?;
    match table.commit(changes).await {
        // Today's audit exists already.
        Err(Error::Stale { .. }) => Ok(false),
        result => result.map(|()| true),
    }
}

/// Whether an audit is due, given the day of the last one.
fn is_due(cadence: Cadence, last: Option<Day>, today: Day) -> bool {
    let Some(days) = cadence.days() else {
        return false;
    };
    last.is_none_or(|last| today.days_since(last) >= days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_is_due_when_the_cadence_has_passed_since_the_last_one() {
        let today = Day::new(2026, 9, 8);
        let ago = |days: i64| Some(today.plus_days(-days));
        assert!(is_due(Cadence::Weekly, None, today) && is_due(Cadence::Weekly, ago(7), today));
        assert!(
            !is_due(Cadence::Weekly, ago(6), today) && !is_due(Cadence::Monthly, ago(27), today)
        );
        assert!(
            is_due(Cadence::Monthly, ago(28), today) && is_due(Cadence::Quarterly, ago(91), today)
        );
        assert!(is_due(Cadence::Yearly, ago(364), today) && !is_due(Cadence::Never, None, today));
    }
}
