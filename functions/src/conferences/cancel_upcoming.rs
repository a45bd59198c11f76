//! Helper: cancels upcoming conferences without an assignment. When an assignment has ended, was transferred or
//! got other dates, its coach has no right to conferences outside it. The feed calls this for each entry of the
//! log, and retries it until it succeeds.

use super::schedule::{Contacts, keep_in_step, last_day};
use crate::background::{Background, Tenant};
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Caller, Conference, ConferenceFields, ConferenceId,
        ConferenceState, Day, Error, Moment, Pair, Result, Signals,
    },
    table::{Changes, Condition, Edit, Rule, above, at_most, either, keys, must, version_is},
};

/// How often a conference is read again that somebody else edits at the same time.
const MAX_ATTEMPTS: u32 = 8;

/// Cancels the upcoming conferences of the coach and the coachee of an entry that are outside their assignment.
pub(crate) async fn cancel_upcoming(
    background: &Background,
    tenant: &Tenant,
    entry: &Activity,
) -> Result<()> {
    use ActivityKind::{
        AssignmentChanged, AssignmentEnded, AssignmentRepaired, AssignmentTransferred,
    };
    let (Some(coachee), Some(coach)) = (entry.user_id, entry.coach_id) else {
        return Ok(());
    };
    if !matches!(
        entry.kind,
        AssignmentEnded | AssignmentTransferred | AssignmentChanged | AssignmentRepaired
    ) {
        return Ok(());
    }
    let pair = Pair { coach, coachee };
    let wanted = (
        keys::coach_of(&coachee, &coach).lenient(),
        keys::calendar(&coachee).lenient(),
    );
    let (assignment, calendar) = tenant.table.as_of_now(wanted).await?.to_change();
    let calendar = calendar.unwrap_or_default();
    let caller = Caller {
        name: Actor::system().name,
        ..background.caller_for(tenant, coachee)
    };
    let is_within = |day| {
        assignment.as_ref().is_some_and(|assignment| {
            assignment.starts_on <= day && assignment.ends_on.is_none_or(|last| day <= last)
        })
    };
    for (id, booking) in calendar.0 {
        let is_upcoming = booking.coach_id == Some(coach) && booking.starts_at > caller.now;
        let days = days(&caller, booking.starts_at, booking.ends_at);
        if is_upcoming && !days.into_iter().all(is_within) {
            match cancel_or_retry(tenant, &caller, pair, id).await {
                // Somebody else has deleted the conference, or assigned the coach again.
                Err(Error::NotFound | Error::Settled) => {}
                result => result?,
            }
        }
    }
    Ok(())
}

/// The days on which something begins and ends.
fn days(caller: &Caller, starts_at: Moment, ends_at: Moment) -> [Day; 2] {
    [caller.day_of(starts_at), last_day(caller, ends_at)]
}

/// Cancels a conference, again while others edit it. After [`MAX_ATTEMPTS`] the stream retries the entry.
async fn cancel_or_retry(
    tenant: &Tenant,
    caller: &Caller,
    pair: Pair,
    id: ConferenceId,
) -> Result<()> {
    for _ in 0..MAX_ATTEMPTS {
        match cancel(tenant, caller, pair, id).await {
            Err(Error::Stale { .. }) => {}
            result => return result,
        }
    }
    Err(Error::Unavailable(
        "a conference was edited each time".to_owned(),
    ))
}

async fn cancel(tenant: &Tenant, caller: &Caller, pair: Pair, id: ConferenceId) -> Result<()> {
    let key = keys::record::<Conference>(&pair.coachee, id);
    let before = tenant
        .table
        .find(&key)
        .await?
        .to_change()
        .ok_or(Error::NotFound)?;
    if !before.is_scheduled() || before.fields.coach_id != Some(pair.coach) {
        return Ok(());
    }
    let after = before.edited(
        ConferenceFields {
            state: ConferenceState::Cancelled,
            ..before.fields.clone()
        },
        caller,
    )?;
    let entry = Activity {
        user_id: Some(pair.coachee),
        record_id: Some(id.to_string()),
        ..Activity::new(ActivityKind::ConferenceChanged, Actor::system(), caller.now)
    };
    let entry = entry.with_changes(&before.fields, &after.fields)?;
    let changes = Changes::by_system(entry)?
        .check(
            keys::coach_of(&pair.coachee, &pair.coach),
            is_not_within(caller, &before),
        )
        .edit(
            key,
            Edit::between(&before, &after)?,
            vec![version_is(before.stamp.version)],
        );
    let contacts = Contacts {
        signals: Signals::default(),
        others: None,
    };
    tenant
        .table
        .commit(keep_in_step(
            changes,
            caller,
            pair.coachee,
            Some(&before),
            &after,
            &contacts,
        )?)
        .await
}

/// The rule that there is no assignment, or that it ends before the conference does or begins after it.
fn is_not_within(caller: &Caller, conference: &Conference) -> Vec<Rule> {
    let [first, last] = days(
        caller,
        conference.fields.starts_at,
        conference.fields.ends_at,
    );
    let before_or_after = either(
        at_most("ends_on", last.plus_days(-1)),
        above("starts_on", first),
    );
    vec![must(
        either(Condition::Absent, before_or_after),
        Error::Settled,
    )]
}
