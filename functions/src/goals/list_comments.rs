//! Lists the comments on a goal, newest first.

use super::OfGoal;
use crate::records;
use shared::{
    domain::{Caller, Comment, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Order, Table},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfGoal>,
    paging: Paging,
) -> Result<Listed<Comment>> {
    let how = (Action::ReadGoals, Order::Descending);
    let page =
        records::list_parts::<Comment>(&caller, &table, path.user_id, path.goal_id, how, &paging)
            .await?;
    paging.answer(page)
}
