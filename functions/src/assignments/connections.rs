//! Helper: the list of a user's assignments from either side.

use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{
        Actor, Assignment, Caller, Day, Kind, Moment, Result, Signals, State, UserId,
        days_since_contact,
    },
    http::{Listed, Paging},
    permission::{Action, Relation, UserLine, Viewer},
    table::{Order, Page, Range, Table, keys},
};

/// The most assignments of a page. With each, the other person's profile and the coachee's signals are read, in
/// a transaction of at most 4 MB (`tests/src/limits.rs` checks that they fit).
pub const AT_ONCE_IN_LISTS: usize = 20;

/// An assignment in one person's list: the other person, and its terms.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Connection {
    pub user: UserLine,
    pub kind: Kind,
    pub starts_on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
    /// Whether today is within its dates.
    pub state: State,
    /// When it was created.
    pub since: Moment,
    pub assigned_by: Actor,
    /// The last day on which the coach met or observed the coachee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    pub version: u64,
}

/// A page of a user's assignments as coach or as coachee, with the people of the other side (`other`) as of the
/// proof. Assignments past their last day are left out.
pub async fn list(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    range: &Range<Assignment>,
    other: fn(&Assignment) -> UserId,
    paging: &Paging,
) -> Result<Listed<Connection>> {
    let (limit, after) = (paging.limit.min(AT_ONCE_IN_LISTS), paging.after.as_deref());
    let found = table
        .list_kept(range, Order::Ascending, limit, after, |it: &Assignment| {
            !it.is_over(caller.today)
        })
        .await?;
    let wanted = |page: &Page<Assignment>| -> Vec<_> {
        let of_each = |a: &Assignment| {
            (
                keys::profile(&other(a)).lenient(),
                keys::signals(&a.coachee_id).lenient(),
            )
        };
        page.items.iter().map(of_each).collect()
    };
    let (page, proof, found) = found
        .prove(table, caller, owner, Action::ReadCoaching, wanted)
        .await?;
    let mut connections = Vec::new();
    for (assignment, (other, signals)) in page.items.into_iter().zip(found) {
        let signals = signals.unwrap_or_default();
        if let Some(other) = other {
            // Owners see their own coachees as a coach does. All others see what any caller with this right sees.
            let relation = if caller.user_id == owner && assignment.coach_id == owner {
                Relation::of(&proof.owner, &other, Some(&assignment), caller.today)
            } else {
                Relation {
                    administrator: proof.relation.administrator,
                    ..Relation::default()
                }
            };
            let viewer = Viewer::new(caller.user_id, other.id, relation);
            if viewer.knows(&other) {
                connections.push(connection(
                    assignment,
                    viewer.line(other.line()),
                    &signals,
                    caller.today,
                ));
            }
        }
    }
    paging.answer(Page {
        items: connections,
        next: page.next,
    })
}

fn connection(assignment: Assignment, user: UserLine, signals: &Signals, today: Day) -> Connection {
    let last_contact_on = signals.last_contact(assignment.coach_id);
    Connection {
        user,
        state: assignment.state(today),
        kind: assignment.kind,
        starts_on: assignment.starts_on,
        ends_on: assignment.ends_on,
        since: assignment.since,
        assigned_by: assignment.assigned_by,
        last_contact_on,
        days_since_last_contact: days_since_contact(last_contact_on, today),
        version: assignment.version,
    }
}
