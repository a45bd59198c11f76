use super::OfGoal;
use shared::{
    domain::{ActivityKind, Caller, Error, Result, Signals},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Edit, Table, absent_or_below, keys, must},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfGoal>, if_match: IfMatch) -> Result<NoContent> {
    let owner = path.user_id;
    let unused = |counter: &'static str| must(absent_or_below(counter, 1_u32), Error::GoalInUse);
    let mut rules = vec![must(Condition::Exists, Error::NotFound), unused("entry_count"), unused("comment_count")];
    rules.extend(if_match.rule());
    let build = |ground| {
        let gone = Edit::remove(Signals::of_goal(path.goal_id)).and_add("goal_count", -1);
        let changes = Changes::by(&caller, ground, owner, caller.activity_on(ActivityKind::GoalDeleted, owner, path.goal_id))?
            .delete(path.key(), rules.clone())
            .edit(keys::signals(&owner), gone, Vec::new());
        Ok((changes, ()))
    };
    table.commit_for(&caller, owner, Action::EditGoals, None, build).await?;
    Ok(NoContent)
}
