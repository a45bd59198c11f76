//! Edits a draft observation: its scores, feedback and rubric.

use super::{OfObservation, rules::must_be_own_draft};
use crate::editing::ItemEdit;
use shared::{
    domain::{ActivityKind, Caller, Observation, ObservationFields, Result, RubricId},
    http::{Found, MergePatch, MustMatch, Path},
    permission::Action,
    table::{Key, Raw, Table, keys},
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
    let wanted = (path.key(), path.scale().raw(), chosen.map(Key::raw));
    let (proof, (before, scale, chosen)) = table
        .prove(&caller, owner, Action::EditObservations, wanted)
        .await?;
    must_be_own_draft(&caller, &before)?;
    let fields = patch.apply(&before.fields())?;
    let version = must_match.version(before.stamp.version)?;
    let is_other_rubric = fields.rubric_id != before.rubric_id;
    let rubric = if is_other_rubric {
        chosen.flatten()
    } else {
        scale
    };
    let rubric = rubric.map(Raw::parse).transpose()?;
    let after = before.edited(fields, rubric.as_ref(), &caller)?;

    let entry = caller
        .activity_on(ActivityKind::ObservationChanged, owner, after.id)
        .of_edit(&before.fields(), &after.fields())?;
    let edit = ItemEdit {
        key: path.key(),
        before,
        after,
        version,
        entry,
    };
    edit.commit(&table, &caller, proof.ground, |changes, _| match &rubric {
        _ if !is_other_rubric => Ok(changes),
        Some(rubric) => changes.set(path.scale(), rubric),
        None => Ok(changes.delete(path.scale(), Vec::new())),
    })
    .await
    .map(Found)
}
