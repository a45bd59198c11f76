//! What surrounds every operation: request ids, problem documents, and retries of conflicts.

use super::{MAX_BODY, problem};
use crate::{domain::Error, table::back_off};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, StatusCode, header};
use lambda_http::request::RequestContext;

/// How often a request is run whose reads are out of date when it writes.
const MAX_ATTEMPTS: u32 = 8;

/// Adds to every answer the request's id and a ban on caching, and turns an error into its problem
/// document.
pub async fn edge(request: Request<Body>, next: Next) -> Response {
    let request_id = request_id(&request);
    let mut response = answered(request, next).await;
    let error = response
        .extensions_mut()
        .remove::<Error>()
        .or_else(|| of_the_router(&response));
    if let Some(error) = error {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = problem::response(&error, &request_id);
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        headers.insert("x-request-id", id);
    }
    response
}

/// Runs a request, and again when somebody changed what it read before it wrote. That is safe: such a
/// request has written nothing, or writes only what is still missing.
async fn answered(request: Request<Body>, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // A body that is too large is refused by its extractor, after the checks before it. Any such body will do.
    let body = to_bytes(body, MAX_BODY)
        .await
        .unwrap_or_else(|_| vec![b' '; MAX_BODY + 1].into());
    let names_version = parts
        .headers
        .get_all(header::IF_MATCH)
        .iter()
        .any(|tags| tags.as_bytes().trim_ascii() != b"*");
    let mut attempt = 1;
    loop {
        let mut response = next
            .clone()
            .run(Request::from_parts(parts.clone(), body.clone().into()))
            .await;
        match response.extensions().get::<Error>() {
            Some(Error::Overtaken(_)) => {}
            // The client named no version, so the current one is as good.
            Some(Error::Stale { .. }) if !names_version => {}
            _ => return response,
        }
        if attempt == MAX_ATTEMPTS {
            response
                .extensions_mut()
                .insert(Error::Overtaken("each attempt was overtaken"));
            return response;
        }
        back_off(attempt).await;
        attempt += 1;
    }
}

/// The router's own refusals carry no domain error.
fn of_the_router(response: &Response) -> Option<Error> {
    match response.status() {
        StatusCode::NOT_FOUND => Some(Error::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::MethodNotAllowed),
        _ => None,
    }
}

fn request_id(request: &Request<Body>) -> String {
    match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(gateway)) => {
            gateway.request_id.clone().unwrap_or_default()
        }
        _ => String::new(),
    }
}
