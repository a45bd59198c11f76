use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Assignment, Calendar, Caller, Card, ConferenceId, Day, GoalCounts, Kind, LatestScores, Moment, Result, Signals, User},
    http::{Listed, Paging},
    permission::{Action, Relation},
    table::{Item, Order, Page, Table, from_item, keys},
};

/// Four items are read of each coachee, and a hundred in a transaction.
const MOST: usize = 24;

/// A coachee of the caller's, and what to know before the next conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Coachee {
    pub user: Card,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_conference: Option<NextConference>,
    /// The last day that the caller met or observed the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    /// Check-back dates that have passed, of steps that are not done.
    pub overdue_check_backs: u32,
    pub goals: GoalCounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_scores: Option<LatestScores>,
}

/// The next conference of the caller with the person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NextConference {
    pub id: ConferenceId,
    pub starts_at: Moment,
    pub ends_at: Moment,
}

/// Those whom the caller may coach today; a page may be shorter than `limit`, as at most 24 are read
/// at once.
pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<Coachee>> {
    let range = keys::coachees(&caller.user_id);
    let found = table.list(&range, Order::Ascending, paging.limit.min(MOST), paging.after.as_deref()).await?;
    let also = |page: &Page<Assignment>| {
        let of_each = |a: &Assignment| {
            [
                keys::profile(&a.coachee_id),
                keys::coach_of(&a.coachee_id, &caller.user_id),
                keys::signals(&a.coachee_id),
                keys::calendar(&a.coachee_id),
            ]
        };
        page.items.iter().flat_map(of_each).collect()
    };
    let (page, proof) = found.prove(&table, &caller, caller.user_id, Action::ReadCoaching, also).await?;
    let mut coachees = Vec::new();
    for items in proof.also.chunks(4) {
        coachees.extend(coachee(&caller, &proof.owner, items)?);
    }
    paging.answer(Page { items: coachees, next: page.next })
}

/// A coachee as of the moment of the proof; none when the caller doesn't coach them then.
fn coachee(caller: &Caller, coach: &User, items: &[Option<Item>]) -> Result<Option<Coachee>> {
    let [Some(profile), Some(assignment), signals, calendar] = items else { return Ok(None) };
    let (user, assignment): (User, Assignment) = (from_item(profile.clone())?, from_item(assignment.clone())?);
    if !Relation::of(coach, &user, Some(&assignment), caller.today).coach {
        return Ok(None);
    }
    let signals: Signals = signals.clone().map(from_item).transpose()?.unwrap_or_default();
    let calendar: Calendar = calendar.clone().map(from_item).transpose()?.unwrap_or_default();
    let last_contact_on = signals.contacts.get(&caller.user_id).copied();
    Ok(Some(Coachee {
        user: user.card(),
        kind: assignment.kind,
        next_conference: next_conference(&calendar, caller),
        last_contact_on,
        days_since_last_contact: last_contact_on.map(|day| caller.today.days_since(day)),
        overdue_check_backs: signals.overdue_check_backs(caller.today),
        goals: GoalCounts::of(&signals),
        latest_scores: signals.latest,
    }))
}

fn next_conference(calendar: &Calendar, caller: &Caller) -> Option<NextConference> {
    let with_caller = calendar.0.iter().filter(|(_, booking)| booking.coach_id == Some(caller.user_id) && booking.ends_at > caller.now);
    let (id, booking) = with_caller.min_by_key(|(_, booking)| booking.starts_at)?;
    Some(NextConference { id: *id, starts_at: booking.starts_at, ends_at: booking.ends_at })
}
