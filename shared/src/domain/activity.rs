use super::{ActivityId, Day, HistoryId, Kind, Moment, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who did something: a user, or Coachwork itself (no id) when it finishes what a user began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UserId>,
    /// The name as it was then.
    pub name: String,
}

impl Actor {
    /// Coachwork itself.
    pub fn system() -> Self {
        Self { id: None, name: "Coachwork".to_owned() }
    }
}

/// What was done.
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
    /// Its two items were made to agree, or what was left of it taken away.
    AssignmentRepaired,
    /// A number of coachees or coaches was set to what there are.
    Recounted,
    AuditStarted,
    ReviewLaunched,
    ReviewDecided,
    /// Another reviewer is to decide.
    ReviewReassigned,
    /// It was to close, and silence would have ended too much.
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
    /// What they say stands nowhere but with their coach.
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
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// An entry of the append-only log: who did what to whom, when and from where. Written in the
/// transaction of the change itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Activity {
    pub id: ActivityId,
    pub kind: ActivityKind,
    pub at: Moment,
    pub by: Actor,
    /// The user it was done to; none when it was the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The coach, when it was about an assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_id: Option<UserId>,
    /// The coach who took over, when it was a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_coach_id: Option<UserId>,
    /// The goal, conference, observation, rubric or other record that it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// The names of the fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The request to look for in the logs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// The address the request came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

impl Activity {
    /// An entry that so far says what, by whom and when.
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
            fields: Vec::new(),
            request_id: String::new(),
            address: String::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    Assigned,
    Changed,
    Ended,
    Reopened,
    /// The coachee was handed to another coach.
    Transferred,
}

/// Something that happened to a coaching assignment. Stored once in each one's partition, where it
/// outlives the assignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryEvent {
    pub id: HistoryId,
    pub event: HistoryKind,
    pub coach_id: UserId,
    pub coachee_id: UserId,
    pub at: Moment,
    pub by: Actor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
    /// Why it ended, in the words of who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
