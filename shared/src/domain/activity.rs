//! The activity log and the coaching history.

use super::{ActivityId, Changed, Day, Fields, HistoryId, Kind, Moment, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who did something: a user, or Coachwork itself (without an id).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The user; none for Coachwork itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UserId>,
    /// The name at that time.
    pub name: String,
}

impl Actor {
    /// Coachwork itself.
    pub fn system() -> Self {
        Self {
            id: None,
            name: "Coachwork".to_owned(),
        }
    }
}

/// What was done.
#[allow(missing_docs, reason = "most names are sentences")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    OrganisationChanged,
    UserCreated,
    UserChanged,
    UserActivated,
    UserDeactivated,
    SignInLinked,
    CoachStatusGranted,
    CoachStatusWithdrawn,
    CapacityChanged,
    Assigned,
    AssignmentChanged,
    AssignmentEnded,
    AssignmentReopened,
    AssignmentTransferred,
    /// Its two items were made to agree, or a single one was removed.
    AssignmentRepaired,
    /// A count of coachees or coaches was corrected.
    Recounted,
    AuditStarted,
    ReviewLaunched,
    ReviewDecided,
    /// Another reviewer decides.
    ReviewReassigned,
    /// The review did not close, because silence would have ended too much.
    ReviewHeld,
    ReviewClosed,
    GoalCreated,
    GoalChanged,
    GoalDeleted,
    GoalMeasured,
    GoalCommented,
    ConferenceScheduled,
    ConferenceChanged,
    ConferenceDeleted,
    /// What they contain is only with their coach.
    PrivateNotesWritten,
    ObservationBegun,
    ObservationChanged,
    ObservationDeleted,
    ObservationShared,
    ObservationAcknowledged,
    ObservationRevised,
    NextStepPlanned,
    EvidenceAdded,
    EvidenceChanged,
    EvidenceDeleted,
    RubricCreated,
    RubricReplaced,
    RubricRetired,
    LearningAdded,
    LearningChanged,
    LearningDeleted,
    CredentialAdded,
    CredentialChanged,
    CredentialDeleted,
    PersonnelChanged,
}

impl ActivityKind {
    /// The kind as the API spells it.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// An entry of the append-only activity log: who did what to whom, when and from where. Written in the
/// transaction of the change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Activity {
    /// Sorts by time.
    pub id: ActivityId,
    /// What was done.
    pub kind: ActivityKind,
    /// When.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// The user to whom it was done; none when it was done to the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The coach, when it is about an assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_id: Option<UserId>,
    /// The coach who took over, when it is a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_coach_id: Option<UserId>,
    /// The goal, conference, observation, rubric or other record to which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// What changed, when it is an edit.
    #[serde(flatten)]
    pub changed: Changed,
    /// The id of the request, to find it in the logs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// The IP address from which the request came.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

impl Activity {
    /// An entry with what was done, by whom and when.
    pub fn new(kind: ActivityKind, by: Actor, now: Moment) -> Self {
        Self {
            id: ActivityId::new(now),
            kind,
            at: now,
            by,
            user_id: None,
            coach_id: None,
            to_coach_id: None,
            record_id: None,
            changed: Changed::default(),
            request_id: String::new(),
            address: String::new(),
        }
    }

    /// The entry of an edit, with what it changed. None if nothing changed: then nothing is written, and
    /// the version stays.
    ///
    /// # Errors
    /// `Internal` when a record can't be compared.
    pub fn of_edit<F: Fields>(self, before: &F, after: &F) -> Result<Option<Self>> {
        Ok(Changed::between(before, after)?.map(|changed| Self { changed, ..self }))
    }

    /// The same entry with what changed, for a kind that is an entry even if no field changed.
    ///
    /// # Errors
    /// `Internal` when a record can't be compared.
    pub fn with_changes<F: Fields>(self, before: &F, after: &F) -> Result<Self> {
        Ok(Self {
            changed: Changed::between(before, after)?.unwrap_or_default(),
            ..self
        })
    }
}

/// What happened to an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// It was made.
    Assigned,
    /// Its terms were changed.
    Changed,
    /// It was ended.
    Ended,
    /// It was made again on its last terms.
    Reopened,
    /// The coachee was transferred to another coach.
    Transferred,
}

/// An event of a coaching assignment. It is stored in the partition of the coach and of the coachee, and
/// outlives the assignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryEvent {
    /// Sorts by time.
    pub id: HistoryId,
    /// What happened.
    pub event: HistoryKind,
    /// The coach.
    pub coach_id: UserId,
    /// The coachee.
    pub coachee_id: UserId,
    /// When.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// Primary or secondary, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The first day, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Day>,
    /// The last day, after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
    /// Why it ended, in the words of the person who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
