//! Lists the history of a user's coaching assignments, newest first. It includes assignments that ended.

use super::distinct;
use crate::users::OfUser;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, HistoryEvent, Person, Result, User, UserId},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Table, keys},
};
use std::collections::HashMap;

/// An event of an assignment, with both people's names as they are now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HistoryLine {
    #[serde(flatten)]
    pub event: HistoryEvent,
    pub coach: Person,
    pub coachee: Person,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<HistoryLine>> {
    let owner = path.user_id;
    let found = table
        .list(
            &keys::histories(&owner),
            Order::Descending,
            paging.limit.min(MAX_PEOPLE),
            paging.after.as_deref(),
        )
        .await?;
    let profiles = |page: &Page<HistoryEvent>| -> Vec<_> {
        others(page, owner)
            .iter()
            .map(|other| keys::profile(other).lenient())
            .collect()
    };
    let (page, proof, others) = found
        .prove(&table, &caller, owner, Action::ReadCoaching, profiles)
        .await?;
    let names = names(others.iter().flatten().chain([&proof.owner]));
    let person = |id: UserId| Person {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    paging.answer(page.map(|event| HistoryLine {
        coach: person(event.coach_id),
        coachee: person(event.coachee_id),
        event,
    }))
}

/// The people on the other side of these events, each once.
fn others(page: &Page<HistoryEvent>, owner: UserId) -> Vec<UserId> {
    distinct(page.items.iter().map(|event| {
        if event.coach_id == owner {
            event.coachee_id
        } else {
            event.coach_id
        }
    }))
}

fn names<'a>(users: impl Iterator<Item = &'a User>) -> HashMap<UserId, String> {
    users.map(|user| (user.id, user.name())).collect()
}
