//! Lists a person's learning records, newest first.

use crate::{records, users::OfUser};
use shared::{
    domain::{Caller, Learning, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<Learning>> {
    let page = records::list(&caller, &table, path.user_id, Action::ReadLearning, &paging).await?;
    paging.answer(page)
}
