use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Actor, Assignment, Caller, Day, Kind, Moment, Result, State, User, UserId, UserLine},
    http::{Listed, Paging},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Range, Table, from_item, keys},
};

/// An assignment in a list of one person's: the other person, and the terms.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Connection {
    pub user: UserLine,
    pub kind: Kind,
    pub starts_on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
    /// Whether today is within its dates.
    pub state: State,
    /// When it was made.
    pub since: Moment,
    pub assigned_by: Actor,
    pub version: u64,
}

/// A page of a user's assignments from one side, with the people of the other side as they are at
/// the moment of the proof.
pub async fn list(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    range: &Range,
    other: fn(&Assignment) -> UserId,
    paging: &Paging,
) -> Result<Listed<Connection>> {
    let found = table.list::<Assignment>(range, Order::Ascending, paging.limit.min(MAX_PEOPLE), paging.after.as_deref()).await?;
    let profiles = |page: &Page<Assignment>| page.items.iter().map(|a| keys::profile(&other(a))).collect();
    let (page, proof) = found.prove(table, caller, owner, Action::ReadCoaching, profiles).await?;
    let mut connections = Vec::new();
    for (assignment, profile) in page.items.into_iter().zip(proof.also) {
        if let Some(profile) = profile {
            connections.push(connection(assignment, &from_item(profile)?, caller.today));
        }
    }
    paging.answer(Page { items: connections, next: page.next })
}

fn connection(assignment: Assignment, other: &User, today: Day) -> Connection {
    Connection {
        user: other.line(),
        state: assignment.state(today),
        kind: assignment.kind,
        starts_on: assignment.starts_on,
        ends_on: assignment.ends_on,
        since: assignment.since,
        assigned_by: assignment.assigned_by,
        version: assignment.version,
    }
}
