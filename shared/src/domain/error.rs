//! The one error type.

/// A result with the domain's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, in the terms of the domain. Only `http::problem` gives it a status and words.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// The token is missing, expired or invalid.
    Unauthenticated,
    /// A valid token of somebody who isn't a user here.
    NotAUser {
        /// Whom to ask for help; empty if unknown.
        ask: String,
    },
    /// A valid token of an inactive user.
    InactiveCaller {
        /// Whom to ask for help, if known.
        ask: Option<String>,
    },
    /// The caller may not do this.
    NotPermitted,
    /// The caller may edit the profile, but not these fields.
    FieldsNotPermitted(Vec<String>),
    /// It doesn't exist, or the caller may not know of it.
    NotFound,
    /// The path exists, but does not support this HTTP method.
    MethodNotAllowed,
    /// Both people exist, and no assignment connects them.
    NotConnected,
    /// The person has no coach status to withdraw.
    NotACoach,

    /// The person who is to coach has no coach status.
    CoachStatusRequired,
    /// The coach's caseload has reached the capacity.
    AtCapacity,
    /// The person already has a primary coach: this user.
    PrimaryTaken(super::UserId),
    /// Nobody coaches themselves.
    SelfCoaching,
    /// A person in the change is inactive.
    InactiveUser,
    /// Some coachees were transferred before the others were refused.
    PartlyTransferred {
        /// How many were.
        transferred: u32,
        /// Why the others were not.
        why: Box<Error>,
    },
    /// The coach still has coachees.
    StillCoaching {
        /// How many.
        coachees: u32,
    },
    /// The requested capacity is smaller than the caseload.
    CapacityBelowCaseload {
        /// How many coachees there are.
        coachees: u32,
    },
    /// Another user of the organization has this e-mail; who, if known.
    EmailTaken(Option<EmailHolder>),
    /// The organization would have no active administrator.
    LastAdministrator,
    /// The pair was never connected, so there is nothing to reopen.
    NothingToReopen,
    /// The two are already connected, by this assignment. A `PUT` answers with it.
    AlreadyConnected(Box<super::Assignment>),

    /// The rubric is retired, so nothing new is scored against it.
    RubricRetired,
    /// The observation is shared, so it changes only by a revision.
    AlreadyShared,
    /// The observation is a draft, so it can't be revised or acknowledged yet.
    NotShared,
    /// The coachee has already acknowledged the observation.
    AlreadyAcknowledged,
    /// The observation has no next step, or it is an action step already.
    NoNextStep,
    /// The goal has progress, comments or an observation's next step, so it is dropped and not deleted.
    GoalInUse,
    /// The conference isn't canceled, so it can't be deleted.
    NotCancelled,
    /// The run isn't done, so its findings are incomplete.
    AuditRunning,
    /// The finding has no remedy.
    NoRemedy,
    /// What was to be changed is no longer so: a finding is no longer true, an assignment ended or was made again, or a
    /// user was reinstated. Only the first is answered; the others are handled where they occur.
    Settled,
    /// The review is launching, closing or closed, so it takes no decisions.
    ReviewNotOpen,
    /// The review isn't closed, so it has no package yet.
    ReviewNotClosed,
    /// The reviewer is the coach or the coachee of the assignment.
    SelfReview,
    /// A limit is reached.
    TooMany {
        /// The limit.
        most: u32,
        /// What is limited, such as “open goals”.
        of: &'static str,
        /// What to do next.
        next: &'static str,
    },

    /// The body isn't JSON.
    MalformedJson(String),
    /// The cursor was not issued to this caller for this list.
    InvalidCursor,
    /// Fields that are invalid, each with its pointer.
    Invalid(Vec<FieldError>),
    /// The key was used before for another request.
    IdempotencyKeyReused,
    /// The version is not the one that the write requires.
    Stale {
        /// The current version.
        current: u64,
    },
    /// An edit that could overwrite somebody else's needs `If-Match`.
    PreconditionRequired,
    /// The body is larger than 256 KiB.
    TooLarge,
    /// The body isn't declared as JSON.
    UnsupportedMediaType,

    /// Somebody changed what was read before this was written; the text says what, for the log. The request
    /// is run again, and the client gets this only if each attempt conflicts.
    Overtaken(&'static str),
    /// The database didn't answer, or conflicts didn't end. Safe to retry.
    Unavailable(String),
    /// A defect. The cause is logged and never sent.
    Internal(String),
}

impl Error {
    /// Whether the same request may succeed when it is repeated.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Overtaken(_) | Self::Unavailable(_) | Self::Internal(_)
        )
    }

    /// One invalid field.
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            pointer: pointer.into(),
            detail: detail.into(),
        }])
    }
}

/// Who has an e-mail address.
#[derive(Debug, Clone, PartialEq)]
pub struct EmailHolder {
    /// The user's name.
    pub name: String,
    /// Whether the user is active.
    pub is_active: bool,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct FieldError {
    /// JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// What to do about it.
    pub detail: String,
}
