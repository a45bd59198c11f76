//! The built portal, as CloudFront serves it: with its configuration, an address for every screen, and headers that
//! allow only its own scripts.

use crate::{demonstration, engine::Result, openid::OpenId};
use axum::{Router, routing::get};
use http::{HeaderName, HeaderValue, header};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// What the portal may load and do. Inline styles are allowed because the component library uses them; the
/// frame renews a sign-in silently.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The folder of the built portal, if it has been built. `PORTAL` names another one.
pub fn folder() -> Option<PathBuf> {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../portal/dist");
    let folder = std::env::var_os("PORTAL").map_or_else(here, PathBuf::from);
    folder.join("index.html").exists().then_some(folder)
}

/// The portal's configuration, which isn't part of its build.
pub fn configuration(openid: &OpenId) -> Result<Value> {
    let organisations = demonstration::organisations()?
        .into_iter()
        .zip(demonstration::ORGANISATIONS);
    let organisations = organisations.map(|(id, (_, name))| json!({"name": name, "issuer": openid.issuer(&id), "client_id": "portal"}));
    Ok(json!({"api": "/v1", "organisations": organisations.collect::<Vec<_>>()}))
}

/// The portal's files and pages.
pub fn portal(folder: &Path, configuration: Value) -> Router {
    // The address of a screen serves index.html. The sign-in returns to two small pages. The build contains each
    // file compressed, too.
    let page = |name: &str| ServeFile::new(folder.join(name)).precompressed_gzip();
    let files = ServeDir::new(folder)
        .precompressed_gzip()
        .fallback(page("index.html"));
    let router = Router::new()
        .route(
            "/config.json",
            get(move || async move { axum::Json(configuration) }),
        )
        .route_service("/silent", page("silent.html"))
        .route_service("/signed-in-again", page("signed-in-again.html"))
        .fallback_service(files);
    HEADERS.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            name,
            HeaderValue::from_static(value),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Here the API and the sign-in share the portal's origin; in AWS each has its own.
    #[test]
    fn cloudfront_sends_the_same_headers() {
        let template = include_str!("../../infra/portal.yaml")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let connects = CONTENT_SECURITY_POLICY.replace(
            "connect-src 'self'",
            "connect-src 'self' ${ApiOrigin} ${SignInOrigins}",
        );
        let policy = connects.replace("frame-src 'self'", "frame-src 'self' ${SignInOrigins}");
        assert!(
            template.contains(&format!("ContentSecurityPolicy: !Sub >- {policy} ")),
            "{policy}"
        );
        assert!(template.contains("ContentTypeOptions: {Override: true}"));
        assert!(template.contains("ReferrerPolicy: {Override: true, ReferrerPolicy: no-referrer}"));
        assert!(
            template.contains(
                "{Header: cross-origin-opener-policy, Value: same-origin, Override: true}"
            )
        );
    }
}
