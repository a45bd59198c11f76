//! Helper: keeps calendars, timeline and signals in step with a conference, and finds clashes.

use crate::records::{contact, timeline_changed};
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{
        Booking, Calendar, Caller, Conference, Day, Error, MAX_SCHEDULED, MAX_SCHEDULED_OF_PAIR,
        Moment, Result, Signals, TimelineEntry, UserId,
    },
    http::Versioned,
    table::{
        Changes, Condition, Edit, Rule, Table, absent_or_at_least, at_most, at_most_in_all, equals,
        keys, must,
    },
};

/// What to do when a calendar is full.
const RECORD_ONE: &str = "Record or cancel one of them, then repeat.";

/// A conference that was scheduled or changed, with other conferences at the same time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scheduled {
    #[serde(flatten)]
    pub conference: Conference,
    /// Other conferences of the coach or the coachee at the same time, when this one was just scheduled or
    /// moved. They don't prevent it.
    pub clashes: Vec<Clash>,
}

/// The time of another conference of this user.
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
    /// A conference that wasn't moved, or isn't scheduled, so that its clashes aren't looked up.
    pub fn without_clashes(conference: Conference) -> Self {
        Self {
            conference,
            clashes: Vec::new(),
        }
    }
}

/// The coachee and the coach of a conference.
pub(super) fn both(owner: UserId, conference: &Conference) -> Vec<UserId> {
    [Some(owner), conference.fields.coach_id]
        .into_iter()
        .flatten()
        .collect()
}

/// A conference with the other conferences of its coach and its coachee at the same time.
pub(super) async fn with_clashes(
    table: &Table,
    caller: &Caller,
    owner: UserId,
    conference: Conference,
) -> Result<Scheduled> {
    let coach = conference.fields.coach_id;
    let mut clashes = Vec::new();
    for (user_id, calendar) in table.busy_times(owner, coach, caller.today).await? {
        let clash = |booking: &Booking| Clash {
            user_id,
            starts_at: booking.starts_at,
            ends_at: booking.ends_at,
        };
        clashes.extend(calendar.clashes(&conference).map(clash));
    }
    Ok(Scheduled {
        conference,
        clashes,
    })
}

/// The change with everything that must agree with the conference after it: both calendars, the coachee's
/// timeline and the last contact in their signals. When it books a coach, it has the rules that they coach the
/// coachee on that day.
pub(super) fn keep_in_step(
    mut changes: Changes,
    caller: &Caller,
    owner: UserId,
    before: Option<&Conference>,
    after: &Conference,
    contacts: &Contacts,
) -> Result<Changes> {
    let calendars = |conference: &Conference| {
        if conference.is_scheduled() {
            both(owner, conference)
        } else {
            Vec::new()
        }
    };
    let (was_in, is_in) = (before.map(calendars).unwrap_or_default(), calendars(after));
    for user in was_in.iter().filter(|user| !is_in.contains(user)) {
        let edit = Edit::remove(Calendar::of(after.id)).and_add("scheduled_count", -1);
        changes = changes.edit(keys::calendar(user), edit, Vec::new());
    }
    for user in &is_in {
        let (edit, rules) = booked(after, !was_in.contains(user))?;
        changes = changes.edit(keys::calendar(user), edit, rules);
    }
    changes = counted_of_pair(changes, owner, before, after);
    let is_new_booking = before.is_none_or(|before| {
        !before.is_scheduled() || before.when_and_who() != after.when_and_who()
    });
    if let Some(coach) = after
        .fields
        .coach_id
        .filter(|_| after.is_scheduled() && is_new_booking)
    {
        changes = changes
            .check(
                keys::coach_of(&owner, &coach),
                coaches_on_the_day(caller, after),
            )
            .check(keys::profile(&coach), is_still_a_coach());
    }

    let (was_filed, is_filed) = (before.and_then(|before| before.filed_on), after.filed_on);
    if let Some(day) = was_filed.filter(|day| Some(*day) != is_filed) {
        changes = changes.delete(keys::timeline(&owner, day, after.id), Vec::new());
    }
    if let Some(day) = is_filed {
        changes = changes.set(
            keys::timeline(&owner, day, after.id),
            &TimelineEntry::of_conference(after, day),
        )?;
    }
    let (was_with, is_with) = (
        before.and_then(|c| c.fields.coach_id),
        after.fields.coach_id,
    );
    if (was_filed, was_with) == (is_filed, is_with) || (was_filed, is_filed) == (None, None) {
        return Ok(changes);
    }
    let (mut edit, unchanged) = timeline_changed(&contacts.signals);
    let coaches = [was_with, is_with.filter(|_| was_with != is_with)];
    for coach in coaches.into_iter().flatten() {
        let last = contacts
            .last_contact_besides(coach)
            .max(is_filed.filter(|_| is_with == Some(coach)));
        edit = edit.and(contact(&contacts.signals, coach, last));
    }
    Ok(changes.edit(keys::signals(&owner), edit, vec![unchanged]))
}

