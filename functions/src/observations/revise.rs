//! Revises the scores and feedback of a shared observation, and stores what they were as a revision.

use super::{OfObservation, latest::latest, rules::must_be_by};
use crate::records::id_taken;
use shared::{
    domain::{
        ActivityKind, Caller, Error, MAX_REVISIONS, Observation, Result, RevisionFields,
        TimelineEntry,
    },
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Condition, Edit, Idempotent, Raw, Table, keys, must, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    once: Once<RevisionFields>,
) -> Result<Created<Observation>> {
    let (owner, key) = (path.user_id, once.key.as_ref());
    let revised = revise(&caller, &table, path, once.body, key).await;
    let right = (owner, Action::EditObservations);
    let observation = table.or_answered(&caller, right, key, revised).await?;
    Ok(Created {
        location: format!("/users/{owner}/observations/{}", observation.id),
        resource: observation,
    })
}

async fn revise(
    caller: &Caller,
    table: &Table,
    path: OfObservation,
    fields: RevisionFields,
    once: Option<&Idempotent>,
) -> Result<Observation> {
    let owner = path.user_id;
    let wanted = (
        path.key(),
        path.scale().raw(),
        keys::signals(&owner).lenient(),
    );
    let (proof, (before, scale, signals)) = table
        .prove(caller, owner, Action::EditObservations, wanted)
        .await?;
    must_be_by(caller, &before)?;
    if before.is_draft() {
        return Err(Error::NotShared);
    }
    if before.revision >= MAX_REVISIONS {
        return Err(Error::TooMany {
            most: MAX_REVISIONS,
            of: "revisions of an observation",
            next: "Say the rest in a new observation.",
        });
    }
    let rubric = scale.map(Raw::parse).transpose()?;
    let (after, revision) = before.revised(fields, rubric.as_ref(), caller)?;
    let signals = signals.unwrap_or_default();
    let (latest, rules) = latest(table, owner, &signals, &after).await?;
    let day = after
        .filed_on
        .unwrap_or_else(|| caller.day_of(after.observed_at));
    let activity = caller.activity_on(ActivityKind::ObservationRevised, owner, after.id);
    let changes = Changes::by(caller, proof.ground, owner, activity)?
        .edit(
            path.key(),
            Edit::between_texts(&before, &after)?,
            vec![version_is(before.stamp.version)],
        )
        .create_by(
            keys::revision(&owner, after.id, after.revision),
            &revision,
            vec![must(Condition::Absent, id_taken())],
        )?
        .set(
            keys::timeline(&owner, day, after.id),
            &TimelineEntry::of_observation(&after, day),
        )?
        .edit(keys::signals(&owner), latest, rules);
    table.commit_once(changes, caller, once, after).await
}
