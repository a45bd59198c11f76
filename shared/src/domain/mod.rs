//! What Coachwork is about, without any I/O: people, coaching assignments, organisations, and the
//! one error type that says what can go wrong.

mod activity;
mod assignment;
pub mod audit;
mod caller;
mod conference;
mod error;
mod field;
pub mod find;
mod goal;
mod id;
mod notice;
mod observation;
mod organisation;
mod preferences;
mod progress;
mod record;
mod records;
pub mod review;
mod rubric;
mod seal;
mod signals;
mod time;
mod user;

pub use activity::{Activity, ActivityKind, Actor, HistoryEvent, HistoryKind};
pub use assignment::{Assignment, Kind, LastTerms, Pair, State, Terms};
pub use audit::{Audit, AuditState, Finding, FindingKind, Remedy, Rules, Severity, Shard, Totals};
pub use caller::Caller;
pub use conference::{Conference, ConferenceFields, ConferenceKind, ConferenceState, MAX_SCHEDULED, PrivateNotes, PrivateNotesFields};
pub use error::{Error, FieldError, Result};
pub use field::{NAME, PROSE, TEXT, email, name, prose, reason, text, tidy, tidy_or_none, whole_or_none};
pub use goal::{
    ActionStep, Comment, CommentFields, Goal, GoalFields, GoalState, MAX_COMMENTS, MAX_ENTRIES, MAX_GOALS, ProgressEntry, ProgressFields,
    StepOwner,
};
pub use id::{
    ActivityId, AuditId, CommentId, ComponentId, ConferenceId, CredentialId, EvidenceId, GoalId, HistoryId, LearningId, ObservationId,
    OrganisationId, ProgressId, ReviewId, RubricId, StepId, UserId,
};
pub use notice::{About, Letter, Notice, NoticeKind, Person, Topic, letters};
pub use observation::{
    EvidenceFields, EvidenceLine, MAX_EVIDENCE, MAX_LINES, MAX_REVISIONS, Observation, ObservationFields, ObservationKind,
    ObservationState, Revision, RevisionFields,
};
pub use organisation::{Cadence, CoachField, Organisation, Settings};
pub use preferences::{Delivery, KeptPreferences, Preferences};
pub use progress::{ComponentProgress, GoalCounts, Point, Progress};
pub use record::{Part, Record, Stamp};
pub use records::{
    Contract, Credential, CredentialFields, CredentialKind, EXPIRING_DAYS, Learning, LearningFields, Personnel, PersonnelFields, Standing,
};
pub use review::{Choice, Decision, Done, Review, ReviewFields, ReviewItem, ReviewOutcome, ReviewState, ReviewerProgress, Silence, Work};
pub use rubric::{Component, Domain, MAX_RUBRICS, Rubric, RubricFields, RubricLine, RubricState, Score, ScoreFields};
pub use seal::{Hash, Head, Seal, SealedEntry};
pub use signals::{Booking, Calendar, ComponentScore, GoalSignal, LatestScores, Signals, TimelineEntry};
pub use time::{Clock, Day, Moment, Month, is_time_zone};
pub use user::{Card, CoachStatus, Role, Status, User, UserFields, UserLine};

/// The most coachees an organisation may allow one coach.
pub const MAX_CAPACITY: u32 = 10_000;
