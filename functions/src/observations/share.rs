//! Shares a draft observation with the coachee: from then on both see it, in timeline and signals too.

use super::{
    OfObservation,
    latest::latest,
    rules::{is_not_being_deleted, must_be_by},
};
use crate::records::contact;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Error, Observation, Result, TimelineEntry},
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Edit, Idempotent, Table, keys, version_is},
};

/// The body is an empty object.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Sharing {}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    once: Once<Sharing>,
) -> Result<Found<Observation>> {
    let Sharing {} = once.body;
    let shared = share(&caller, &table, path, once.key.as_ref()).await?;
    Ok(Found(shared))
}

async fn share(
    caller: &Caller,
    table: &Table,
    path: OfObservation,
    once: Option<&Idempotent>,
) -> Result<Observation> {
    let owner = path.user_id;
    let wanted = (path.key(), keys::signals(&owner).lenient());
    let (proof, (before, signals)) = table
        .prove(caller, owner, Action::EditObservations, wanted)
        .await?;
    must_be_by(caller, &before)?;
    if !before.is_draft() {
        return table
            .answered(caller, once)
            .await?
            .ok_or(Error::AlreadyShared);
    }
    let signals = signals.unwrap_or_default();
    let after = before.shared(caller);
    let day = after
        .filed_on
        .unwrap_or_else(|| caller.day_of(after.observed_at));
    let last = signals.last_contact(after.observer_id);
    let (latest, rules) = latest(table, owner, &signals, &after).await?;
    let contact = contact(&signals, after.observer_id, last.max(Some(day)));
    let changes = Changes::by(
        caller,
        proof.ground,
        owner,
        caller.activity_on(ActivityKind::ObservationShared, owner, after.id),
    )?
    .edit(
        path.key(),
        Edit::between(&before, &after)?,
        vec![version_is(before.stamp.version), is_not_being_deleted()],
    )
    .set(
        keys::timeline(&owner, day, after.id),
        &TimelineEntry::of_observation(&after, day),
    )?
    .edit(keys::signals(&owner), latest.and(contact), rules);
    table.commit_once(changes, caller, once, after).await
}
