//! What a person is told of a change that concerns them.

use super::{Activity, ActivityId, ActivityKind, Actor, Audit, Conference, Day, GoalId, Moment, Observation, Review, UserId};
use crate::permission::Action;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a notice is kept, in seconds: 90 days.
const KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// What a notice says, from the side of who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Somebody coaches you.
    CoachAssigned,
    /// You coach somebody.
    CoacheeAssigned,
    /// Somebody no longer coaches you.
    CoachRemoved,
    /// You no longer coach somebody.
    CoacheeRemoved,
    CoachStatusGranted,
    CoachStatusWithdrawn,
    ConferenceScheduled,
    /// Its time, place or coach is another.
    ConferenceMoved,
    ConferenceCancelled,
    ObservationShared,
    ObservationAcknowledged,
    /// Assignments wait for your decision.
    ReviewAssigned,
    /// They still do, and the last day is near.
    ReviewReminder,
    /// A review of yours is past its last day, or stopped.
    ReviewWaits,
    ReviewClosed,
    /// A step of a goal is to be looked at today.
    CheckBackDue,
    AuditDone,
}

/// What a notice is about, as preferences have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Assignments,
    CoachStatus,
    Conferences,
    Observations,
    CheckBacks,
    Reviews,
    Audits,
}

impl NoticeKind {
    pub const ALL: [Self; 17] = [
        Self::CoachAssigned,
        Self::CoacheeAssigned,
        Self::CoachRemoved,
        Self::CoacheeRemoved,
        Self::CoachStatusGranted,
        Self::CoachStatusWithdrawn,
        Self::ConferenceScheduled,
        Self::ConferenceMoved,
        Self::ConferenceCancelled,
        Self::ObservationShared,
        Self::ObservationAcknowledged,
        Self::ReviewAssigned,
        Self::ReviewReminder,
        Self::ReviewWaits,
        Self::ReviewClosed,
        Self::CheckBackDue,
        Self::AuditDone,
    ];

    pub fn topic(self) -> Topic {
        match self {
            Self::CoachAssigned | Self::CoacheeAssigned | Self::CoachRemoved | Self::CoacheeRemoved => Topic::Assignments,
            Self::CoachStatusGranted | Self::CoachStatusWithdrawn => Topic::CoachStatus,
            Self::ConferenceScheduled | Self::ConferenceMoved | Self::ConferenceCancelled => Topic::Conferences,
            Self::ObservationShared | Self::ObservationAcknowledged => Topic::Observations,
            Self::CheckBackDue => Topic::CheckBacks,
            Self::ReviewAssigned | Self::ReviewReminder | Self::ReviewWaits | Self::ReviewClosed => Topic::Reviews,
            Self::AuditDone => Topic::Audits,
        }
    }

    /// The right over the person it is about without which nobody is told of it, nor shown it later.
    pub fn needs(self) -> Action {
        match self {
            Self::ConferenceScheduled | Self::ConferenceMoved | Self::ConferenceCancelled => Action::ReadConferences,
            Self::ObservationShared | Self::ObservationAcknowledged => Action::ReadObservations,
            Self::CheckBackDue => Action::ReadGoals,
            Self::CoachAssigned
            | Self::CoacheeAssigned
            | Self::CoachRemoved
            | Self::CoacheeRemoved
            | Self::CoachStatusGranted
            | Self::CoachStatusWithdrawn
            | Self::ReviewAssigned
            | Self::ReviewReminder
            | Self::ReviewWaits
            | Self::ReviewClosed
            | Self::AuditDone => Action::ReadProfile,
        }
    }
}

/// Somebody by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    pub id: UserId,
    pub name: String,
}

/// A notice in somebody's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// The id of the activity it tells of, so that it is there once however often it is sent.
    pub id: ActivityId,
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Moment,
    pub by: Actor,
    /// Whose record it is about, or the other one of an assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// The conference or observation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// When the conference was to begin, as this notice has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Moment>,
    /// What a review is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// How many assignments of it wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
    /// Seconds since 1970 after which it is gone.
    pub expires_at: i64,
}

