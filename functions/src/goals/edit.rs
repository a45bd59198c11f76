use super::{OfGoal, signal};
use shared::{
    domain::{ActivityKind, Caller, Goal, GoalFields, Result, Rubric, RubricId},
    http::{Found, MergePatch, MustMatch, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfGoal>,
    must_match: MustMatch,
    patch: MergePatch<GoalFields>,
) -> Result<Found<Goal>> {
    let owner = path.user_id;
    let rubric = patch.named::<RubricId>("rubric_id").map(keys::rubric);
    let also: Vec<_> = [path.key()].into_iter().chain(rubric).collect();
    let mut proof = table.prove(&caller, owner, Action::EditGoals, &also).await?;
    let before: Goal = proof.existing(0)?;
    let rubric: Option<Rubric> = proof.record(1)?;
    let fields = patch.apply(&before.fields)?;
    let version = must_match.version(before.stamp.version)?;
    let after = before.edited(fields, rubric.as_ref(), &caller)?;

    let mut activity = caller.activity_on(ActivityKind::GoalChanged, owner, after.id);
    activity.fields = patch.field_names();
    let changes = Changes::by(&caller, proof.ground, owner, activity)?
        .edit(path.key(), Edit::between(&before, &after)?, vec![version_is(version)])
        .edit(keys::signals(&owner), signal(&after)?, Vec::new());
    table.commit(changes).await?;
    Ok(Found(after))
}
