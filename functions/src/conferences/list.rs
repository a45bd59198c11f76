//! Lists a person's conferences, newest first.

use crate::{records, users::OfUser};
use shared::{
    domain::{Caller, Conference, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<Conference>> {
    let page = records::list(
        &caller,
        &table,
        path.user_id,
        Action::ReadConferences,
        &paging,
    )
    .await?;
    paging.answer(page)
}
