//! Lists the activity log of a user, newest first.

use super::entries::{ActivityLine, with_people};
use crate::users::OfUser;
use shared::{
    domain::{Caller, Result},
    http::{Listed, Paging, Path},
    table::{MAX_PEOPLE, Order, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<ActivityLine>> {
    let owner = path.user_id;
    // Each entry may name two more people.
    let limit = paging.limit.min(MAX_PEOPLE / 2);
    let (range, after) = (keys::activities(Some(&owner)), paging.after.as_deref());
    let found = table.list(&range, Order::Descending, limit, after).await?;
    paging.answer(with_people(found, &table, &caller, owner).await?)
}
