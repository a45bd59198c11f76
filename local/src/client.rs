//! A small HTTP client for addresses on this machine.

use crate::engine::Result;
use axum::body::Body;
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

/// The client's type.
pub type LocalClient = Client<HttpConnector, Body>;

/// A client without TLS.
pub fn client() -> LocalClient {
    Client::builder(TokioExecutor::new()).build_http()
}

/// Posts a form. Returns the status and the JSON of the answer.
pub async fn post_form(
    client: &LocalClient,
    url: &str,
    form: &str,
) -> Result<(StatusCode, serde_json::Value)> {
    let request = Request::post(url)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))?;
    let response = client.request(request).await?;
    json(response.map(Body::new)).await
}

/// The status and body of a JSON response.
pub async fn json(response: Response<Body>) -> Result<(StatusCode, serde_json::Value)> {
    let status = response.status();
    let bytes = response.into_body().collect().await?.to_bytes();
    let value = serde_json::from_slice(&bytes)
        .map_err(|e| format!("{status}: {e}: {}", String::from_utf8_lossy(&bytes)))?;
    Ok((status, value))
}
