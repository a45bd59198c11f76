/// The result of everything in Coachwork that can go wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// All that can go wrong, in the terms of the product. `http::problem` turns each into its status
/// and words; nothing else does.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// No token, or one that doesn't hold.
    Unauthenticated,
    /// A good token of somebody who is no user here; `ask` is whom to turn to.
    NotAUser {
        ask: String,
    },
    /// A good token of a user who has been made inactive.
    InactiveCaller {
        ask: Option<String>,
    },
    /// The caller may see the thing but not do this.
    NotPermitted,
    /// The caller may edit the profile, but not these fields.
    FieldsNotPermitted(Vec<String>),
    /// What doesn't exist, or what the caller may not know of.
    NotFound,
    /// The route exists, the method doesn't.
    MethodNotAllowed,
    /// Both people exist; no coaching assignment connects them.
    NotConnected,
    /// The person has no coach status to withdraw.
    NotACoach,

    /// The person who should coach has no coach status.
    CoachStatusRequired,
    /// The coach's caseload is as large as the capacity.
    AtCapacity,
    /// Nobody coaches themselves.
    SelfCoaching,
    /// A person in the change is inactive.
    InactiveUser,
    /// The coach still has coachees.
    StillCoaching {
        coachees: u32,
    },
    /// The capacity asked for is smaller than the caseload.
    CapacityBelowCaseload {
        coachees: u32,
    },
    /// Another user of the organisation has this e-mail.
    EmailTaken,
    /// The organisation would be left without an active administrator.
    LastAdministrator,
    /// The pair was never connected, so there is nothing to reopen.
    NothingToReopen,
    /// The two are connected already. A `PUT` answers it with the assignment that is there.
    AlreadyConnected(Box<super::Assignment>),

    /// The rubric is retired, so nothing new is scored against it.
    RubricRetired,
    /// The observation was shared, so it changes only by a revision.
    AlreadyShared,
    /// The observation is a draft, so there is nothing to read, revise or acknowledge yet.
    NotShared,
    /// The coachee has acknowledged it already.
    AlreadyAcknowledged,
    /// The observation says no next step, or it has been made an action step already.
    NoNextStep,
    /// The goal has been worked on, so it is dropped and not deleted.
    GoalInUse,
    /// The conference has not been cancelled, so it can't be deleted.
    NotCancelled,
    /// The run is not done yet, so its findings are not all there.
    AuditRunning,
    /// What was found can't be mended here.
    NoRemedy,
    /// What was found is no longer so.
    Settled,
    /// The review is being gathered, closing or closed, so nothing is decided in it.
    ReviewNotOpen,
    /// The review is not closed yet, so there is nothing to hand to an auditor.
    ReviewNotClosed,
    /// Nobody reviews an assignment that they have a part in.
    SelfReview,
    /// There is as much of this as there may be.
    TooMany {
        most: u32,
        of: &'static str,
    },

    /// The body is not JSON.
    MalformedJson(String),
    /// A cursor that was not given out for this list.
    InvalidCursor,
    /// Fields that can't be taken, each with its pointer.
    Invalid(Vec<FieldError>),
    /// The key was used before with another body.
    IdempotencyKeyReused,
    /// The thing has changed since the version in `If-Match`.
    Stale {
        current: u64,
    },
    /// An edit that could lose somebody else's needs `If-Match`.
    PreconditionRequired,
    TooLarge,
    UnsupportedMediaType,

    /// The database did not answer, or conflicts did not cease. Safe to try again.
    Unavailable(String),
    /// A defect. The cause is logged, never sent.
    Internal(String),
}

impl Error {
    /// A problem with one field. `pointer` is a JSON pointer, or `?name` for a query parameter.
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { pointer: pointer.into(), detail: detail.into() }])
    }
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct FieldError {
    /// JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// What to do about it.
    pub detail: String,
}
