//! Domain errors as problem documents (RFC 9457). The only place where an error gets its status and its words.
//!
//! Each problem tells the client what to do next, and none reveals a cause inside the service.

mod examples;
mod words;

pub use examples::one_of_each;

use crate::domain::{Error, FieldError};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use words::{taken_by, words};

/// A problem document.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Identifies the kind of problem and never changes; the page at this path explains it.
    #[serde(rename = "type")]
    pub kind: String,
    /// The problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next.
    pub detail: String,
    /// The id of the request, to quote when asking for help.
    pub instance: String,
    /// The fields that are not accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The current version, when `If-Match` named another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
}

/// The edge turns it into the problem document, because it knows the request's id.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
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
        current_version: if let Error::Stale { current } = error {
            Some(*current)
        } else {
            None
        },
    }
}

/// The fields that are wrong.
fn fields(error: &Error) -> Vec<FieldError> {
    match error {
        Error::Invalid(errors) => errors.clone(),
        Error::PartlyTransferred { why, .. } => fields(why),
        Error::EmailTaken(holder) => vec![FieldError {
            pointer: "/email".to_owned(),
            detail: taken_by(holder.as_ref()),
        }],
        _ => Vec::new(),
    }
}

/// The response for an error. Its cause is logged and not sent.
pub fn response(error: &Error, request_id: &str) -> Response {
    match error {
        Error::Internal(cause) | Error::Unavailable(cause) => {
            tracing::error!(request_id, cause, "request failed")
        }
        Error::Overtaken(cause) => tracing::warn!(request_id, cause, "conflict"),
        _ => {}
    }
    let problem = problem(error, request_id);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    match error {
        Error::Unauthenticated => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
        }
        Error::Unavailable(_) => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1")),
        Error::Stale { current } => {
            super::answer::etag(*current).and_then(|tag| headers.insert(header::ETAG, tag))
        }
        _ => None,
    };
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_never_sent() {
        for error in [
            Error::Internal("secret".into()),
            Error::Unavailable("secret".into()),
        ] {
            let text = serde_json::to_string(&problem(&error, "r")).expect("json");
            assert!(!text.contains("secret"));
        }
    }

    #[test]
    fn every_problem_has_advice_and_its_own_page() {
        let mut kinds = std::collections::BTreeSet::new();
        for error in one_of_each() {
            let problem = problem(&error, "r");
            assert!(
                problem.detail.contains(". ") && problem.detail.ends_with('.'),
                "{error:?}"
            );
            assert!(kinds.insert(problem.kind), "{error:?}");
        }
    }
}
