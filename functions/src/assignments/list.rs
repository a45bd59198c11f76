use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Actor, Assignment, Caller, Day, Kind, Moment, Result, Signals, State, User, UserId, UserLine},
    http::{Listed, Paging},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Range, Table, from_item, keys},
};

/// With each assignment come the other person's profile and the coachee's signals.
const MOST: usize = MAX_PEOPLE / 2;

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
    /// The last day that the coach met or observed the coachee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
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
    let found = table.list::<Assignment>(range, Order::Ascending, paging.limit.min(MOST), paging.after.as_deref()).await?;
    let also = |page: &Page<Assignment>| page.items.iter().flat_map(|a| [keys::profile(&other(a)), keys::signals(&a.coachee_id)]).collect();
    let (page, proof) = found.prove(table, caller, owner, Action::ReadCoaching, also).await?;
    let mut connections = Vec::new();
    for (assignment, also) in page.items.into_iter().zip(proof.also.chunks_exact(2)) {
        if let [Some(profile), signals] = also {
            let signals: Signals = signals.clone().map(from_item).transpose()?.unwrap_or_default();
            connections.push(connection(assignment, &from_item(profile.clone())?, &signals, caller.today));
        }
    }
    paging.answer(Page { items: connections, next: page.next })
}

fn connection(assignment: Assignment, other: &User, signals: &Signals, today: Day) -> Connection {
    let last_contact_on = signals.contacts.get(&assignment.coach_id).copied();
    Connection {
        user: other.line(),
        state: assignment.state(today),
        kind: assignment.kind,
        starts_on: assignment.starts_on,
        ends_on: assignment.ends_on,
        since: assignment.since,
        assigned_by: assignment.assigned_by,
        last_contact_on,
        days_since_last_contact: last_contact_on.map(|day| today.days_since(day)),
        version: assignment.version,
    }
}
