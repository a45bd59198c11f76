//! Acknowledges a shared observation, which only the person observed can do, once. With `If-Match` they acknowledge
//! what they have read, and not what it was revised to since.

use super::OfObservation;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        ActivityKind, Caller, Error, Observation, ObservationState, PROSE, Result, prose,
        tidy_or_none,
    },
    http::{Found, IfMatch, Once, Path},
    permission::Action,
    table::{Changes, Edit, Table, version_is},
};

/// The coachee's acknowledgement.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    #[garde(inner(custom(prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = PROSE))]
    #[serde(default, deserialize_with = "tidy_or_none")]
    comment: Option<String>,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    if_match: IfMatch,
    once: Once<Acknowledgement>,
) -> Result<Found<Observation>> {
    let (owner, key) = (path.user_id, once.key.as_ref());
    let (proof, before) = table
        .prove(&caller, owner, Action::AcknowledgeObservations, path.key())
        .await?;
    let refusal = match before.state {
        ObservationState::Draft => return Err(Error::NotFound),
        ObservationState::Acknowledged => Some(Error::AlreadyAcknowledged),
        ObservationState::Shared => if_match.or(before.stamp.version).err(),
    };
    if let Some(refusal) = refusal {
        return table
            .answered(&caller, key)
            .await?
            .ok_or(refusal)
            .map(Found);
    }
    let after = before.acknowledged(once.body.comment, caller.now);
    let activity = caller.activity_on(ActivityKind::ObservationAcknowledged, owner, after.id);
    let edit = Edit::between(&before, &after)?;
    let changes = Changes::by(&caller, proof.ground, owner, activity)?.edit(
        path.key(),
        edit,
        vec![version_is(before.stamp.version)],
    );
    table
        .commit_once(changes, &caller, key, after)
        .await
        .map(Found)
}
