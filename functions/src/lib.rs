//! Every operation and every worker of Coachwork: the route table, the table of workers, and one file for each of their
//! lines.
//!
//! The id `goals.edit` is `goals/edit.rs`, with a function `handle`. All other files except main.rs and authorizer.rs
//! are helpers, and their first line says so: those at the top are for several resources, those in a folder for the
//! operations in it. A `mod.rs` has the paths of its resource, and what the resource guarantees where that isn't
//! obvious.

#![warn(missing_docs)]

mod activity;
mod assignments;
pub mod audits;
mod authorizer;
mod background;
mod conferences;
mod credentials;
mod editing;
pub mod feed;
mod goals;
mod health;
mod learning;
pub mod mail;
mod me;
mod observations;
mod organisation;
mod personnel;
mod progress;
mod records;
pub mod reviews;
mod rubrics;
mod sheet;
mod simple_record;
mod users;
mod walk;

pub use authorizer::authorize;
use axum::{Router, middleware};
pub use background::{Background, Scheduled, Tenant};
pub use organisation::found::found;
use shared::{
    App,
    http::edge,
    operation::{
        Driver, More, Operation,
        Use::{Check, Get, Put, Update},
        Worker,
    },
};

shared::operations! {
    /// Check that the service answers.
    get "/health" health::read Anyone [];

    /// Read your own profile, and what you may open.
    get "/me" me::read ReadCard [Get];
    /// Read your caseload: whom you coach, with the signals of their progress.
    get "/me/caseload" me::read_caseload ReadCoaching [Get Query];
    /// List the assignments that await your decision in a review.
    get "/me/reviews" me::list_reviews ReadCard [Get Query];
    /// List your notifications, newest first.
    get "/me/notifications" me::list_notifications ReadProfile [Get Query];
    /// Mark notifications as read.
    post "/me/notifications/read" me::mark_notifications_read ReadProfile [Get Check Put Update];

    /// Read your mail preferences.
    get "/me/preferences" me::read_preferences ReadProfile [Get];
    /// Edit your mail preferences: which notifications are mailed, and how often.
    put "/me/preferences" me::edit_preferences ReadProfile [Check Put];

    /// Find people by name or e-mail, or list them by family name.
    get "/users" users::list FindPeople [Get Query];
    /// Create a user.
    post "/users" users::create ManageUsers [Get Check Put Update];
    /// Read a user's profile, as far as you may see it.
    get "/users/{user_id}" users::read ReadCard [Get];
    /// Edit a user's profile.
    patch "/users/{user_id}" users::edit EditCoachFields [Get Check Put Update Delete];
    /// Activate or deactivate a user.
    put "/users/{user_id}/status" users::edit_status ManageUsers [Get Query Check Put Update Delete];
    /// Grant a user coach status, or change a coach's capacity.
    put "/users/{user_id}/coach-status" users::grant_coach_status ManageUsers [Get Query Check Put Update Delete];
    /// Withdraw a user's coach status.
    delete "/users/{user_id}/coach-status" users::withdraw_coach_status ManageUsers [Get Query Check Put Update Delete];
    /// Read what a user may do in the organization.
    get "/users/{user_id}/permissions" users::read_permissions ReadPermissions [Get];
    /// Explain what one user may do with another's records, and why.
    get "/users/{user_id}/access" users::read_access ReadPermissions [Get];

    /// List a user's coaches (Coached By).
    get "/users/{user_id}/coaches" assignments::list_coaches ReadCoaching [Get Query];
    /// List a user's coachees (Coaching).
    get "/users/{user_id}/coachees" assignments::list_coachees ReadCoaching [Get Query];
    /// Assign a coachee to a coach.
    put "/users/{coach_id}/coachees/{coachee_id}" assignments::assign_coachee ManageAssignments [Get Query Check Put Update Delete];
    /// Remove a coachee from a coach.
    delete "/users/{coach_id}/coachees/{coachee_id}" assignments::remove_coachee ManageAssignments [Check Put Update Delete];
    /// Edit an assignment's kind or dates.
    patch "/users/{coach_id}/coachees/{coachee_id}" assignments::edit ManageAssignments [Get Check Put Update Delete];
    /// Assign a coach to a coachee.
    put "/users/{coachee_id}/coaches/{coach_id}" assignments::assign_coach ManageAssignments [Get Query Check Put Update Delete];
    /// Remove a coach from a coachee.
    delete "/users/{coachee_id}/coaches/{coach_id}" assignments::remove_coach ManageAssignments [Check Put Update Delete];
    /// List the history of a user's coaching assignments.
    get "/users/{user_id}/coaching-history" assignments::list_history ReadCoaching [Get Query];
    /// Reopen an assignment that ended, on the terms it last had.
    post "/users/{coach_id}/coachees/{coachee_id}/reopen" assignments::reopen ManageAssignments [Get Query Check Put Update Delete];
    /// Transfer all or part of a coach's caseload to another coach.
    post "/users/{coach_id}/coachees/transfer" assignments::transfer ManageAssignments [Get Query Check Put Update Delete];

    /// Create many assignments at once; each succeeds or fails by itself.
    post "/assignments/bulk" assignments::assign_many ManageAssignments [Get Query Check Put Update Delete];

    /// List the organization's activity log, newest first.
    get "/activity" activity::list ReadActivity [Get Query];
    /// Download the organization's activity log as CSV.
    get "/activity.csv" activity::download ReadActivity [Get Query];
    /// List the activity log of a user, newest first.
    get "/users/{user_id}/activity" activity::list_of_user ReadActivity [Get Query];

    /// List a person's goals, newest first.
    get "/users/{user_id}/goals" goals::list ReadGoals [Get Query];
    /// Create a goal.
    post "/users/{user_id}/goals" goals::create EditGoals [Get Check Put Update];
    /// Read a goal.
    get "/users/{user_id}/goals/{goal_id}" goals::read ReadGoals [Get];
    /// Edit a goal and its action steps.
    patch "/users/{user_id}/goals/{goal_id}" goals::edit EditGoals [Get Check Put Update];
    /// Delete a goal without progress, comments or an observation's next step.
    delete "/users/{user_id}/goals/{goal_id}" goals::delete EditGoals [Get Check Put Update Delete];
    /// List a goal's progress, newest first.
    get "/users/{user_id}/goals/{goal_id}/progress" goals::list_progress ReadGoals [Get Query];
    /// Record progress toward a goal.
    post "/users/{user_id}/goals/{goal_id}/progress" goals::create_progress EditGoals [Get Check Put Update];
    /// List the comments on a goal, newest first.
    get "/users/{user_id}/goals/{goal_id}/comments" goals::list_comments ReadGoals [Get Query];
    /// Add a comment to a goal.
    post "/users/{user_id}/goals/{goal_id}/comments" goals::create_comment EditGoals [Get Check Put Update];

    /// List a person's conferences, newest first.
    get "/users/{user_id}/conferences" conferences::list ReadConferences [Get Query];
    /// Schedule a conference.
    post "/users/{user_id}/conferences" conferences::create EditConferences [Get Check Put Update];
    /// Read a conference.
    get "/users/{user_id}/conferences/{conference_id}" conferences::read ReadConferences [Get];
    /// Edit a conference: reschedule it, record its outcome or cancel it.
    patch "/users/{user_id}/conferences/{conference_id}" conferences::edit EditConferences [Get Query Check Put Update Delete];
    /// Delete a canceled conference.
    delete "/users/{user_id}/conferences/{conference_id}" conferences::delete EditConferences [Get Check Put Delete];
    /// Download a conference's calendar invitation.
    get "/users/{user_id}/conferences/{conference_id}/invitation.ics" conferences::download_invitation ReadConferences [Get];
    /// Read your private notes on a conference.
    get "/users/{user_id}/conferences/{conference_id}/private-notes" conferences::read_private_notes KeepPrivateNotes [Get];
    /// Edit your private notes on a conference.
    put "/users/{user_id}/conferences/{conference_id}/private-notes" conferences::edit_private_notes KeepPrivateNotes [Get Check Put Update];

    /// List a person's observations, newest first.
    get "/users/{user_id}/observations" observations::list ReadObservations [Get Query];
    /// Create an observation as a draft.
    post "/users/{user_id}/observations" observations::create EditObservations [Get Check Put];
    /// Read an observation.
    get "/users/{user_id}/observations/{observation_id}" observations::read ReadObservations [Get];
    /// Edit a draft observation: its scores, feedback and rubric.
    patch "/users/{user_id}/observations/{observation_id}" observations::edit EditObservations [Get Check Put Update Delete];
    /// Delete a draft observation and its evidence.
    delete "/users/{user_id}/observations/{observation_id}" observations::delete EditObservations [Get Query Check Put Update Delete];
    /// Share a draft observation with the coachee.
    post "/users/{user_id}/observations/{observation_id}/share" observations::share EditObservations [Get Check Put Update];
    /// Acknowledge a shared observation of you.
    post "/users/{user_id}/observations/{observation_id}/acknowledge" observations::acknowledge AcknowledgeObservations [Get Check Put Update];
    /// List a shared observation's earlier versions, newest first.
    get "/users/{user_id}/observations/{observation_id}/revisions" observations::list_revisions ReadObservations [Get Query];
    /// Revise the scores and feedback of a shared observation.
    post "/users/{user_id}/observations/{observation_id}/revisions" observations::revise EditObservations [Get Query Check Put Update];
    /// Add an observation's next step to a goal as an action step.
    post "/users/{user_id}/observations/{observation_id}/next-step" observations::plan_next_step EditObservations [Get Check Put Update];
    /// List an observation's evidence by the time it was observed.
    get "/users/{user_id}/observations/{observation_id}/evidence" observations::list_evidence ReadObservations [Get Query];
    /// Add lines of evidence to a draft observation.
    post "/users/{user_id}/observations/{observation_id}/evidence" observations::create_evidence EditObservations [Get Check Put Update];
    /// Edit a line of evidence in a draft observation.
    patch "/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}" observations::edit_evidence EditObservations [Get Check Put Update];
    /// Delete a line of evidence from a draft observation.
    delete "/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}" observations::delete_evidence EditObservations [Get Check Put Update Delete];

    /// List rubrics.
    get "/rubrics" rubrics::list ReadRubrics [Get Query];
    /// Create a rubric.
    post "/rubrics" rubrics::create EditRubrics [Check Put Update];
    /// Read a rubric, in its current or an earlier version.
    get "/rubrics/{rubric_id}" rubrics::read ReadRubrics [Get];
    /// Edit a rubric by adding its next version.
    put "/rubrics/{rubric_id}" rubrics::edit EditRubrics [Get Check Put Update];
    /// Retire a rubric.
    delete "/rubrics/{rubric_id}" rubrics::retire EditRubrics [Check Put Update];

    /// Read a person's progress: goals, conferences, overdue check-backs, and scores over time.
    get "/users/{user_id}/progress" progress::read ReadProgress [Get Query];

    /// List a person's learning records, newest first.
    get "/users/{user_id}/learning" learning::list ReadLearning [Get Query];
    /// Create a learning record.
    post "/users/{user_id}/learning" learning::create EditLearning [Get Check Put];
    /// Edit a learning record.
    patch "/users/{user_id}/learning/{learning_id}" learning::edit EditLearning [Get Check Put Update];
    /// Delete a learning record.
    delete "/users/{user_id}/learning/{learning_id}" learning::delete EditLearning [Get Check Put Delete];
    /// List a person's licenses and certificates, newest first.
    get "/users/{user_id}/credentials" credentials::list ReadCredentials [Get Query];
    /// Create a license or certificate.
    post "/users/{user_id}/credentials" credentials::create EditCredentials [Get Check Put];
    /// Edit a license or certificate.
    patch "/users/{user_id}/credentials/{credential_id}" credentials::edit EditCredentials [Get Check Put Update];
    /// Delete a license or certificate.
    delete "/users/{user_id}/credentials/{credential_id}" credentials::delete EditCredentials [Get Check Put Delete];
    /// Read a person's employment record.
    get "/users/{user_id}/personnel" personnel::read ReadPersonnel [Get];
    /// Edit a person's employment record.
    put "/users/{user_id}/personnel" personnel::edit EditPersonnel [Get Check Put];

    /// Start an audit of all coaching assignments.
    post "/audits" audits::start ManageAssignments [Get Query Check Put];
    /// List audits, newest first.
    get "/audits" audits::list ManageAssignments [Get Query];
    /// Read an audit: its progress and the number of its findings.
    get "/audits/{audit_id}" audits::read ManageAssignments [Get];
    /// List an audit's findings, the most severe first.
    get "/audits/{audit_id}/findings" audits::list_findings ManageAssignments [Get Query];
    /// Download an audit's findings as CSV.
    get "/audits/{audit_id}/findings.csv" audits::download_findings ManageAssignments [Get Query];
    /// List the findings of the previous audit that are resolved.
    get "/audits/{audit_id}/resolved" audits::list_resolved ManageAssignments [Get Query];
    /// Apply the remedy of a finding.
    post "/audits/{audit_id}/findings/{finding_id}/remedy" audits::remedy ManageAssignments [Get Query Check Put Update Delete];

    /// Launch a review of coaching assignments.
    post "/reviews" reviews::launch ManageAssignments [Get Check Put];
    /// List reviews, newest first.
    get "/reviews" reviews::list ManageAssignments [Get Query];
    /// Read a review and its progress by reviewer.
    get "/reviews/{review_id}" reviews::read ManageAssignments [Get Query];
    /// List a review's assignments, with their decisions and outcomes.
    get "/reviews/{review_id}/items" reviews::list_items ManageAssignments [Get Query];
    /// Decide about an assignment in a review.
    post "/reviews/{review_id}/items/{item_id}/decision" reviews::decide ReadCard [Get Check Put Update Delete];
    /// Reassign an assignment in a review to another reviewer.
    put "/reviews/{review_id}/items/{item_id}/reviewer" reviews::reassign ReadCard [Get Check Put Update Delete];
    /// Close a review and carry out its decisions.
    post "/reviews/{review_id}/close" reviews::close ManageAssignments [Get Check Put Update];
    /// Download a closed review's evidence package for auditors.
    get "/reviews/{review_id}/package" reviews::download_package ManageAssignments [Get Query];

    /// Read the organization and its settings.
    get "/organisation" organisation::read ReadOrganisation [Get];
    /// Edit the organization's settings.
    patch "/organisation" organisation::edit EditOrganisation [Get Check Put Update];
}

