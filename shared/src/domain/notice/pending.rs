//! Who is notified of an activity: everybody whom it concerns, except the person who did it.

use super::{Notice, NoticeKind, Person};
use crate::domain::{Activity, ActivityKind, Conference, Moment, Observation, UserId};

/// A notice of an activity to one recipient. It is delivered if they may know of it at that moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingNotice {
    /// The recipient.
    pub to: UserId,
    /// What it is about.
    pub kind: NoticeKind,
    /// To whose records the recipient needs a right: their own, or a coachee's.
    pub owner: UserId,
    /// The other person of an assignment.
    pub other: Option<UserId>,
    /// The coach and coachee of an assignment that must still exist.
    pub while_connected: Option<(UserId, UserId)>,
    /// When the conference starts.
    pub starts_at: Option<Moment>,
}

impl PendingNotice {
    fn own(to: UserId, kind: NoticeKind) -> Self {
        Self {
            to,
            kind,
            owner: to,
            other: None,
            while_connected: None,
            starts_at: None,
        }
    }

    /// The notice, with the name of the person it is about.
    pub fn notice(&self, activity: &Activity, person: Option<Person>, now: Moment) -> Notice {
        Notice::of_activity(self.kind, activity, person, self.starts_at, now)
    }
}

/// The record of an activity, where it decides who is notified.
#[derive(Clone, Debug)]
pub enum Subject {
    /// None is needed.
    None,
    /// The conference as it is now.
    Conference(Conference),
    /// The observation as it is now.
    Observation(Observation),
}

/// The notices of an activity: one for each person concerned, except the person who did it.
pub fn pending_notices(activity: &Activity, subject: &Subject) -> Vec<PendingNotice> {
    let mut pending = match (activity.kind, activity.user_id, subject) {
        (ActivityKind::CoachStatusGranted, Some(user), _) => {
            vec![PendingNotice::own(user, NoticeKind::CoachStatusGranted)]
        }
        (ActivityKind::CoachStatusWithdrawn, Some(user), _) => {
            vec![PendingNotice::own(user, NoticeKind::CoachStatusWithdrawn)]
        }
        (ActivityKind::Assigned | ActivityKind::AssignmentReopened, Some(coachee), _) => activity
            .coach_id
            .map(|coach| of_start(coach, coachee))
            .unwrap_or_default(),
        (ActivityKind::AssignmentEnded, Some(coachee), _) => activity
            .coach_id
            .map(|coach| of_end(coach, coachee))
            .unwrap_or_default(),
        (ActivityKind::AssignmentTransferred, Some(coachee), _) => {
            let mut pending = activity
                .to_coach_id
                .map(|coach| of_start(coach, coachee))
                .unwrap_or_default();
            pending.extend(
                activity
                    .coach_id
                    .into_iter()
                    .flat_map(|coach| of_end(coach, coachee))
                    .filter(|notice| notice.to != coachee),
            );
            pending
        }
        (
            ActivityKind::ConferenceScheduled | ActivityKind::ConferenceChanged,
            Some(owner),
            Subject::Conference(conference),
        ) => kind_for_invited(activity, conference)
            .map(|kind| of_conference(kind, owner, conference))
            .unwrap_or_default(),
        (ActivityKind::ObservationShared, Some(owner), Subject::Observation(_)) => {
            vec![PendingNotice::own(owner, NoticeKind::ObservationShared)]
        }
        (ActivityKind::ObservationAcknowledged, Some(owner), Subject::Observation(observation)) => {
            vec![PendingNotice {
                owner,
                ..PendingNotice::own(observation.observer_id, NoticeKind::ObservationAcknowledged)
            }]
        }
        _ => Vec::new(),
    };
    pending.retain(|notice| Some(notice.to) != activity.by.id);
    pending
}

fn of_start(coach: UserId, coachee: UserId) -> Vec<PendingNotice> {
    let while_connected = Some((coach, coachee));
    vec![
        PendingNotice {
            other: Some(coach),
            while_connected,
            ..PendingNotice::own(coachee, NoticeKind::CoachAssigned)
        },
        PendingNotice {
            other: Some(coachee),
            while_connected,
            ..PendingNotice::own(coach, NoticeKind::CoacheeAssigned)
        },
    ]
}

fn of_end(coach: UserId, coachee: UserId) -> Vec<PendingNotice> {
    vec![
        PendingNotice {
            other: Some(coach),
            ..PendingNotice::own(coachee, NoticeKind::CoachRemoved)
        },
        PendingNotice {
            other: Some(coachee),
            ..PendingNotice::own(coach, NoticeKind::CoacheeRemoved)
        },
    ]
}

