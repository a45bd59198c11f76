//! Status, kind, title and detail of each error.

use crate::domain::{EmailHolder, Error, FieldError};

/// Status, kind, title and detail. The kind is part of the contract and never changes.
pub(super) fn words(error: &Error) -> (u16, &'static str, &'static str, String) {
    let say = |status, kind, title, detail: &str| (status, kind, title, detail.to_owned());
    match error {
        Error::Unauthenticated => say(
            401,
            "sign-in-required",
            "Sign in first",
            "The access token is missing, expired or invalid. Sign in again and repeat the request.",
        ),
        Error::NotAUser { ask } => (
            403,
            "not-a-user",
            "You have no account here",
            format!(
                "Your sign-in worked, but your organization has no account for you in Coachwork. {}",
                whom_to_ask(ask)
            ),
        ),
        Error::InactiveCaller { ask } => (
            403,
            "inactive-caller",
            "Your account is inactive",
            format!(
                "Your account has been deactivated, so you can't do anything here. {}",
                whom_to_ask(ask.as_deref().unwrap_or(""))
            ),
        ),
        Error::NotPermitted => say(
            403,
            "not-permitted",
            "You may not do this",
            "You don't have the right to do this. An administrator of your organization can do it, or give you the right.",
        ),
        Error::FieldsNotPermitted(fields) => (
            403,
            "fields-not-permitted",
            "You may not edit these fields",
            format!(
                "You may not edit {}. Leave it out, or ask an administrator of your organization.",
                fields.join(", ")
            ),
        ),
        Error::NotFound => say(
            404,
            "not-found",
            "Not found",
            "Nothing exists here that you may see. Check the address, or search for the person by name.",
        ),
        Error::MethodNotAllowed => say(
            405,
            "method-not-allowed",
            "Method not allowed",
            "This address doesn't take this method. See openapi.json for those it takes.",
        ),
        Error::NotConnected => say(
            404,
            "not-connected",
            "Not connected",
            "This coach doesn't coach this person. Reload the list to see who does.",
        ),
        Error::NotACoach => say(
            404,
            "not-a-coach",
            "No coaching access",
            "This person has no coaching access to withdraw. Reload the profile to see its current state.",
        ),
        Error::CoachStatusRequired => say(
            409,
            "coach-status-required",
            "Coaching access required",
            "This person has no coaching access. Grant it in Edit Profile first, then assign.",
        ),
        Error::AtCapacity => say(
            409,
            "at-capacity",
            "The coach's caseload is full",
            "This coach has as many coachees as their capacity allows. Raise the capacity, remove a coachee or choose another coach.",
        ),
        Error::PrimaryTaken(_) => say(
            409,
            "primary-taken",
            "Already has a primary coach",
            "This person has a primary coach already, and there is at most one. Replace the primary coach, or assign this one as secondary.",
        ),
        Error::SelfCoaching => say(
            409,
            "self-coaching",
            "Nobody coaches themselves",
            "Coach and coachee are the same person. Choose somebody else.",
        ),
        Error::InactiveUser => say(
            409,
            "inactive-user",
            "The person is inactive",
            "This can't be done with an inactive person. Activate the person first.",
        ),
        Error::PartlyTransferred { transferred, why } => (
            409,
            "partly-transferred",
            "Only some were transferred",
            format!(
                "{} transferred, and then the others were refused. {} Then transfer the others.",
                match transferred {
                    1 => "1 coachee was".to_owned(),
                    _ => format!("{} were", so_many(*transferred)),
                },
                words(why).3.trim_start_matches("Nothing was changed. ")
            ),
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
            format!(
                "This coach has {}. Choose a capacity of at least {coachees}, or remove coachees first.",
                so_many(*coachees)
            ),
        ),
        Error::EmailTaken(holder) => (
            409,
            "email-taken",
            "The e-mail is already in use",
            taken_by(holder.as_ref()),
        ),
        Error::LastAdministrator => say(
            409,
            "last-administrator",
            "The last administrator",
            "Your organization needs an active administrator. Make somebody else an administrator first.",
        ),
        Error::NothingToReopen => say(
            404,
            "nothing-to-reopen",
            "Nothing to reopen",
            "This coach has never coached this person. Assign the coach instead.",
        ),
        Error::AlreadyConnected(_) => say(
            409,
            "already-connected",
            "Already connected",
            "This coach already coaches this person. Reload the list to see it.",
        ),
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
            "A shared observation and its evidence can't be edited. Change scores and feedback with a revision, which keeps the previous version.",
        ),
        Error::NotShared => say(
            409,
            "not-shared",
            "The observation is a draft",
            "This is possible after the observation is shared. Share it first; until then, edit the draft.",
        ),
        Error::AlreadyAcknowledged => say(
            409,
            "already-acknowledged",
            "Already acknowledged",
            "The observation has been acknowledged since its last revision. Reload it to see the comment.",
        ),
        Error::NoNextStep => say(
            409,
            "no-next-step",
            "No next step to plan",
            "The observation has no next step, or it is already an action step of a goal. Reload the observation to see which.",
        ),
        Error::GoalInUse => say(
            409,
            "goal-in-use",
            "The goal has been worked on",
            "A goal with progress, comments or the next step of an observation can't be deleted. Set its state to dropped instead.",
        ),
        Error::NotCancelled => say(
            409,
            "not-cancelled",
            "The conference is not canceled",
            "Only a canceled conference can be deleted. Cancel it first, so that the people invited are notified.",
        ),
        Error::TooMany { most, of, next } => (
            409,
            "too-many",
            "The limit is reached",
            format!("There may be {most} {of}. {next}"),
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
            "The cursor is invalid",
            "A cursor is valid for one caller and one list. Start the list again without a cursor.",
        ),
        Error::Invalid(errors) => (
            422,
            "invalid",
            "Some fields are invalid",
            format!(
                "Nothing was changed. Correct {} and send it again.",
                names_of(errors)
            ),
        ),
        Error::AuditRunning => say(
            409,
            "audit-running",
            "The audit is not done yet",
            "The run has not found everything yet. It takes a few minutes; wait until it is done.",
        ),
        Error::NoRemedy => say(
            409,
            "no-remedy",
            "There is no remedy for this",
            "This finding needs a decision. Open the people it is about, and change what is wrong there.",
        ),
        Error::Settled => say(
            409,
            "settled",
            "The finding is settled",
            "What the audit found has since been fixed or changed. Run the audit again to see the current state.",
        ),
        Error::ReviewNotOpen => say(
            409,
            "review-not-open",
            "The review is not open",
            "The review is launching, closing or closed; its state tells which. After it is closed, change the assignment itself.",
        ),
        Error::ReviewNotClosed => say(
            409,
            "review-not-closed",
            "The review is not closed yet",
            "The package contains what was done, so it exists only after the review is closed. Close it first, or wait until it is closed.",
        ),
        Error::SelfReview => say(
            409,
            "self-review",
            "Nobody reviews their own assignment",
            "This person is the coach or the coachee of the assignment. Choose another reviewer, or have an administrator decide.",
        ),
        Error::IdempotencyKeyReused => say(
            422,
            "idempotency-key-reused",
            "The Idempotency-Key was used before",
            "This key was used for another request. Use a new key for each new request.",
        ),
        Error::Stale { current } => (
            412,
            "stale",
            "It has changed since you read it",
            format!(
                "Nothing was changed, because somebody else changed it first: the version is now {current}. Read it again and repeat your edit."
            ),
        ),
        Error::Overtaken(_) => say(
            409,
            "overtaken",
            "Others are changing this right now",
            "Nothing was changed, because others changed the same thing at each attempt. Read its current state and try again.",
        ),
        Error::PreconditionRequired => say(
            428,
            "if-match-required",
            "If-Match required",
            "This edit must name the version that it changes, so that nobody's edit is lost. Send the ETag that you read as If-Match.",
        ),
        Error::TooLarge => say(
            413,
            "too-large",
            "The request is too large",
            "A request may have at most 256 KiB. Send less at once.",
        ),
        Error::UnsupportedMediaType => say(
            415,
            "unsupported-media-type",
            "Unsupported media type",
            "The body is not declared as JSON. Send JSON with Content-Type: application/json.",
        ),
        Error::Unavailable(_) => say(
            503,
            "unavailable",
            "Try again in a moment",
            "The service is temporarily unavailable. Send the request again in a second; with the same Idempotency-Key it takes effect once.",
        ),
        Error::Internal(_) => say(
            500,
            "internal",
            "Something went wrong here",
            "The cause is not your request, and it has been logged. Try again later, and quote the request id when you ask for help.",
        ),
    }
}

