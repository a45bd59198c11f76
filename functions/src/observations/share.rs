use super::{OfObservation, latest, must_be_by};
use crate::records::contact;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Error, Observation, Result, Signals, TimelineEntry},
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Edit, Idempotent, Table, keys, version_is},
};

/// Sharing takes no more than the wish.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Sharing {}

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfObservation>, once: Once<Sharing>) -> Result<Found<Observation>> {
    let Sharing {} = once.body;
    let shared = share(&caller, &table, path, once.key.as_ref()).await?;
    Ok(Found(shared))
}

async fn share(caller: &Caller, table: &Table, path: OfObservation, once: Option<&Idempotent>) -> Result<Observation> {
    let owner = path.user_id;
    let also = [path.key(), keys::signals(&owner)];
    let mut proof = table.prove(caller, owner, Action::EditObservations, &also).await?;
    let before: Observation = proof.existing(0)?;
    must_be_by(caller, &before)?;
    if !before.is_draft() {
        return table.answered_or(caller, once, Error::AlreadyShared).await;
    }
    let signals: Signals = proof.record(1)?.unwrap_or_default();
    let after = before.shared(caller.now);
    let day = caller.day_of(after.observed_at);
    let last = signals.contacts.get(&after.observer_id).copied();
    let (contact, is_later) = contact(&signals, after.observer_id, last.max(Some(day)));
    let changes = Changes::by(caller, proof.ground, owner, caller.activity_on(ActivityKind::ObservationShared, owner, after.id))?
        .edit(path.key(), Edit::between(&before, &after)?, vec![version_is(before.stamp.version)])
        .set(keys::timeline(&owner, day, after.id), &TimelineEntry::of_observation(&after, day))?
        .edit(keys::signals(&owner), latest(&after)?.and(contact), is_later);
    table.commit_once(changes, caller, once, after).await
}