/// What a change of a conference means to the people invited: nothing if only notes changed.
fn kind_for_invited(activity: &Activity, conference: &Conference) -> Option<NoticeKind> {
    let changed = |names: &[&str]| {
        activity
            .changed
            .fields()
            .iter()
            .any(|field| names.contains(&field.as_str()))
    };
    let is_scheduled = conference.is_scheduled();
    match activity.kind {
        ActivityKind::ConferenceScheduled => {
            is_scheduled.then_some(NoticeKind::ConferenceScheduled)
        }
        _ if changed(&["state"]) && conference.is_cancelled() => {
            Some(NoticeKind::ConferenceCancelled)
        }
        _ if is_scheduled && changed(&["starts_at", "ends_at", "place", "coach_id", "state"]) => {
            Some(NoticeKind::ConferenceMoved)
        }
        _ => None,
    }
}

fn of_conference(kind: NoticeKind, owner: UserId, conference: &Conference) -> Vec<PendingNotice> {
    let mut invited: Vec<UserId> = vec![owner];
    for id in conference
        .fields
        .coach_id
        .iter()
        .chain(&conference.fields.attendee_ids)
    {
        if !invited.contains(id) {
            invited.push(*id);
        }
    }
    let starts_at = Some(conference.fields.starts_at);
    invited
        .into_iter()
        .map(|to| PendingNotice {
            owner,
            starts_at,
            ..PendingNotice::own(to, kind)
        })
        .collect()
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
        People {
            ava: Caller::of_tests(now, Day::new(2026, 9, 1)),
            coach: UserId::new(now),
            coachee: UserId::new(now),
        }
    }

    fn notified(activity: &Activity, subject: &Subject) -> Vec<(UserId, NoticeKind)> {
        pending_notices(activity, subject)
            .into_iter()
            .map(|notice| (notice.to, notice.kind))
            .collect()
    }

    impl People {
        fn pair(&self, kind: ActivityKind) -> Activity {
            Activity {
                user_id: Some(self.coachee),
                coach_id: Some(self.coach),
                ..self.ava.activity(kind)
            }
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
    fn both_are_notified_of_an_assignment_and_of_its_end() {
        let people = people();
        let started = notified(&people.pair(ActivityKind::Assigned), &Subject::None);
        assert_eq!(
            started,
            [
                (people.coachee, NoticeKind::CoachAssigned),
                (people.coach, NoticeKind::CoacheeAssigned)
            ]
        );
        let ended = notified(&people.pair(ActivityKind::AssignmentEnded), &Subject::None);
        assert_eq!(
            ended,
            [
                (people.coachee, NoticeKind::CoachRemoved),
                (people.coach, NoticeKind::CoacheeRemoved)
            ]
        );
    }

    #[test]
    fn all_three_are_notified_of_a_transfer_each_once() {
        let people = people();
        let to = UserId::new(people.ava.now);
        let activity = Activity {
            to_coach_id: Some(to),
            ..people.pair(ActivityKind::AssignmentTransferred)
        };
        let expected = [
            (people.coachee, NoticeKind::CoachAssigned),
            (to, NoticeKind::CoacheeAssigned),
            (people.coach, NoticeKind::CoacheeRemoved),
        ];
        assert_eq!(notified(&activity, &Subject::None), expected);
    }

    #[test]
    fn the_person_who_did_it_is_not_notified() {
        let people = people();
        let mut activity = people.pair(ActivityKind::Assigned);
        activity.by.id = Some(people.coach);
        assert_eq!(
            notified(&activity, &Subject::None),
            [(people.coachee, NoticeKind::CoachAssigned)]
        );
    }

    #[test]
    fn people_invited_are_notified_of_a_conference_only_when_it_changes_for_them() {
        let people = people();
        let conference = people.conference();
        let subject = Subject::Conference(conference.clone());
        let changed = |fields: &[&str]| Activity {
            user_id: Some(people.coachee),
            changed: serde_json::from_value(serde_json::json!({ "fields": fields }))
                .expect("a change"),
            ..people.ava.activity(ActivityKind::ConferenceChanged)
        };
        let moved = vec![
            (people.coachee, NoticeKind::ConferenceMoved),
            (people.coach, NoticeKind::ConferenceMoved),
        ];
        for field in ["starts_at", "ends_at", "place", "coach_id"] {
            assert_eq!(notified(&changed(&[field]), &subject), moved, "{field}");
        }
        for field in ["notes", "agenda", "goal_ids"] {
            assert_eq!(notified(&changed(&[field]), &subject), [], "{field}");
        }
        let mut cancelled = conference;
        cancelled.fields.state = crate::domain::ConferenceState::Cancelled;
        let kinds = notified(&changed(&["state"]), &Subject::Conference(cancelled))
            .into_iter()
            .map(|(_, kind)| kind)
            .collect::<Vec<_>>();
        assert_eq!(kinds, [NoticeKind::ConferenceCancelled; 2]);
    }

    #[test]
    fn most_changes_notify_nobody() {
        let people = people();
        for kind in [
            ActivityKind::GoalChanged,
            ActivityKind::PrivateNotesWritten,
            ActivityKind::ObservationChanged,
        ] {
            assert_eq!(notified(&people.pair(kind), &Subject::None), [], "{kind:?}");
        }
    }
}
