use super::change::distinct;
use crate::users::OfUser;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, HistoryEvent, Person, Result, User, UserId},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Proof, Table, from_item, keys},
};
use std::collections::HashMap;

/// Something that happened to an assignment, with the names of both as they are now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HistoryLine {
    #[serde(flatten)]
    pub event: HistoryEvent,
    pub coach: Person,
    pub coachee: Person,
}

/// Newest first.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, paging: Paging) -> Result<Listed<HistoryLine>> {
    let owner = path.user_id;
    let found = table
        .list::<HistoryEvent>(&keys::histories(&owner), Order::Descending, paging.limit.min(MAX_PEOPLE), paging.after.as_deref())
        .await?;
    let profiles = |page: &Page<HistoryEvent>| others(page, owner).iter().map(keys::profile).collect();
    let (page, proof) = found.prove(&table, &caller, owner, Action::ReadCoaching, profiles).await?;
    let names = names(proof)?;
    let person = |id: UserId| Person { id, name: names.get(&id).cloned().unwrap_or_default() };
    paging.answer(page.map(|event| HistoryLine { coach: person(event.coach_id), coachee: person(event.coachee_id), event }))
}

fn others(page: &Page<HistoryEvent>, owner: UserId) -> Vec<UserId> {
    distinct(page.items.iter().map(|event| if event.coach_id == owner { event.coachee_id } else { event.coach_id }))
}

fn names(proof: Proof) -> Result<HashMap<UserId, String>> {
    let others = proof.also.into_iter().flatten().map(from_item::<User>).collect::<Result<Vec<_>>>()?;
    Ok(others.iter().chain([&proof.owner]).map(|user| (user.id, user.name())).collect())
}
