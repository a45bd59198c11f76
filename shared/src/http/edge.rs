use super::problem;
use crate::domain::Error;
use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, StatusCode, header};
use lambda_http::request::RequestContext;

/// What every answer has in common: the request's id, no caching, and a problem document in place
/// of an error.
pub async fn edge(request: Request<Body>, next: Next) -> Response {
    let request_id = request_id(&request);
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<Error>().or_else(|| of_the_router(&response));
    if let Some(error) = error {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = problem::response(&error, &request_id);
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        headers.insert("x-request-id", id);
    }
    response
}

/// The router's own refusals have no error in them.
fn of_the_router(response: &Response) -> Option<Error> {
    match response.status() {
        StatusCode::NOT_FOUND => Some(Error::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::MethodNotAllowed),
        _ => None,
    }
}

fn request_id(request: &Request<Body>) -> String {
    match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(gateway)) => gateway.request_id.clone().unwrap_or_default(),
        _ => String::new(),
    }
}