/// The gateway's authorizer. It keeps state between calls, so main.rs starts it separately.
pub const AUTHORIZER: Worker = Worker {
    id: "authorizer",
    summary: "Authenticate a request and identify its caller.",
    driver: Driver::Gateway,
    uses: &[Get, Check, Put, Update],
    more: &[More::Identities],
};

// `tests/src/workers.rs` measures what each worker does to the table.
shared::workers! {
    AUTHORIZER, Background;

    /// Seal new entries of the activity log, and notify the people concerned.
    feed::notify, Stream(New("ACTIVITY#")), [Get Check Put Update], [];
    /// Replay dead letters.
    feed::replay, Operator, [Get Query Check Put Update Delete], [];

    /// Audit a shard of an organization.
    audits::walk, Stream(WaitingBelow("SHARD#")), [Get Query Check Put Update], [Index];
    /// Start the audits that are due.
    audits::due, Schedule("cron(15 6 * * ? *)"), [Get Query Put], [];

    /// Gather, announce or close a review.
    reviews::walk, Stream(WaitingAt("WORK")), [Get Query Check Put Update Delete], [Index];
    /// Remind reviewers, replace those who left, close and repeat reviews.
    reviews::due, Schedule("rate(1 hour)"), [Get Query Check Put Update Delete], [];

    /// Mail a new notice.
    mail::send, Stream(New("NOTICE#")), [Get Update], [Mail];
    /// Send the daily mail where it is morning.
    mail::daily, Schedule("rate(1 hour)"), [Get Query Check Put Update Delete], [Mail];
}

/// The page limits of the three operations that read several items of each person. `tests/src/limits.rs` checks that
/// the largest items fit.
pub mod limits {
    pub use crate::{assignments::AT_ONCE_IN_LISTS, me::read_caseload::AT_ONCE_IN_CASELOAD};
}

/// A service with these operations, the same in Lambda, locally and in the tests.
pub fn router(app: App, operations: &[Operation]) -> Router {
    let routes = operations.iter().fold(Router::new(), |router, operation| {
        router.route(&operation.full_path(), (operation.route)())
    });
    routes
        .fallback(|| async { shared::domain::Error::NotFound })
        .layer(middleware::from_fn(edge))
        .with_state(app)
}

/// The body of a Lambda request, for the router.
pub fn to_body(body: lambda_http::Body) -> axum::body::Body {
    match body {
        lambda_http::Body::Empty => axum::body::Body::empty(),
        lambda_http::Body::Text(text) => text.into(),
        lambda_http::Body::Binary(bytes) => bytes.into(),
        _ => axum::body::Body::empty(),
    }
}
