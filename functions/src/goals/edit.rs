//! Edits a goal and its action steps, and shows it in the owner's signals.

use super::{
    OfGoal,
    signals::{opened, room_for_open, signal},
};
use crate::editing::ItemEdit;
use shared::{
    domain::{ActivityKind, Caller, Goal, GoalFields, Result, RubricId},
    http::{Found, MergePatch, MustMatch, Path},
    permission::Action,
    table::{Key, Table, keys},
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
    let wanted = (path.key(), rubric.map(Key::optional));
    let (proof, (before, rubric)) = table
        .prove(&caller, owner, Action::EditGoals, wanted)
        .await?;
    let fields = patch.apply(&before.fields)?;
    let version = must_match.version(before.stamp.version)?;
    let after = before.edited(fields, rubric.flatten().as_ref(), &caller)?;

    let entry = caller
        .activity_on(ActivityKind::GoalChanged, owner, after.id)
        .of_edit(&before.fields, &after.fields)?;
    let edit = ItemEdit {
        key: path.key(),
        before,
        after,
        version,
        entry,
    };
    edit.commit(&table, &caller, proof.ground, |changes, edit| {
        let (before, after) = (Some(&edit.before), &edit.after);
        Ok(changes.edit(
            keys::signals(&owner),
            signal(after)?.and(opened(before, after)),
            room_for_open(before, after),
        ))
    })
    .await
    .map(Found)
}
