//! Adds a comment to a goal, and counts it there.

use super::OfGoal;
use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, Comment, CommentFields, Error, MAX_COMMENTS, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Condition, Edit, Table, at_most_in_all, keys, must},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfGoal>,
    once: Once<CommentFields>,
) -> Result<Created<Comment>> {
    let owner = path.user_id;
    let comment = Comment::new(once.body, &caller);
    let rules = vec![
        must(Condition::Exists, Error::NotFound),
        at_most_in_all(
            "comment_count",
            1,
            MAX_COMMENTS,
            ("comments on a goal", "Go on in a new goal."),
        ),
    ];
    let build = |ground| {
        let changes = Changes::by(
            &caller,
            ground,
            owner,
            caller.activity_on(ActivityKind::GoalCommented, owner, path.goal_id),
        )?
        .create(
            keys::part::<Comment>(&owner, path.goal_id, comment.id),
            &comment,
            id_taken(),
        )?
        .edit(path.key(), Edit::add("comment_count", 1), rules.clone());
        Ok((changes, comment.clone()))
    };
    let comment = table
        .commit_for(&caller, owner, Action::EditGoals, once.key.as_ref(), build)
        .await?;
    Ok(Created {
        location: format!("/users/{owner}/goals/{}/comments", path.goal_id),
        resource: comment,
    })
}