impl Notice {
    /// Whose records it is about: those of the person it names, or the recipient's own.
    pub fn owner(&self, recipient: UserId) -> UserId {
        let needs_a_right = self.kind.needs() != Action::ReadProfile;
        self.person.as_ref().map(|person| person.id).filter(|_| needs_a_right).unwrap_or(recipient)
    }

    fn of_system(kind: NoticeKind, id: ActivityId, now: Moment) -> Self {
        Self {
            id,
            kind,
            at: now,
            by: Actor::system(),
            person: None,
            record_id: None,
            starts_at: None,
            review: None,
            count: None,
            due_on: None,
            read_at: None,
            expires_at: now.as_second() + KEPT_SECONDS,
        }
    }

    /// A notice that an audit is done.
    pub fn of_audit(audit: &Audit, now: Moment) -> Self {
        let id = ActivityId::of(audit.started_at, &format!("audit {}", audit.id));
        let (record_id, count) = (Some(audit.id.to_string()), Some(audit.totals.findings()));
        Self { record_id, count, ..Self::of_system(NoticeKind::AuditDone, id, now) }
    }

    /// A notice that steps of a goal are to be looked at on this day, which begins then.
    pub fn of_check_back(goal: GoalId, person: Option<Person>, on: Day, begins: Moment, now: Moment) -> Self {
        let id = ActivityId::of(begins, &format!("check-back {goal}"));
        let of_goal = Self::of_system(NoticeKind::CheckBackDue, id, now);
        Self { person, record_id: Some(goal.to_string()), due_on: Some(on), ..of_goal }
    }

    /// A notice about a review. `due` is when it was to be told, so that it is there once however often
    /// it is told.
    pub fn of_review(kind: NoticeKind, review: &Review, to: UserId, count: u32, due: Moment, now: Moment) -> Self {
        let id = ActivityId::of(due, &format!("{kind:?} {} {to}", review.id));
        Self {
            record_id: Some(review.id.to_string()),
            review: Some(review.fields.name.clone()),
            count: (count > 0).then_some(count),
            due_on: Some(review.fields.due_on),
            ..Self::of_system(kind, id, now)
        }
    }
}

/// Who is to be told of an activity, and what.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    pub to: UserId,
    pub kind: NoticeKind,
    /// Whose records the recipient must have the right to: the recipient's own, or a coachee's.
    pub owner: UserId,
    /// The other one of an assignment.
    pub other: Option<UserId>,
    /// The assignment that must still be there: its coach and coachee.
    pub while_connected: Option<(UserId, UserId)>,
    pub starts_at: Option<Moment>,
}

impl Letter {
    fn own(to: UserId, kind: NoticeKind) -> Self {
        Self { to, kind, owner: to, other: None, while_connected: None, starts_at: None }
    }

    /// The notice, by the name of whom it is about.
    pub fn notice(&self, activity: &Activity, person: Option<Person>, now: Moment) -> Notice {
        Notice {
            id: activity.id,
            kind: self.kind,
            at: activity.at,
            by: activity.by.clone(),
            person,
            record_id: activity.record_id.clone(),
            starts_at: self.starts_at,
            review: None,
            count: None,
            due_on: None,
            read_at: None,
            expires_at: now.as_second() + KEPT_SECONDS,
        }
    }
}

/// The record that an activity was done to, where who is told depends on it.
#[derive(Clone, Debug)]
pub enum About {
    Nothing,
    Conference(Conference),
    Observation(Observation),
}

