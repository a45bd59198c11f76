//! Every operation of Coachwork: the route table, and one file for each line of it.

mod activity;
mod assignments;
pub mod audits;
mod authorizer;
mod conferences;
mod credentials;
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
mod users;

pub use authorizer::authorize;
use axum::{Router, middleware};
pub use organisation::founding::found;
use shared::{App, http::edge, operation::Operation};

shared::operations! {
    /// Say that the service answers.
    get "/health" health::check Anyone [];

    /// See who you are, and what of Coachwork is open to you.
    get "/me" me::read Member [Get];
    /// See whom you coach, and what to know before the next conversation.
    get "/me/caseload" me::caseload Member [Get Query];
    /// List the assignments that wait for your decision.
    get "/me/reviews" me::reviews Member [Get Query];
    /// List what you were told, newest first.
    get "/me/notifications" me::notifications Member [Get Query];
    /// Say which notifications you have read.
    post "/me/notifications/read" me::read_notifications Member [Get Check Put Update];

    /// See what you are mailed, and how often.
    get "/me/preferences" me::preferences Member [Get];
    /// Say what you are mailed, and how often.
    put "/me/preferences" me::set_preferences Member [Check Put];

    /// Find people of the organisation by name or e-mail.
    get "/users" users::search Member [Get Query];
    /// Add a user to the organisation.
    post "/users" users::create Administrator [Check Put Update];
    /// Open a user's profile.
    get "/users/{user_id}" users::read Member [Get];
    /// Edit a user's profile.
    patch "/users/{user_id}" users::edit Member [Get Check Put Update Delete];
    /// Make a user active or inactive.
    put "/users/{user_id}/status" users::set_status Administrator [Get Query Check Put Update Delete];
    /// Grant a user coach status, or change a coach's capacity.
    put "/users/{user_id}/coach-status" users::grant_coach_status Administrator [Get Query Check Put Update Delete];
    /// Withdraw a user's coach status.
    delete "/users/{user_id}/coach-status" users::withdraw_coach_status Administrator [Get Query Check Put Update Delete];
    /// See what a user may do in the organisation.
    get "/users/{user_id}/permissions" users::read_permissions Administrator [Get];
    /// Explain what one person may do with another's records, and why.
    get "/users/{user_id}/access" users::explain_access Administrator [Get];

    /// List who coaches a user: Coached By.
    get "/users/{user_id}/coaches" assignments::list_coaches Member [Get Query];
    /// List whom a user coaches: Coaching.
    get "/users/{user_id}/coachees" assignments::list_coachees Member [Get Query];
    /// Add a coachee to a coach.
    put "/users/{coach_id}/coachees/{coachee_id}" assignments::add_coachee Administrator [Check Put Update];
    /// Remove a coachee from a coach.
    delete "/users/{coach_id}/coachees/{coachee_id}" assignments::remove_coachee Administrator [Check Put Update Delete];
    /// Change an assignment's kind or dates.
    patch "/users/{coach_id}/coachees/{coachee_id}" assignments::edit Administrator [Get Check Put];
    /// Assign a coach to a coachee.
    put "/users/{coachee_id}/coaches/{coach_id}" assignments::assign_coach Administrator [Check Put Update];
    /// Remove a coach from a coachee.
    delete "/users/{coachee_id}/coaches/{coach_id}" assignments::remove_coach Administrator [Check Put Update Delete];
    /// List what happened to a user's coaching assignments.
    get "/users/{user_id}/coaching-history" assignments::list_history Member [Get Query];
    /// Connect a coach and a coachee again on the terms they last had.
    post "/users/{coach_id}/coachees/{coachee_id}/reopen" assignments::reopen Administrator [Get Check Put Update];
    /// Transfer a coach's caseload, or a part of it, to another coach.
    post "/users/{coach_id}/coachees/transfer" assignments::transfer Administrator [Get Query Check Put Update Delete];

    /// Make many assignments at once; each line stands for itself.
    post "/assignments/bulk" assignments::bulk Administrator [Check Put Update];

    /// List what was done in the organisation, newest first.
    get "/activity" activity::list Administrator [Get Query];
    /// Download what was done in the organisation, for a spreadsheet.
    get "/activity.csv" activity::download Administrator [Get Query];
    /// List what was done to a user, newest first.
    get "/users/{user_id}/activity" activity::list_of_user Administrator [Get Query];

    /// List a person's goals, newest first.
    get "/users/{user_id}/goals" goals::list Member [Get Query];
    /// Set a goal.
    post "/users/{user_id}/goals" goals::create Member [Get Check Put Update];
    /// Open a goal.
    get "/users/{user_id}/goals/{goal_id}" goals::read Member [Get];
    /// Edit a goal and its action steps.
    patch "/users/{user_id}/goals/{goal_id}" goals::edit Member [Get Check Put Update];
    /// Delete a goal that nobody has worked on.
    delete "/users/{user_id}/goals/{goal_id}" goals::delete Member [Get Check Put Update Delete];
    /// List a goal's progress, newest first.
    get "/users/{user_id}/goals/{goal_id}/progress" goals::list_progress Member [Get Query];
    /// Add a measure to a goal's progress.
    post "/users/{user_id}/goals/{goal_id}/progress" goals::add_progress Member [Get Check Put Update];
    /// List the comments on a goal, newest first.
    get "/users/{user_id}/goals/{goal_id}/comments" goals::list_comments Member [Get Query];
    /// Comment on a goal.
    post "/users/{user_id}/goals/{goal_id}/comments" goals::add_comment Member [Get Check Put Update];

    /// List a person's conferences, newest first.
    get "/users/{user_id}/conferences" conferences::list Member [Get Query];
    /// Schedule a conference.
    post "/users/{user_id}/conferences" conferences::create Member [Get Check Put Update];
    /// Open a conference.
    get "/users/{user_id}/conferences/{conference_id}" conferences::read Member [Get];
    /// Move, record, cancel or otherwise edit a conference.
    patch "/users/{user_id}/conferences/{conference_id}" conferences::edit Member [Get Query Check Put Update Delete];
    /// Delete a cancelled conference.
    delete "/users/{user_id}/conferences/{conference_id}" conferences::delete Member [Get Check Put Delete];
    /// Download a conference's invitation for a calendar.
    get "/users/{user_id}/conferences/{conference_id}/invitation.ics" conferences::read_invitation Member [Get];
    /// Read your private notes of a conference.
    get "/users/{user_id}/conferences/{conference_id}/private-notes" conferences::read_private_notes Member [Get];
    /// Write your private notes of a conference.
    put "/users/{user_id}/conferences/{conference_id}/private-notes" conferences::write_private_notes Member [Get Check Put];

    /// List a person's observations, newest first.
    get "/users/{user_id}/observations" observations::list Member [Get Query];
    /// Begin an observation, as a draft.
    post "/users/{user_id}/observations" observations::create Member [Get Check Put];
    /// Open an observation.
    get "/users/{user_id}/observations/{observation_id}" observations::read Member [Get];
    /// Edit a draft: scores, feedback, what it is scored against.
    patch "/users/{user_id}/observations/{observation_id}" observations::edit Member [Get Check Put Update Delete];
    /// Delete a draft and its evidence.
    delete "/users/{user_id}/observations/{observation_id}" observations::delete Member [Get Query Check Put Update Delete];
    /// Share a draft with the coachee.
    post "/users/{user_id}/observations/{observation_id}/share" observations::share Member [Get Check Put Update];
    /// Say that you have read a shared observation of you.
    post "/users/{user_id}/observations/{observation_id}/acknowledge" observations::acknowledge Member [Get Check Put Update];
    /// List what revisions of a shared observation replaced, newest first.
    get "/users/{user_id}/observations/{observation_id}/revisions" observations::list_revisions Member [Get Query];
    /// Revise the scores and feedback of a shared observation.
    post "/users/{user_id}/observations/{observation_id}/revisions" observations::revise Member [Get Check Put Update];
    /// Make an observation's next step an action step of a goal.
    post "/users/{user_id}/observations/{observation_id}/next-step" observations::plan_next_step Member [Get Check Put Update];
    /// List an observation's evidence, in the order it was seen.
    get "/users/{user_id}/observations/{observation_id}/evidence" observations::list_evidence Member [Get Query];
    /// Write down evidence in a draft.
    post "/users/{user_id}/observations/{observation_id}/evidence" observations::add_evidence Member [Get Check Put Update];
    /// Correct or tag a line of evidence in a draft.
    patch "/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}" observations::edit_evidence Member [Get Check Put Update];
    /// Delete a line of evidence from a draft.
    delete "/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}" observations::delete_evidence Member [Get Check Put Update Delete];

    /// List the rubrics.
    get "/rubrics" rubrics::list Member [Get Query];
    /// Write a rubric.
    post "/rubrics" rubrics::create Administrator [Check Put Update];
    /// Open a rubric, as it is or in a version it had.
    get "/rubrics/{rubric_id}" rubrics::read Member [Get];
    /// Make the next version of a rubric.
    put "/rubrics/{rubric_id}" rubrics::replace Administrator [Get Check Put Update];
    /// Retire a rubric.
    delete "/rubrics/{rubric_id}" rubrics::retire Administrator [Check Put Update];

    /// See a person's progress: goals, conferences, check-backs, and scores over time.
    get "/users/{user_id}/progress" progress::read Member [Get Query];

    /// List a person's learning records, newest first.
    get "/users/{user_id}/learning" learning::list Member [Get Query];
    /// Add a learning record.
    post "/users/{user_id}/learning" learning::add Member [Get Check Put];
    /// Edit a learning record.
    patch "/users/{user_id}/learning/{learning_id}" learning::edit Member [Get Check Put Update];
    /// Delete a learning record.
    delete "/users/{user_id}/learning/{learning_id}" learning::delete Member [Get Check Put Delete];
    /// List a person's licences and certificates, newest first.
    get "/users/{user_id}/credentials" credentials::list Member [Get Query];
    /// Add a licence or certificate.
    post "/users/{user_id}/credentials" credentials::add Member [Get Check Put];
    /// Edit a licence or certificate.
    patch "/users/{user_id}/credentials/{credential_id}" credentials::edit Member [Get Check Put Update];
    /// Delete a licence or certificate.
    delete "/users/{user_id}/credentials/{credential_id}" credentials::delete Member [Get Check Put Delete];
    /// See a person's employment.
    get "/users/{user_id}/personnel" personnel::read Administrator [Get];
    /// Write down a person's employment.
    put "/users/{user_id}/personnel" personnel::replace Administrator [Get Check Put];

    /// Start an audit of all coaching assignments.
    post "/audits" audits::start Administrator [Get Query Check Put];
    /// List the audits, newest first.
    get "/audits" audits::list Administrator [Get Query];
    /// See how far an audit is, and how much it found.
    get "/audits/{audit_id}" audits::read Administrator [Get];
    /// List what an audit found, the gravest first.
    get "/audits/{audit_id}/findings" audits::findings Administrator [Get Query];
    /// Download what an audit found, for a spreadsheet.
    get "/audits/{audit_id}/findings.csv" audits::findings_csv Administrator [Get Query];
    /// List what the audit before found and this one doesn't.
    get "/audits/{audit_id}/resolved" audits::resolved Administrator [Get Query];
    /// Have a finding mended.
    post "/audits/{audit_id}/findings/{finding_id}/remedy" audits::remedy Administrator [Get Query Check Put Update Delete];

    /// Launch a review of coaching assignments.
    post "/reviews" reviews::launch Administrator [Get Check Put];
    /// List the reviews, newest first.
    get "/reviews" reviews::list Administrator [Get Query];
    /// See a review, and how far its reviewers are.
    get "/reviews/{review_id}" reviews::read Administrator [Get Query];
    /// List the assignments of a review, and what was decided and done.
    get "/reviews/{review_id}/items" reviews::items Administrator [Get Query];
    /// Decide about an assignment in a review.
    post "/reviews/{review_id}/items/{item_id}/decision" reviews::decide Member [Get Check Put Update Delete];
    /// Put an assignment before another reviewer.
    put "/reviews/{review_id}/items/{item_id}/reviewer" reviews::reassign Member [Get Check Put Update Delete];
    /// Close a review; what was decided is then done.
    post "/reviews/{review_id}/close" reviews::close Administrator [Get Check Put Update];
    /// Download what an auditor asks for of a closed review.
    get "/reviews/{review_id}/package" reviews::package Administrator [Get Query];

    /// See the organisation and its settings.
    get "/organisation" organisation::read Member [Get];
    /// Edit the organisation's settings.
    patch "/organisation" organisation::edit Administrator [Get Check Put Update];
}

/// What runs as a Lambda without a route: events/ has a sample of what each is given.
pub const WORKERS: [&str; 9] =
    ["authorizer", "feed.notify", "feed.replay", "audits.walk", "audits.due", "reviews.walk", "reviews.due", "mail.send", "mail.daily"];

/// A service of these operations, the same in Lambda, locally and in the tests.
pub fn router(app: App, operations: &[Operation]) -> Router {
    let routes = operations.iter().fold(Router::new(), |router, operation| router.route(&operation.full_path(), (operation.route)()));
    routes.fallback(|| async { shared::domain::Error::NotFound }).layer(middleware::from_fn(edge)).with_state(app)
}

/// The body of a Lambda request, as the router takes it.
pub fn to_body(body: lambda_http::Body) -> axum::body::Body {
    match body {
        lambda_http::Body::Empty => axum::body::Body::empty(),
        lambda_http::Body::Text(text) => text.into(),
        lambda_http::Body::Binary(bytes) => bytes.into(),
        _ => axum::body::Body::empty(),
    }
}
