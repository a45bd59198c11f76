use super::OfLearning;
use shared::{
    domain::{ActivityKind, Caller, Learning, LearningFields, Result},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfLearning>,
    if_match: IfMatch,
    patch: MergePatch<LearningFields>,
) -> Result<Found<Learning>> {
    let (owner, key) = (path.user_id, keys::record::<Learning>(&path.user_id, path.learning_id));
    let mut proof = table.prove(&caller, owner, Action::EditLearning, std::slice::from_ref(&key)).await?;
    let before: Learning = proof.existing(0)?;
    let after = before.edited(patch.apply(&before.fields)?, &caller);
    let version = if_match.or(before.stamp.version)?;
    let mut activity = caller.activity_on(ActivityKind::LearningChanged, owner, after.id);
    activity.fields = patch.field_names();
    let edit = Edit::between(&before, &after)?;
    table.commit(Changes::by(&caller, proof.ground, owner, activity)?.edit(key, edit, vec![version_is(version)])).await?;
    Ok(Found(after))
}