/// The letters of an activity: who did it is not told of it.
pub fn letters(activity: &Activity, about: &About) -> Vec<Letter> {
    let mut letters = match (activity.kind, activity.user_id, about) {
        (ActivityKind::CoachStatusGranted, Some(user), _) => vec![Letter::own(user, NoticeKind::CoachStatusGranted)],
        (ActivityKind::CoachStatusWithdrawn, Some(user), _) => vec![Letter::own(user, NoticeKind::CoachStatusWithdrawn)],
        (ActivityKind::Assigned | ActivityKind::AssignmentReopened, Some(coachee), _) => {
            activity.coach_id.map(|coach| of_start(coach, coachee)).unwrap_or_default()
        }
        (ActivityKind::AssignmentEnded, Some(coachee), _) => activity.coach_id.map(|coach| of_end(coach, coachee)).unwrap_or_default(),
        (ActivityKind::AssignmentTransferred, Some(coachee), _) => {
            let mut letters = activity.to_coach_id.map(|coach| of_start(coach, coachee)).unwrap_or_default();
            letters.extend(activity.coach_id.into_iter().flat_map(|coach| of_end(coach, coachee)).filter(|letter| letter.to != coachee));
            letters
        }
        (ActivityKind::ConferenceScheduled | ActivityKind::ConferenceChanged, Some(owner), About::Conference(conference)) => {
            what_became(activity, conference).map(|kind| of_conference(kind, owner, conference)).unwrap_or_default()
        }
        (ActivityKind::ObservationShared, Some(owner), About::Observation(_)) => vec![Letter::own(owner, NoticeKind::ObservationShared)],
        (ActivityKind::ObservationAcknowledged, Some(owner), About::Observation(observation)) => {
            vec![Letter { owner, ..Letter::own(observation.observer_id, NoticeKind::ObservationAcknowledged) }]
        }
        _ => Vec::new(),
    };
    letters.retain(|letter| Some(letter.to) != activity.by.id);
    letters
}

fn of_start(coach: UserId, coachee: UserId) -> Vec<Letter> {
    let while_connected = Some((coach, coachee));
    vec![
        Letter { other: Some(coach), while_connected, ..Letter::own(coachee, NoticeKind::CoachAssigned) },
        Letter { other: Some(coachee), while_connected, ..Letter::own(coach, NoticeKind::CoacheeAssigned) },
    ]
}

fn of_end(coach: UserId, coachee: UserId) -> Vec<Letter> {
    vec![
        Letter { other: Some(coach), ..Letter::own(coachee, NoticeKind::CoachRemoved) },
        Letter { other: Some(coachee), ..Letter::own(coach, NoticeKind::CoacheeRemoved) },
    ]
}

/// What a change to a conference is to those who come: nothing when it only took notes.
fn what_became(activity: &Activity, conference: &Conference) -> Option<NoticeKind> {
    let changed = |names: &[&str]| activity.fields.iter().any(|field| names.contains(&field.as_str()));
    let is_scheduled = conference.is_scheduled();
    match activity.kind {
        ActivityKind::ConferenceScheduled => is_scheduled.then_some(NoticeKind::ConferenceScheduled),
        _ if changed(&["state"]) && conference.is_cancelled() => Some(NoticeKind::ConferenceCancelled),
        _ if is_scheduled && changed(&["starts_at", "ends_at", "place", "coach_id", "state"]) => Some(NoticeKind::ConferenceMoved),
        _ => None,
    }
}

