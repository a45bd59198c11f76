use super::{OfObservation, latest, must_be_by};
use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, Error, MAX_REVISIONS, Observation, Result, RevisionFields, Rubric, TimelineEntry},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

/// Replaces scores and feedback of a shared observation, and keeps what they were.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    once: Once<RevisionFields>,
) -> Result<Created<Observation>> {
    let owner = path.user_id;
    let mut proof = table.prove(&caller, owner, Action::EditObservations, &[path.key(), path.scale()]).await?;
    let before: Observation = proof.existing(0)?;
    must_be_by(&caller, &before)?;
    if before.is_draft() {
        return Err(Error::NotShared);
    }
    if before.revision >= MAX_REVISIONS {
        return Err(Error::TooMany { most: MAX_REVISIONS, of: "revisions of an observation" });
    }
    let rubric: Option<Rubric> = proof.record(1)?;
    let (after, revision) = before.revised(once.body, rubric.as_ref(), &caller)?;
    let day = caller.day_of(after.observed_at);
    let activity = caller.activity_on(ActivityKind::ObservationRevised, owner, after.id);
    let changes = Changes::by(&caller, proof.ground, owner, activity)?
        .edit(path.key(), Edit::between(&before, &after)?, vec![version_is(before.stamp.version)])
        .create(keys::revision(&owner, after.id, after.revision), &revision, id_taken())?
        .set(keys::timeline(&owner, day, after.id), &TimelineEntry::of_observation(&after, day))?
        .edit(keys::signals(&owner), latest(&after)?, Vec::new());
    let observation = table.commit_once(changes, &caller, once.key.as_ref(), after).await?;
    Ok(Created { location: format!("/users/{owner}/observations/{}", observation.id), resource: observation })
}
