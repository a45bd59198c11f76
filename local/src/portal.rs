//! The built portal, as CloudFront serves it: with its configuration beside it, its own address for
//! every screen, and headers that let it run no script but its own.

use crate::{demonstration, engine::Result, openid::OpenId};
use axum::{Router, routing::get};
use http::{HeaderName, HeaderValue, header};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// What the portal may load and do. Styles may stand in elements, as the component library writes
/// them there; the frame is for renewing a sign-in without a question.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Where the portal has been built, if it has; `PORTAL` names another build of it.
pub fn folder() -> Option<PathBuf> {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../portal/dist");
    let folder = std::env::var_os("PORTAL").map_or_else(here, PathBuf::from);
    folder.join("index.html").exists().then_some(folder)
}

/// What the portal is told of the place it runs in: by configuration, not by its build.
pub fn configuration(openid: &OpenId) -> Result<Value> {
    let organisations = demonstration::organisations()?.into_iter().zip(demonstration::ORGANISATIONS);
    let organisations = organisations.map(|(id, (_, name))| json!({"name": name, "issuer": openid.issuer(&id), "client_id": "portal"}));
    Ok(json!({"api": "/v1", "organisations": organisations.collect::<Vec<_>>()}))
}

pub fn portal(folder: &Path, configuration: Value) -> Router {
    // A screen's address is a file to nobody but the portal itself; the sign-in answers to two small pages
    // of their own. The build has each file compressed too.
    let page = |name: &str| ServeFile::new(folder.join(name)).precompressed_gzip();
    let files = ServeDir::new(folder).precompressed_gzip().fallback(page("index.html"));
    let router = Router::new()
        .route("/config.json", get(move || async move { axum::Json(configuration) }))
        .route_service("/silent", page("silent.html"))
        .route_service("/signed-in-again", page("signed-in-again.html"))
        .fallback_service(files);
    HEADERS
        .into_iter()
        .fold(router, |router, (name, value)| router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Here the API and the sign-in have the portal's own origin; in the cloud they have their own.
    #[test]
    fn cloudfront_sends_the_same_headers() {
        let template = include_str!("../../infra/portal.yaml").split_whitespace().collect::<Vec<_>>().join(" ");
        let connects = CONTENT_SECURITY_POLICY.replace("connect-src 'self'", "connect-src 'self' ${ApiOrigin} ${SignInOrigins}");
        let policy = connects.replace("frame-src 'self'", "frame-src 'self' ${SignInOrigins}");
        assert!(template.contains(&format!("ContentSecurityPolicy: !Sub >- {policy} ")), "{policy}");
        assert!(template.contains("ContentTypeOptions: {Override: true}"));
        assert!(template.contains("ReferrerPolicy: {Override: true, ReferrerPolicy: no-referrer}"));
        assert!(template.contains("{Header: cross-origin-opener-policy, Value: same-origin, Override: true}"));
    }
}
