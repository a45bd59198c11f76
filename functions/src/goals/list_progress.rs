//! Lists a goal's progress, newest first.

use super::OfGoal;
use crate::records;
use shared::{
    domain::{Caller, ProgressEntry, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Order, Table},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfGoal>,
    paging: Paging,
) -> Result<Listed<ProgressEntry>> {
    let how = (Action::ReadGoals, Order::Descending);
    let page = records::list_parts::<ProgressEntry>(
        &caller,
        &table,
        path.user_id,
        path.goal_id,
        how,
        &paging,
    )
    .await?;
    paging.answer(page)
}