fn of_conference(kind: NoticeKind, owner: UserId, conference: &Conference) -> Vec<Letter> {
    let mut invited: Vec<UserId> = vec![owner];
    for id in conference.fields.coach_id.iter().chain(&conference.fields.attendee_ids) {
        if !invited.contains(id) {
            invited.push(*id);
        }
    }
    let starts_at = Some(conference.fields.starts_at);
    invited.into_iter().map(|to| Letter { owner, starts_at, ..Letter::own(to, kind) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Caller, ConferenceFields, Day};

    struct People {
        ava: Caller,
        coach: UserId,
        coachee: UserId,
    }

    fn people() -> People {
        let now = Moment::from_millisecond(1_790_000_000_000);
        People { ava: Caller::of_tests(now, Day::new(2026, 9, 1)), coach: UserId::new(now), coachee: UserId::new(now) }
    }

    fn told(activity: &Activity, about: &About) -> Vec<(UserId, NoticeKind)> {
        letters(activity, about).into_iter().map(|letter| (letter.to, letter.kind)).collect()
    }

    impl People {
        fn pair(&self, kind: ActivityKind) -> Activity {
            Activity { user_id: Some(self.coachee), coach_id: Some(self.coach), ..self.ava.activity(kind) }
        }

        fn conference(&self) -> Conference {
            let fields = serde_json::json!({
                "kind": "check_in", "starts_at": "2027-01-01T10:00:00Z", "ends_at": "2027-01-01T11:00:00Z", "time_zone": "UTC",
                "coach_id": self.coach, "attendee_ids": [self.ava.user_id, self.coach],
            });
            let fields: ConferenceFields = serde_json::from_value(fields).expect("fields");
            Conference::new(fields, &self.ava).expect("a conference")
        }
    }

    #[test]
    fn both_are_told_of_an_assignment_and_of_its_end() {
        let people = people();
        let started = told(&people.pair(ActivityKind::Assigned), &About::Nothing);
        assert_eq!(started, [(people.coachee, NoticeKind::CoachAssigned), (people.coach, NoticeKind::CoacheeAssigned)]);
        let ended = told(&people.pair(ActivityKind::AssignmentEnded), &About::Nothing);
        assert_eq!(ended, [(people.coachee, NoticeKind::CoachRemoved), (people.coach, NoticeKind::CoacheeRemoved)]);
    }

    #[test]
    fn all_three_are_told_of_a_transfer_each_once() {
        let people = people();
        let to = UserId::new(people.ava.now);
        let activity = Activity { to_coach_id: Some(to), ..people.pair(ActivityKind::AssignmentTransferred) };
        let expected =
            [(people.coachee, NoticeKind::CoachAssigned), (to, NoticeKind::CoacheeAssigned), (people.coach, NoticeKind::CoacheeRemoved)];
        assert_eq!(told(&activity, &About::Nothing), expected);
    }

    #[test]
    fn who_did_it_is_not_told() {
        let people = people();
        let mut activity = people.pair(ActivityKind::Assigned);
        activity.by.id = Some(people.coach);
        assert_eq!(told(&activity, &About::Nothing), [(people.coachee, NoticeKind::CoachAssigned)]);
    }

    #[test]
    fn of_a_conference_those_are_told_who_come_and_only_when_it_changes_for_them() {
        let people = people();
        let conference = people.conference();
        let about = About::Conference(conference.clone());
        let changed = |fields: &[&str]| Activity {
            user_id: Some(people.coachee),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            ..people.ava.activity(ActivityKind::ConferenceChanged)
        };
        let moved = vec![(people.coachee, NoticeKind::ConferenceMoved), (people.coach, NoticeKind::ConferenceMoved)];
        for field in ["starts_at", "ends_at", "place", "coach_id"] {
            assert_eq!(told(&changed(&[field]), &about), moved, "{field}");
        }
        for field in ["notes", "agenda", "goal_ids"] {
            assert_eq!(told(&changed(&[field]), &about), [], "{field}");
        }
        let mut cancelled = conference;
        cancelled.fields.state = crate::domain::ConferenceState::Cancelled;
        let kinds = told(&changed(&["state"]), &About::Conference(cancelled)).into_iter().map(|(_, kind)| kind).collect::<Vec<_>>();
        assert_eq!(kinds, [NoticeKind::ConferenceCancelled; 2]);
    }

    #[test]
    fn most_changes_are_nobodys_news() {
        let people = people();
        for kind in [ActivityKind::GoalChanged, ActivityKind::PrivateNotesWritten, ActivityKind::ObservationChanged] {
            assert_eq!(told(&people.pair(kind), &About::Nothing), [], "{kind:?}");
        }
    }
}
