//! Every operation of Coachwork: the route table, and one file for each line of it.

mod assignments;
mod authorizer;
mod health;
mod me;
mod organisation;
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

    /// See the organisation and its settings.
    get "/organisation" organisation::read Member [Get];
    /// Edit the organisation's settings.
    patch "/organisation" organisation::edit Administrator [Get Check Put Update];
}

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
