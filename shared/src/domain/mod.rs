//! The domain, without I/O: organizations, people, coaching assignments, records of practice, audits and reviews, and
//! the one error type.
//!
//! Types whose names end in `Fields` are what clients set: request bodies, with the rules that validate them. The type
//! without the suffix is the whole record, as it is stored and answered.

mod activity;
mod assignment;
pub mod audit;
mod caller;
mod changed;
mod clock;
mod conference;
mod error;
mod evidence;
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
mod revision;
mod rubric;
mod seal;
mod signals;
mod stored;
mod time;
mod user;

pub use activity::{Activity, ActivityKind, Actor, HistoryEvent, HistoryKind};
pub use assignment::{Assignment, Kind, LastTerms, Pair, State, Terms};
pub use audit::{Audit, AuditState, Finding, FindingKind, Remedy, Rules, Severity, Shard, Totals};
pub use caller::Caller;
pub use changed::{Changed, ChangedValue, Fields};
pub use clock::Clock;
pub use conference::{
    Conference, ConferenceFields, ConferenceKind, ConferenceState, MAX_SCHEDULED,
    MAX_SCHEDULED_OF_PAIR, PrivateNotes, PrivateNotesFields,
};
pub use error::{EmailHolder, Error, FieldError, Result};
pub use evidence::{EvidenceFields, EvidenceLine, MAX_EVIDENCE, MAX_LINES};
pub use field::{
    NAME, PROSE, TEXT, email, name, prose, reason, text, tidy, tidy_or_none, whole_or_none,
};
pub use goal::{
    ActionStep, Comment, CommentFields, Goal, GoalFields, GoalState, MAX_COMMENTS, MAX_ENTRIES,
    MAX_GOALS, MAX_GOALS_IN_ALL, Measured, ProgressEntry, ProgressFields, StepOwner,
};
pub use id::{
    ActivityId, AuditId, CommentId, ComponentId, ConferenceId, CredentialId, EvidenceId, GoalId,
    HistoryId, LearningId, ObservationId, OrganisationId, ProgressId, ReviewId, RubricId, StepId,
    UserId,
};
pub use notice::{Notice, NoticeKind, PendingNotice, Person, Subject, Topic, pending_notices};
pub use observation::{Observation, ObservationFields, ObservationKind, ObservationState};
pub use organisation::{Cadence, CoachField, Organisation, Settings};
pub use preferences::{Delivery, KeptPreferences, Preferences};
pub use progress::{ComponentProgress, GoalCounts, Point, Progress};
pub use record::{Part, Record, Stamp};
pub use records::{
    Contract, Credential, CredentialFields, CredentialKind, EXPIRING_DAYS, Learning,
    LearningFields, Personnel, PersonnelFields, Standing,
};
pub use review::{
    Choice, Decision, Done, Review, ReviewFields, ReviewItem, ReviewOutcome, ReviewState,
    ReviewerProgress, Silence, Work,
};
pub use revision::{MAX_REVISIONS, Revision, RevisionFields};
pub use rubric::{
    Component, Domain, MAX_COMPONENTS, MAX_RUBRICS, Rubric, RubricFields, RubricLine, RubricState,
    Score, ScoreFields,
};
pub use seal::{Hash, Head, Seal, SealedEntry};
pub use signals::{
    Booking, Calendar, ComponentScore, GoalSignal, LatestScores, Signals, TimelineEntry,
    days_since_contact,
};
pub use stored::{
    DeadLetter, DigestEntry, DigestHead, EmailOf, IdentityLink, KeptKeys, ReviewPointer,
    StoredAnswer, UNREADABLE,
};
pub use time::{Day, Moment, Month, is_time_zone};
pub use user::{Account, Card, CoachStatus, DirectoryLine, Role, Status, User, UserFields};

/// The largest capacity that a coach can have.
pub const MAX_CAPACITY: u32 = 10_000;
