//! Domain errors as RFC 9457 problem documents: the one place where an error gets a status and
//! words. Each says what to do next; none says what went wrong inside.

use crate::domain::{Error, FieldError};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A problem document.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Names the kind of problem and never changes; a page with this path explains it.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What to do next.
    pub detail: String,
    /// The id of the request, to quote when asking for help.
    pub instance: String,
    /// The fields that can't be taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The version that is there now, when `If-Match` named an older one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
}

/// The edge completes the answer, as it knows the request's id.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// One error of each kind, for the docs.
pub fn one_of_each() -> Vec<Error> {
    vec![
        Error::Unauthenticated,
        Error::NotAUser { ask: String::new() },
        Error::InactiveCaller { ask: None },
        Error::NotPermitted,
        Error::FieldsNotPermitted(vec!["email".into()]),
        Error::NotFound,
        Error::MethodNotAllowed,
        Error::NotConnected,
        Error::NotACoach,
        Error::CoachStatusRequired,
        Error::AtCapacity,
        Error::SelfCoaching,
        Error::InactiveUser,
        Error::StillCoaching { coachees: 3 },
        Error::CapacityBelowCaseload { coachees: 3 },
        Error::EmailTaken,
        Error::LastAdministrator,
        Error::NothingToReopen,
        Error::RubricRetired,
        Error::AlreadyShared,
        Error::NotShared,
        Error::AlreadyAcknowledged,
        Error::NoNextStep,
        Error::GoalInUse,
        Error::NotCancelled,
        Error::AuditRunning,
        Error::NoRemedy,
        Error::Settled,
        Error::ReviewNotOpen,
        Error::ReviewNotClosed,
        Error::SelfReview,
        Error::TooMany { most: 200, of: "goals" },
        Error::MalformedJson("expected value at line 1 column 1".into()),
        Error::InvalidCursor,
        Error::field("/email", "Fill this in."),
        Error::IdempotencyKeyReused,
        Error::Stale { current: 2 },
        Error::PreconditionRequired,
        Error::TooLarge,
        Error::UnsupportedMediaType,
        Error::Unavailable(String::new()),
        Error::Internal(String::new()),
    ]
}

/// The problem document of an error.
pub fn problem(error: &Error, request_id: &str) -> Problem {
    let (status, kind, title, detail) = words(error);
    Problem {
        kind: format!("/problems/{kind}"),
        title: title.to_owned(),
        status,
        detail,
        instance: request_id.to_owned(),
        errors: fields(error),
        current_version: if let Error::Stale { current } = error { Some(*current) } else { None },
    }
}

/// The fields that are wrong.
fn fields(error: &Error) -> Vec<FieldError> {
    match error {
        Error::Invalid(errors) => errors.clone(),
        Error::EmailTaken => {
            vec![FieldError {
                pointer: "/email".to_owned(),
                detail: "Somebody else has this e-mail. Take another, or open their profile.".to_owned(),
            }]
        }
        _ => Vec::new(),
    }
}

/// How many coachees, in words.
fn so_many(coachees: u32) -> String {
    format!("{coachees} {}", if coachees == 1 { "coachee" } else { "coachees" })
}

/// The response for an error; its cause goes to the log.
pub fn response(error: &Error, request_id: &str) -> Response {
    if let Error::Internal(cause) | Error::Unavailable(cause) = error {
        tracing::error!(request_id, cause, "request failed");
    }
    let problem = problem(error, request_id);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match error {
        Error::Unauthenticated => headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        Error::Unavailable(_) => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1")),
        Error::Stale { current } => super::answer::etag(*current).and_then(|tag| headers.insert(header::ETAG, tag)),
        _ => None,
    };
    response
}

