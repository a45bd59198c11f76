//! Lists a person's goals, newest first.

use crate::{records, users::OfUser};
use shared::{
    domain::{Caller, Goal, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<Goal>> {
    let page =
        records::list::<Goal>(&caller, &table, path.user_id, Action::ReadGoals, &paging).await?;
    paging.answer(page)
}
