//! Conferences: meetings of a coach and a coachee, with their invitations.

pub mod create;
pub mod delete;
pub mod edit;
mod invitation;
pub mod list;
mod named;
pub mod read;
pub mod read_invitation;
pub mod read_private_notes;
pub mod write_private_notes;

pub(crate) use invitation::invitation;
pub(crate) use named::people;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Booking, Calendar, Caller, Conference, ConferenceId, Day, MAX_SCHEDULED, Moment, Result, Signals, TimelineEntry, UserId},
    http::Versioned,
    table::{Changes, Edit, Key, Rule, Table, at_most_in_all, from_item, keys},
};

/// The conference that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfConference {
    /// The coachee.
    pub user_id: UserId,
    /// Which one it is.
    pub conference_id: ConferenceId,
}

impl OfConference {
    fn key(self) -> Key {
        keys::record::<Conference>(&self.user_id, self.conference_id)
    }
}

/// A conference that was scheduled or changed, and what else there is at its time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scheduled {
    #[serde(flatten)]
    pub conference: Conference,
    /// Other conferences of coach or coachee at the same time, looked for when it is scheduled or
    /// moved. They don't prevent it.
    pub clashes: Vec<Clash>,
}

/// When somebody has another conference.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Clash {
    pub user_id: UserId,
    pub starts_at: Moment,
    pub ends_at: Moment,
}

impl Versioned for Scheduled {
    fn version(&self) -> u64 {
        self.conference.version()
    }
}

impl Scheduled {
    /// One whose time was looked at before, or doesn't matter.
    fn unlooked(conference: Conference) -> Self {
        Self { conference, clashes: Vec::new() }
    }
}

/// Whose meeting it is: the coachee's and the coach's.
fn both(owner: UserId, conference: &Conference) -> Vec<UserId> {
    [Some(owner), conference.fields.coach_id].into_iter().flatten().collect()
}

/// What else coach and coachee have at the time of a conference.
async fn with_clashes(table: &Table, owner: UserId, conference: Conference) -> Result<Scheduled> {
    let people = both(owner, &conference);
    let calendars: Vec<Key> = people.iter().map(keys::calendar).collect();
    let mut clashes = Vec::new();
    for (user_id, calendar) in people.into_iter().zip(table.busy_times(&calendars).await?) {
        let calendar: Calendar = calendar.map(from_item).transpose()?.unwrap_or_default();
        let clash = |booking: &Booking| Clash { user_id, starts_at: booking.starts_at, ends_at: booking.ends_at };
        clashes.extend(calendar.clashes(&conference).map(clash));
    }
    Ok(Scheduled { conference, clashes })
}

/// The change that keeps calendars, timeline and signals as the conference is after it.
fn kept_up(
    mut changes: Changes,
    caller: &Caller,
    owner: UserId,
    before: Option<&Conference>,
    after: &Conference,
    known: &Known,
) -> Result<Changes> {
    let calendars = |conference: &Conference| if conference.is_scheduled() { both(owner, conference) } else { Vec::new() };
    let (was_in, is_in) = (before.map(calendars).unwrap_or_default(), calendars(after));
    for gone in was_in.iter().filter(|user| !is_in.contains(user)) {
        let edit = Edit::remove(Calendar::of(after.id)).and_add("scheduled_count", -1);
        changes = changes.edit(keys::calendar(gone), edit, Vec::new());
    }
    for user in &is_in {
        let (edit, rules) = booked(after, !was_in.contains(user))?;
        changes = changes.edit(keys::calendar(user), edit, rules);
    }

    let held = |conference: &Conference| conference.is_held().then(|| caller.day_of(conference.fields.starts_at));
    let (was_held, is_held) = (before.and_then(held), held(after));
    if let Some(day) = was_held.filter(|day| Some(*day) != is_held) {
        changes = changes.delete(keys::timeline(&owner, day, after.id), Vec::new());
    }
    if let Some(day) = is_held {
        changes = changes.set(keys::timeline(&owner, day, after.id), &TimelineEntry::of_conference(after, day))?;
    }
    let coaches = [before.and_then(|c| c.fields.coach_id), after.fields.coach_id];
    let once = coaches[0] == coaches[1];
    for coach in coaches.into_iter().skip(usize::from(once)).flatten() {
        let last = known.last_contact_but_this(coach).max(is_held.filter(|_| after.fields.coach_id == Some(coach)));
        let (contact, rules) = crate::records::contact(&known.signals, coach, last);
        changes = changes.edit(keys::signals(&owner), contact, rules);
    }
    Ok(changes)
}

/// What is known of the owner's contacts before a change.
struct Known {
    signals: Signals,
    /// What was done with the owner beside this conference, newest first; read when the conference was
    /// a contact and perhaps isn't one any more.
    others: Option<Vec<TimelineEntry>>,
}

impl Known {
    fn last_contact_but_this(&self, coach: UserId) -> Option<Day> {
        match &self.others {
            Some(others) => others.iter().find_map(|entry| entry.contact_of(coach)),
            None => self.signals.contacts.get(&coach).copied(),
        }
    }
}

fn booked(conference: &Conference, is_new: bool) -> Result<(Edit, Vec<Rule>)> {
    let fields = &conference.fields;
    let booking = Booking { starts_at: fields.starts_at, ends_at: fields.ends_at, coach_id: fields.coach_id };
    let edit = Edit::put(Calendar::of(conference.id), &booking)?;
    if !is_new {
        return Ok((edit, Vec::new()));
    }
    let room = at_most_in_all("scheduled_count", 1, MAX_SCHEDULED, "scheduled conferences in a calendar");
    Ok((edit.and_add("scheduled_count", 1), vec![room]))
}
