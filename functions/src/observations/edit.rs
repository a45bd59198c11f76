use super::{OfObservation, must_be_own_draft};
use shared::{
    domain::{ActivityKind, Caller, Observation, ObservationFields, Result, Rubric, RubricId},
    http::{Found, MergePatch, MustMatch, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    must_match: MustMatch,
    patch: MergePatch<ObservationFields>,
) -> Result<Found<Observation>> {
    let owner = path.user_id;
    let chosen = patch.named::<RubricId>("rubric_id").map(keys::rubric);
    let also: Vec<_> = [path.key(), path.scale()].into_iter().chain(chosen).collect();
    let mut proof = table.prove(&caller, owner, Action::EditObservations, &also).await?;
    let before: Observation = proof.existing(0)?;
    must_be_own_draft(&caller, &before)?;
    let fields = patch.apply(&before.fields())?;
    let version = must_match.version(before.stamp.version)?;
    let is_other_rubric = fields.rubric_id != before.rubric_id;
    let rubric: Option<Rubric> = proof.record(if is_other_rubric { 2 } else { 1 })?;
    let after = before.edited(fields, rubric.as_ref(), &caller)?;

    let mut activity = caller.activity_on(ActivityKind::ObservationChanged, owner, after.id);
    activity.fields = patch.field_names();
    let mut changes =
        Changes::by(&caller, proof.ground, owner, activity)?.edit(path.key(), Edit::between(&before, &after)?, vec![version_is(version)]);
    if is_other_rubric {
        changes = match &rubric {
            Some(rubric) => changes.set(path.scale(), rubric)?,
            None => changes.delete(path.scale(), Vec::new()),
        };
    }
    table.commit(changes).await?;
    Ok(Found(after))
}
