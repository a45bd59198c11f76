use crate::users::{OfUser, Person};
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Activity, Caller, Result, User, UserId},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Table, from_item, keys},
};
use std::collections::{BTreeSet, HashMap};

/// An entry of the log, with the coach's name as it is now when it was about an assignment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityLine {
    #[serde(flatten)]
    pub activity: Activity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coach: Option<Person>,
}

/// Newest first.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, paging: Paging) -> Result<Listed<ActivityLine>> {
    let owner = path.user_id;
    let limit = paging.limit.min(MAX_PEOPLE);
    let found = table.list::<Activity>(&keys::activities(&owner), Order::Descending, limit, paging.after.as_deref()).await?;
    let profiles = |page: &Page<Activity>| coaches(page, owner).iter().map(keys::profile).collect();
    let (page, proof) = found.prove(&table, &caller, owner, Action::ReadActivity, profiles).await?;
    let others = proof.also.into_iter().flatten().map(from_item::<User>).collect::<Result<Vec<_>>>()?;
    let names: HashMap<UserId, String> = others.iter().chain([&proof.owner]).map(|user| (user.id, user.name())).collect();
    let person = |id: UserId| Person { id, name: names.get(&id).cloned().unwrap_or_default() };
    paging.answer(page.map(|activity| ActivityLine { coach: activity.coach_id.map(person), activity }))
}

/// The coaches of a page, each once.
fn coaches(page: &Page<Activity>, owner: UserId) -> BTreeSet<UserId> {
    page.items.iter().filter_map(|activity| activity.coach_id).filter(|coach| *coach != owner).collect()
}