/// Status, kind, title and detail.
fn words(error: &Error) -> (u16, &'static str, &'static str, String) {
    let say = |status, kind, title, detail: &str| (status, kind, title, detail.to_owned());
    match error {
        Error::Unauthenticated => say(
            401,
            "sign-in-required",
            "Sign in first",
            "The access token is missing, has ended or doesn't hold. Sign in again and repeat the request.",
        ),
        Error::NotAUser { ask } => (
            403,
            "not-a-user",
            "You have no user here",
            format!("Your sign-in worked, but your organisation has no user for it in Coachwork. {}", whom_to_ask(ask)),
        ),
        Error::InactiveCaller { ask } => (
            403,
            "inactive-caller",
            "Your user is inactive",
            format!("Your user has been made inactive, so you can't do anything here. {}", whom_to_ask(ask.as_deref().unwrap_or(""))),
        ),
        Error::NotPermitted => say(
            403,
            "not-permitted",
            "You may not do this",
            "You don't have the right to do this. An administrator of your organisation can do it, or give you the right.",
        ),
        Error::FieldsNotPermitted(fields) => (
            403,
            "fields-not-permitted",
            "You may not edit these fields",
            format!("You may not edit {}. Leave it out, or ask an administrator of your organisation.", fields.join(", ")),
        ),
        Error::NotFound => say(
            404,
            "not-found",
            "Not found",
            "There is nothing here that you can see. Check the address, or search for the person by name.",
        ),
        Error::MethodNotAllowed => say(
            405,
            "method-not-allowed",
            "Method not allowed",
            "This address doesn't take this method. See openapi.json for those it takes.",
        ),
        Error::NotConnected => {
            say(404, "not-connected", "Not connected", "This coach doesn't coach this person. Reload the list to see who does.")
        }
        Error::NotACoach => say(
            404,
            "not-a-coach",
            "No coach status",
            "This person has no coach status that could be withdrawn. Reload the profile to see it as it is.",
        ),
        Error::CoachStatusRequired => say(
            409,
            "coach-status-required",
            "Coach status required",
            "This person has no coaching access. Grant coach status in Edit Profile first, then assign.",
        ),
        Error::AtCapacity => say(
            409,
            "at-capacity",
            "The coach's caseload is full",
            "This coach has as many coachees as their capacity allows. Raise the capacity, remove a coachee or choose another coach.",
        ),
        Error::SelfCoaching => {
            say(409, "self-coaching", "Nobody coaches themselves", "Coach and coachee are the same person. Choose somebody else.")
        }
        Error::InactiveUser => say(
            409,
            "inactive-user",
            "The person is inactive",
            "Inactive people can't be changed in this way. Make the person active first.",
        ),
        Error::StillCoaching { coachees } => (
            409,
            "still-coaching",
            "Still coaching",
            format!(
                "This coach still has {}. Transfer or remove them first, or repeat with end_assignments=true to end all of their assignments.",
                so_many(*coachees)
            ),
        ),
        Error::CapacityBelowCaseload { coachees } => (
            409,
            "capacity-below-caseload",
            "Capacity below the caseload",
            format!("This coach has {}. Choose a capacity of at least {coachees}, or remove coachees first.", so_many(*coachees)),
        ),
        Error::EmailTaken => say(
            409,
            "email-taken",
            "The e-mail is taken",
            "Another user of your organisation has this e-mail. Search for it, or use another.",
        ),
        Error::LastAdministrator => say(
            409,
            "last-administrator",
            "The last administrator",
            "Your organisation needs an active administrator. Make somebody else administrator first.",
        ),
        Error::NothingToReopen => {
            say(404, "nothing-to-reopen", "Nothing to reopen", "This coach has never coached this person. Assign the coach instead.")
        }
        Error::AlreadyConnected(_) => {
            say(409, "already-connected", "Already connected", "This coach coaches this person already. Reload the list to see it.")
        }
        Error::RubricRetired => say(
            409,
            "rubric-retired",
            "The rubric is retired",
            "Nothing new can be scored against a retired rubric. Choose one that is in use.",
        ),
        Error::AlreadyShared => say(
            409,
            "already-shared",
            "The observation is shared",
            "A shared observation and its evidence stay as they were read. Change scores and feedback by a revision, which keeps the old.",
        ),
        Error::NotShared => say(
            409,
            "not-shared",
            "The observation is a draft",
            "This can be done once the observation is shared. Share it first; until then edit the draft.",
        ),
        Error::AlreadyAcknowledged => say(
            409,
            "already-acknowledged",
            "Already acknowledged",
            "The observation has been acknowledged since it was last revised. Reload it to see what was said.",
        ),
        Error::NoNextStep => say(
            409,
            "no-next-step",
            "No next step to plan",
            "The observation says no next step, or it is an action step of a goal already. Reload the observation to see which.",
        ),
        Error::GoalInUse => say(
            409,
            "goal-in-use",
            "The goal has been worked on",
            "A goal with progress or comments is not deleted. Set its state to dropped instead.",
        ),
        Error::NotCancelled => say(
            409,
            "not-cancelled",
            "The conference is not cancelled",
            "Only a cancelled conference can be deleted. Cancel it first, so that those invited learn of it.",
        ),
        Error::TooMany { most, of } => (
            409,
            "too-many",
            "There are as many as there may be",
            format!("There may be {most} {of}. Delete or close one that is done, then repeat."),
        ),
        Error::MalformedJson(cause) => (
            400,
            "malformed-json",
            "The body is not JSON",
            format!("The body can't be read as JSON: {cause}. Correct it and send it again."),
        ),
        Error::InvalidCursor => say(
            400,
            "invalid-cursor",
            "The cursor doesn't belong here",
            "Cursors hold for one caller and one list. Start the list again without a cursor.",
        ),
        Error::Invalid(errors) => (
            422,
            "invalid",
            "Some fields can't be taken",
            format!(
                "Nothing was changed. Correct {} and send it again.",
                errors.iter().map(|e| e.pointer.trim_start_matches(['/', '?'])).collect::<Vec<_>>().join(", ")
            ),
        ),
        Error::AuditRunning => say(
            409,
            "audit-running",
            "The audit is not done yet",
            "Wait until the run is done; its findings are not all there. It takes minutes.",
        ),
        Error::NoRemedy => say(
            409,
            "no-remedy",
            "There is no remedy for this",
            "What was found needs a decision of somebody. Open the people it is about, and change what is wrong there.",
        ),
        Error::Settled => say(
            409,
            "settled",
            "This is no longer so",
            "What the audit found has been mended or has changed since. Run the audit again to see how it is now.",
        ),
        Error::ReviewNotOpen => say(
            409,
            "review-not-open",
            "The review takes no decisions now",
            "It is being gathered, closing or closed. Look at the review to see which; once it is closed, change the assignment itself.",
        ),
        Error::ReviewNotClosed => say(
            409,
            "review-not-closed",
            "The review is not closed yet",
            "The package holds what was done, so it is there when the review is closed. Close it first, or wait until it is.",
        ),
        Error::SelfReview => say(
            409,
            "self-review",
            "Nobody reviews their own assignment",
            "This person is the coach or the coachee of it. Choose another reviewer, or have an administrator decide.",
        ),
        Error::IdempotencyKeyReused => say(
            422,
            "idempotency-key-reused",
            "The Idempotency-Key was used before",
            "This key was sent with another request. Use a new key for each new request.",
        ),
        Error::Stale { current } => (
            412,
            "stale",
            "It has changed since you read it",
            format!("Nothing was changed, as somebody else was faster: the version is now {current}. Read it again and repeat your edit."),
        ),
        Error::PreconditionRequired => say(
            428,
            "if-match-required",
            "If-Match required",
            "This edit needs to say what it is made to, so that nobody's edit is lost. Send the ETag of what you read as If-Match.",
        ),
        Error::TooLarge => say(413, "too-large", "The request is too large", "A request may have 256 KiB. Send less at once."),
        Error::UnsupportedMediaType => say(
            415,
            "unsupported-media-type",
            "Not a type that is taken here",
            "The body says that it is something else than JSON. Send JSON with Content-Type: application/json.",
        ),
        Error::Unavailable(_) => say(
            503,
            "unavailable",
            "Try again in a moment",
            "Nothing is known to be wrong with your request. Send it again in a second; with the same Idempotency-Key it takes effect once.",
        ),
        Error::Internal(_) => say(
            500,
            "internal",
            "Something went wrong here",
            "It is not your request, and it has been logged. Try again later, and quote the request id when you ask for help.",
        ),
    }
}

fn whom_to_ask(contact: &str) -> String {
    if contact.is_empty() { "Ask an administrator of your organisation.".to_owned() } else { format!("Ask {contact}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_never_sent() {
        for error in [Error::Internal("secret".into()), Error::Unavailable("secret".into())] {
            let text = serde_json::to_string(&problem(&error, "r")).expect("json");
            assert!(!text.contains("secret"));
        }
    }

    #[test]
    fn every_problem_says_what_to_do_and_has_a_page_of_its_own() {
        let mut kinds = std::collections::BTreeSet::new();
        for error in one_of_each() {
            let problem = problem(&error, "r");
            assert!(problem.detail.contains(". ") && problem.detail.ends_with('.'), "{error:?}");
            assert!(kinds.insert(problem.kind), "{error:?}");
        }
    }
}
