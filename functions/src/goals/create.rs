//! Creates a goal, and shows it in the owner's signals.

use super::signals::{opened, room_for_open, room_in_all, signal};
use crate::{records::id_taken, rubrics, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Goal, GoalFields, Result, UserId},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Idempotent, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    once: Once<GoalFields>,
) -> Result<Created<Goal>> {
    let owner = path.user_id;
    let key = once.key.as_ref();
    let created = create(&caller, &table, owner, once.body, key).await;
    let right = (owner, Action::EditGoals);
    let goal = table.or_answered(&caller, right, key, created).await?;
    Ok(Created {
        location: format!("/users/{owner}/goals/{}", goal.id),
        resource: goal,
    })
}

async fn create(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    fields: GoalFields,
    once: Option<&Idempotent>,
) -> Result<Goal> {
    let rubric = rubrics::find(table, caller, fields.rubric_id).await?;
    let goal = Goal::new(fields, rubric.as_ref(), caller)?;
    let build = |ground| {
        let changes = Changes::by(
            caller,
            ground,
            owner,
            caller.activity_on(ActivityKind::GoalCreated, owner, goal.id),
        )?
        .create(keys::record::<Goal>(&owner, goal.id), &goal, id_taken())?
        .edit(
            keys::signals(&owner),
            signal(&goal)?
                .and(opened(None, &goal))
                .and_add("goals_in_all", 1),
            room_for_open(None, &goal)
                .into_iter()
                .chain([room_in_all()])
                .collect(),
        );
        Ok((changes, goal.clone()))
    };
    table
        .commit_for(caller, owner, Action::EditGoals, once, build)
        .await
}