/// Who has an e-mail address, and what to do about it.
pub(super) fn taken_by(holder: Option<&EmailHolder>) -> String {
    match holder {
        Some(EmailHolder {
            name,
            is_active: true,
        }) => format!("{name} has this e-mail. Open their profile, or take another e-mail."),
        Some(EmailHolder { name, .. }) => {
            format!(
                "{name}, who is inactive, has this e-mail. Give their profile another one first, or take another here."
            )
        }
        None => {
            "Somebody else in your organization has this e-mail. Search for it, or take another."
                .to_owned()
        }
    }
}

/// The number of coachees in words.
/// The fields that are wrong; a pointer to the whole body has no name.
fn names_of(errors: &[FieldError]) -> String {
    let names: Vec<_> = errors
        .iter()
        .map(|error| error.pointer.trim_start_matches(['/', '?']))
        .filter(|name| !name.is_empty())
        .collect();
    match names.as_slice() {
        [] => "what is wrong".to_owned(),
        names => names.join(", "),
    }
}

fn so_many(coachees: u32) -> String {
    format!(
        "{coachees} {}",
        if coachees == 1 { "coachee" } else { "coachees" }
    )
}

fn whom_to_ask(contact: &str) -> String {
    if contact.is_empty() {
        "Ask an administrator of your organization.".to_owned()
    } else {
        format!("Ask {contact}.")
    }
}
