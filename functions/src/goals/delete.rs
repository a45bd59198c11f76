//! Deletes a goal that has neither progress nor comments, nor the next step of an observation.

use super::OfGoal;
use shared::{
    domain::{ActivityKind, Caller, Error, Result, Signals},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Edit, Table, absent_or_below, keys, must, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfGoal>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let owner = path.user_id;
    let (proof, goal) = table
        .prove(&caller, owner, Action::EditGoals, path.key())
        .await?;
    let unused = |counter: &'static str| must(absent_or_below(counter, 1_u32), Error::GoalInUse);
    let rules = vec![
        version_is(if_match.or(goal.stamp.version)?),
        unused("entry_count"),
        unused("comment_count"),
        unused("planned_count"),
    ];
    let removed = Edit::remove(Signals::of_goal(goal.id))
        .and_add("goal_count", -i64::from(goal.is_open()))
        .and_add("goals_in_all", -1);
    let changes = Changes::by(
        &caller,
        proof.ground,
        owner,
        caller.activity_on(ActivityKind::GoalDeleted, owner, goal.id),
    )?
    .delete(path.key(), rules)
    .edit(keys::signals(&owner), removed, Vec::new());
    table.commit(changes).await?;
    Ok(NoContent)
}
