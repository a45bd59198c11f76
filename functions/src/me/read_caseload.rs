//! Reads the caller's caseload: the people they coach today, with signals. A page has at most 16 people,
//! and may be shorter and still not be the last.

use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{
        Assignment, Calendar, Caller, Card, ConferenceId, Day, GoalCounts, Kind, LatestScores,
        Moment, Result, Signals, User, days_since_contact,
    },
    http::{Listed, Paging},
    permission::{Action, Relation},
    table::{Order, Page, Table, keys},
};

/// The most coachees of a page. Four items are read of each, in a transaction of at most 4 MB
/// (`tests/src/limits.rs` checks that they fit).
pub const AT_ONCE_IN_CASELOAD: usize = 16;

/// One of the caller's coachees, with what to know before the next conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Coachee {
    pub user: Card,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_conference: Option<NextConference>,
    /// The last day on which the caller met or observed the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    /// The number of steps that aren't done and have a check-back date before today.
    pub overdue_check_backs: u32,
    pub goals: GoalCounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_scores: Option<LatestScores>,
}

/// The caller's next conference with the person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NextConference {
    pub id: ConferenceId,
    pub starts_at: Moment,
    pub ends_at: Moment,
}

pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<Coachee>> {
    let range = keys::coachees(&caller.user_id);
    let found = table
        .list(
            &range,
            Order::Ascending,
            paging.limit.min(AT_ONCE_IN_CASELOAD),
            paging.after.as_deref(),
        )
        .await?;
    let wanted = |page: &Page<Assignment>| -> Vec<_> {
        let of_each = |a: &Assignment| {
            (
                keys::profile(&a.coachee_id).lenient(),
                keys::coach_of(&a.coachee_id, &caller.user_id).lenient(),
                keys::signals(&a.coachee_id).lenient(),
                keys::calendar(&a.coachee_id).lenient(),
            )
        };
        page.items.iter().map(of_each).collect()
    };
    let (page, proof, found) = found
        .prove(
            &table,
            &caller,
            caller.user_id,
            Action::ReadCoaching,
            wanted,
        )
        .await?;
    let coachees = found
        .into_iter()
        .filter_map(|found| coachee(&caller, &proof.owner, found))
        .collect();
    paging.answer(Page {
        items: coachees,
        next: page.next,
    })
}

/// A coachee as of the proof; none when the caller didn't coach them at that moment.
fn coachee(
    caller: &Caller,
    coach: &User,
    (user, assignment, signals, calendar): (
        Option<User>,
        Option<Assignment>,
        Option<Signals>,
        Option<Calendar>,
    ),
) -> Option<Coachee> {
    let (user, assignment) = (user?, assignment?);
    if !Relation::of(coach, &user, Some(&assignment), caller.today).coach {
        return None;
    }
    let (signals, calendar) = (signals.unwrap_or_default(), calendar.unwrap_or_default());
    let last_contact_on = signals.last_contact(caller.user_id);
    Some(Coachee {
        user: user.card(),
        kind: assignment.kind,
        next_conference: next_conference(&calendar, caller),
        last_contact_on,
        days_since_last_contact: days_since_contact(last_contact_on, caller.today),
        overdue_check_backs: signals.overdue_check_backs(caller.today),
        goals: GoalCounts::of(&signals),
        latest_scores: signals.latest,
    })
}

fn next_conference(calendar: &Calendar, caller: &Caller) -> Option<NextConference> {
    let with_caller = calendar.0.iter().filter(|(_, booking)| {
        booking.coach_id == Some(caller.user_id) && booking.ends_at > caller.now
    });
    let (id, booking) = with_caller.min_by_key(|(_, booking)| booking.starts_at)?;
    Some(NextConference {
        id: *id,
        starts_at: booking.starts_at,
        ends_at: booking.ends_at,
    })
}
