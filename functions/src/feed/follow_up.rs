//! Helper: what follows from an entry of the activity log: notices, and conferences that are canceled. Following up
//! twice has the same effect as once.

use crate::{
    background::{Background, Tenant},
    conferences,
};
use shared::{
    domain::{Activity, ActivityKind, Conference, Observation, Result, Subject, pending_notices},
    table::{Table, keys},
};

impl Background {
    /// Notifies everybody whom the entry concerns, and cancels upcoming conferences without an assignment.
    pub(super) async fn follow_up(&self, tenant: &Tenant, activity: &Activity) -> Result<()> {
        let subject = subject(&tenant.table, activity).await?;
        let mut result = Ok(());
        for pending in pending_notices(activity, &subject) {
            // After a failure the other recipients are still notified. The record is retried, and each notice is
            // stored once.
            result = result.and(self.deliver(tenant, activity, &pending).await);
        }
        result.and(conferences::cancel_upcoming::cancel_upcoming(self, tenant, activity).await)
    }
}

/// The record that the entry is about, when it decides who is notified.
async fn subject(table: &Table, activity: &Activity) -> Result<Subject> {
    let (Some(owner), Some(id)) = (activity.user_id, &activity.record_id) else {
        return Ok(Subject::None);
    };
    let subject = match activity.kind {
        ActivityKind::ConferenceScheduled | ActivityKind::ConferenceChanged => {
            let key = keys::record::<Conference>(&owner, id.parse()?);
            let conference = table.find::<Conference>(&key).await?;
            conference.to_change().map(Subject::Conference)
        }
        ActivityKind::ObservationShared | ActivityKind::ObservationAcknowledged => {
            let key = keys::record::<Observation>(&owner, id.parse()?);
            let observation = table.find::<Observation>(&key).await?;
            observation.to_change().map(Subject::Observation)
        }
        _ => None,
    };
    Ok(subject.unwrap_or(Subject::None))
}
