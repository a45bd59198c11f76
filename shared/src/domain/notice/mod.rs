//! Notices: what notifies a person of a change that concerns them.
//!
//! The right that a notice needs is in `permission`; who is notified of an activity is in `pending`.

mod pending;

pub use pending::{PendingNotice, Subject, pending_notices};

use super::{Activity, ActivityId, Actor, Audit, Day, GoalId, Moment, Review, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a notice is kept, in seconds: 90 days.
const KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// What a notice is about, from the recipient's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Somebody coaches you now.
    CoachAssigned,
    /// You coach somebody now.
    CoacheeAssigned,
    /// Somebody no longer coaches you.
    CoachRemoved,
    /// You no longer coach somebody.
    CoacheeRemoved,
    /// You may coach.
    CoachStatusGranted,
    /// You may no longer coach.
    CoachStatusWithdrawn,
    /// A conference with you is scheduled.
    ConferenceScheduled,
    /// Its time, place or coach changed.
    ConferenceMoved,
    /// It is canceled.
    ConferenceCancelled,
    /// An observation of you is shared.
    ObservationShared,
    /// Your observation is acknowledged.
    ObservationAcknowledged,
    /// Assignments wait for your decision.
    ReviewAssigned,
    /// They still wait, and the last day is near.
    ReviewReminder,
    /// A review that you launched is past its last day or stopped.
    ReviewWaits,
    /// A review that you launched is closed.
    ReviewClosed,
    /// The check-back date of an action step is today.
    CheckBackDue,
    /// An audit is finished.
    AuditDone,
}

/// What a notice is about, as in [`Preferences`](super::Preferences).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Assignments made and ended.
    Assignments,
    /// Coach status granted and withdrawn.
    CoachStatus,
    /// Conferences scheduled, moved and canceled.
    Conferences,
    /// Observations shared and acknowledged.
    Observations,
    /// Check-back dates.
    CheckBacks,
    /// Review campaigns.
    Reviews,
    /// Audits.
    Audits,
}

impl NoticeKind {
    /// Every kind.
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

    /// The topic by which preferences decide.
    pub fn topic(self) -> Topic {
        match self {
            Self::CoachAssigned
            | Self::CoacheeAssigned
            | Self::CoachRemoved
            | Self::CoacheeRemoved => Topic::Assignments,
            Self::CoachStatusGranted | Self::CoachStatusWithdrawn => Topic::CoachStatus,
            Self::ConferenceScheduled | Self::ConferenceMoved | Self::ConferenceCancelled => {
                Topic::Conferences
            }
            Self::ObservationShared | Self::ObservationAcknowledged => Topic::Observations,
            Self::CheckBackDue => Topic::CheckBacks,
            Self::ReviewAssigned
            | Self::ReviewReminder
            | Self::ReviewWaits
            | Self::ReviewClosed => Topic::Reviews,
            Self::AuditDone => Topic::Audits,
        }
    }
}

/// A person by id and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The user.
    pub id: UserId,
    /// The name at that time.
    pub name: String,
}

/// A notice in somebody's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// The id of the activity, so that a retry stores the notice once.
    pub id: ActivityId,
    /// What it is about.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// The person whose record it is about, or the other person of an assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// The conference, observation, goal, audit or review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// When the conference starts, at the time of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Moment>,
    /// The name of the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// How many assignments wait, or how many findings there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// The last day of the review, or the check-back date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// When the recipient marked it as read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
    /// When it is deleted, in seconds since 1970.
    pub expires_at: i64,
}

impl Notice {
    /// A notice of an activity.
    pub(super) fn of_activity(
        kind: NoticeKind,
        activity: &Activity,
        person: Option<Person>,
        starts_at: Option<Moment>,
        now: Moment,
    ) -> Self {
        Self {
            at: activity.at,
            by: activity.by.clone(),
            person,
            record_id: activity.record_id.clone(),
            starts_at,
            ..Self::of_system(kind, activity.id, now)
        }
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

    /// A notice that an audit is finished.
    pub fn of_audit(audit: &Audit, now: Moment) -> Self {
        let id = ActivityId::of(audit.started_at, &format!("audit {}", audit.id));
        let (record_id, count) = (Some(audit.id.to_string()), Some(audit.totals.findings()));
        Self {
            record_id,
            count,
            ..Self::of_system(NoticeKind::AuditDone, id, now)
        }
    }

    /// A notice that action steps of a goal have their check-back date on this day, which begins at
    /// `begins`.
    pub fn of_check_back(
        goal: GoalId,
        person: Option<Person>,
        on: Day,
        begins: Moment,
        now: Moment,
    ) -> Self {
        let id = ActivityId::of(begins, &format!("check-back {goal}"));
        let of_goal = Self::of_system(NoticeKind::CheckBackDue, id, now);
        Self {
            person,
            record_id: Some(goal.to_string()),
            due_on: Some(on),
            ..of_goal
        }
    }

    /// A notice about a review. `due` is when the notice was due: it is part of the id, so that a retry
    /// stores it once.
    pub fn of_review(
        kind: NoticeKind,
        review: &Review,
        to: UserId,
        count: u32,
        due: Moment,
        now: Moment,
    ) -> Self {
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
