use super::{ActivityLine, lines, people};
use crate::users::OfUser;
use shared::{
    domain::{Activity, Caller, Result, User},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Table, from_item, keys},
};

/// Newest first.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, paging: Paging) -> Result<Listed<ActivityLine>> {
    let owner = path.user_id;
    // Each entry may name two more people.
    let limit = paging.limit.min(MAX_PEOPLE / 2);
    let found = table.list::<Activity>(&keys::activities(&owner), Order::Descending, limit, paging.after.as_deref()).await?;
    let profiles = |page: &Page<Activity>| people(&page.items).iter().map(keys::profile).collect();
    let (page, proof) = found.prove(&table, &caller, owner, Action::ReadActivity, profiles).await?;
    let users = proof.also.into_iter().flatten().map(from_item).collect::<Result<Vec<User>>>()?;
    paging.answer(Page { items: lines(page.items, &users), next: page.next })
}
