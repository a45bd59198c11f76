//! Helper: stores a notice in its recipient's list, if the recipient has the right to it at that moment.

use crate::background::{Background, Tenant};
use shared::{
    domain::{Activity, Error, Notice, PendingNotice, Result, User, UserId},
    table::{Changes, Condition, Key, Table, equals, keys, must, version_is},
};

impl Background {
    /// Stores the notice of an entry, unless its recipient has lost the right or has it already.
    pub(super) async fn deliver(
        &self,
        tenant: &Tenant,
        activity: &Activity,
        pending: &PendingNotice,
    ) -> Result<()> {
        match self.put(tenant, activity, pending).await {
            Err(error) if has_ended(&error) || is_duplicate(&error) => Ok(()),
            result => result,
        }
    }

    /// Notifies a user of something about another's records, once, and only if they have the right to it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn notify_if_permitted(
        &self,
        tenant: &Tenant,
        to: UserId,
        notice: &Notice,
    ) -> Result<()> {
        let recipient = self.caller_for(tenant, to);
        let owner = notice.owner(to);
        let put = async {
            let (proof, ()) = tenant
                .table
                .prove(&recipient, owner, notice.kind.needs(), ())
                .await?;
            let changes = Changes::by_right(&recipient, proof.ground, owner);
            tenant
                .table
                .commit(changes.create_by(
                    keys::notice(&to, &notice.id),
                    notice,
                    vec![version_is(0)],
                )?)
                .await
        };
        match put.await {
            Err(error) if has_ended(&error) || is_duplicate(&error) => Ok(()),
            result => result,
        }
    }

    /// Stores the notice, on the condition that its recipient has the right to it.
    async fn put(
        &self,
        tenant: &Tenant,
        activity: &Activity,
        pending: &PendingNotice,
    ) -> Result<()> {
        let recipient = self.caller_for(tenant, pending.to);
        let key = keys::notice(&pending.to, &activity.id);
        let other = pending.other.as_ref().map(keys::profile);
        let wanted = (key.clone().optional(), other.map(Key::lenient));
        let (proof, (stored, other)) = tenant
            .table
            .prove(&recipient, pending.owner, pending.kind.needs(), wanted)
            .await?;
        if stored.is_some() {
            return Ok(());
        }
        let person = other
            .flatten()
            .or((pending.owner != pending.to).then_some(proof.owner));
        let person = person.as_ref().map(User::person);

        let mut changes = Changes::by_right(&recipient, proof.ground, pending.owner);
        if let Some((coach, coachee)) = pending.while_connected {
            changes = changes.check(
                keys::coach_of(&coachee, &coach),
                vec![must(Condition::Exists, Error::NotPermitted)],
            );
        }
        let notice = pending.notice(activity, person, recipient.now);
        tenant
            .table
            .commit(changes.create_by(key, &notice, vec![version_is(0)])?)
            .await
    }
}

/// Notifies a user of something that needs no right, once. Inactive users aren't notified.
///
/// # Errors
/// Those of the database.
pub async fn notify_user(table: &Table, to: UserId, notice: &Notice) -> Result<()> {
    let rules = vec![must(equals("status", "active"), Error::InactiveUser)];
    let changes = Changes::without_caller().check(keys::profile(&to), rules);
    match table
        .commit(changes.create_by(keys::notice(&to, &notice.id), notice, vec![version_is(0)])?)
        .await
    {
        Err(Error::InactiveUser | Error::Stale { .. }) => Ok(()),
        result => result,
    }
}

/// Logs an internal error, which a retry would meet again, so that others are still notified. Returns every other
/// error, to be retried.
///
/// # Errors
/// Every error that isn't `Internal`.
pub fn retry_or_log(result: Result<()>) -> Result<()> {
    match result {
        Err(error @ Error::Internal(_)) => {
            tracing::error!(?error, "a user can't be notified");
            Ok(())
        }
        result => result,
    }
}

/// Whether an error means that the recipient has lost the right to what they would be notified of.
pub fn has_ended(error: &Error) -> bool {
    matches!(
        error,
        Error::NotPermitted
            | Error::NotFound
            | Error::NotAUser { .. }
            | Error::InactiveCaller { .. }
    )
}

/// Whether the notice was stored by another invocation at the same time.
fn is_duplicate(error: &Error) -> bool {
    matches!(error, Error::Stale { .. })
}