/// The change with the number of the coach's scheduled conferences with the owner, in the coach's calendar.
fn counted_of_pair(
    mut changes: Changes,
    owner: UserId,
    before: Option<&Conference>,
    after: &Conference,
) -> Changes {
    let coach = |conference: &Conference| {
        conference
            .fields
            .coach_id
            .filter(|_| conference.is_scheduled())
    };
    let (was_with, is_with) = (before.and_then(coach), coach(after));
    if was_with == is_with {
        return changes;
    }
    let count = Calendar::count_with(owner);
    if let Some(coach) = was_with {
        changes = changes.edit(keys::calendar(&coach), Edit::add(&count, -1), Vec::new());
    }
    if let Some(coach) = is_with {
        let of = "scheduled conferences of one coach and one coachee";
        let room = at_most_in_all(count.clone(), 1, MAX_SCHEDULED_OF_PAIR, (of, RECORD_ONE));
        changes = changes.edit(keys::calendar(&coach), Edit::add(&count, 1), vec![room]);
    }
    changes
}

/// The rules for the assignment of the coach of a scheduled conference: it is in force now and on that day. So
/// nobody can book a coach whose right has ended, nor find out when they are busy.
fn coaches_on_the_day(caller: &Caller, conference: &Conference) -> Vec<Rule> {
    let detail = "This person doesn't coach the coachee then. Choose a day within the assignment, or another coach.";
    let doesnt_coach = || Error::field("/coach_id", detail);
    let day = last_day(caller, conference.fields.ends_at).max(caller.today);
    vec![
        must(Condition::Exists, doesnt_coach()),
        must(at_most("starts_on", caller.today), doesnt_coach()),
        must(absent_or_at_least("ends_on", day), doesnt_coach()),
    ]
}

/// The day on which a conference with this end ends. One until midnight ends on the day before.
pub(super) fn last_day(caller: &Caller, ends_at: Moment) -> Day {
    caller.day_of(ends_at.plus_milliseconds(-1))
}

/// The rules for the profile of the coach of a scheduled conference. The assignment doesn't prove them: it may
/// still exist after coach status was withdrawn, because assignments are ended later.
fn is_still_a_coach() -> Vec<Rule> {
    let doesnt_coach = || {
        Error::field(
            "/coach_id",
            "This person doesn't coach now. Choose another coach.",
        )
    };
    vec![
        must(equals("status", "active"), doesnt_coach()),
        must(equals("coach_status", "granted"), doesnt_coach()),
    ]
}

/// The owner's contacts before a change.
pub(super) struct Contacts {
    pub signals: Signals,
    /// The timeline without this conference, newest first. Only read when the conference was a contact and
    /// the change may end that: then the last contact is the next one in the timeline.
    pub others: Option<Vec<TimelineEntry>>,
}

impl Contacts {
    /// The day of this coach's last contact, other than the conference itself.
    fn last_contact_besides(&self, coach: UserId) -> Option<Day> {
        match &self.others {
            Some(others) => others.iter().find_map(|entry| entry.contact_of(coach)),
            None => self.signals.last_contact(coach),
        }
    }
}

/// The edit of a calendar that books a conference, with the rule that there is room for a new one.
fn booked(conference: &Conference, is_new: bool) -> Result<(Edit, Vec<Rule>)> {
    let fields = &conference.fields;
    let booking = Booking {
        starts_at: fields.starts_at,
        ends_at: fields.ends_at,
        coach_id: fields.coach_id,
    };
    let edit = Edit::put(Calendar::of(conference.id), &booking)?;
    if !is_new {
        return Ok((edit, Vec::new()));
    }
    let room = at_most_in_all(
        "scheduled_count",
        1,
        MAX_SCHEDULED,
        ("scheduled conferences in a calendar", RECORD_ONE),
    );
    Ok((edit.and_add("scheduled_count", 1), vec![room]))
}
