use super::signal;
use crate::{records::id_taken, rubrics, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Goal, GoalFields, MAX_GOALS, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Table, at_most_in_all, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, once: Once<GoalFields>) -> Result<Created<Goal>> {
    let owner = path.user_id;
    let rubric = rubrics::named(&table, &caller, once.body.rubric_id).await?;
    let goal = Goal::new(once.body, rubric.as_ref(), &caller)?;
    let build = |ground| {
        let changes = Changes::by(&caller, ground, owner, caller.activity_on(ActivityKind::GoalCreated, owner, goal.id))?
            .create(keys::record::<Goal>(&owner, goal.id), &goal, id_taken())?
            .edit(
                keys::signals(&owner),
                signal(&goal)?.and_add("goal_count", 1),
                vec![at_most_in_all("goal_count", 1, MAX_GOALS, "goals")],
            );
        Ok((changes, goal.clone()))
    };
    let goal = table.commit_for(&caller, owner, Action::EditGoals, once.key.as_ref(), build).await?;
    Ok(Created { location: format!("/users/{owner}/goals/{}", goal.id), resource: goal })
}
