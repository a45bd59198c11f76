use super::{Describe, Description, body::misfit};
use crate::{
    App,
    domain::{Error, Result},
    table::{Rule, version_is},
};
use axum::extract::{FromRequestParts, Path as AxumPath};
use http::{header, request::Parts};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// What the path names. An id that can't be one is an address where nothing is.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// What the query string says.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The version in `If-Match`, if there is one.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(Option<u64>);

impl IfMatch {
    /// The version that must be there: the one that was sent, or else the one that was read.
    pub fn or(self, current: u64) -> Result<u64> {
        match self.0 {
            Some(sent) if sent != current => Err(Error::Stale { current }),
            _ => Ok(current),
        }
    }

    /// The rule that the version is the one that was sent, if one was.
    pub fn rule(self) -> Option<Rule> {
        self.0.map(version_is)
    }
}

/// The version in `If-Match`, where an edit that went without could lose somebody else's.
#[derive(Clone, Copy, Debug)]
pub struct MustMatch(u64);

impl MustMatch {
    /// The version that must be there.
    pub fn version(self, current: u64) -> Result<u64> {
        IfMatch(Some(self.0)).or(current)
    }
}

impl FromRequestParts<App> for MustMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let IfMatch(version) = IfMatch::from_request_parts(parts, app).await?;
        version.map(Self).ok_or(Error::PreconditionRequired)
    }
}

impl Describe for MustMatch {
    fn describe(operation: &mut Description) {
        operation.header("If-Match", "The ETag of the version that the edit is made to.", true, ETAG);
    }
}

/// What an `ETag` looks like: the version in quotes.
const ETAG: &str = r#"^"[0-9]{1,18}"$"#;

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        AxumPath::from_request_parts(parts, app).await.map(|AxumPath(path)| Self(path)).map_err(|_| Error::NotFound)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let query = parts.uri.query().unwrap_or("");
        let read = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes())));
        read.map(Self).map_err(|e| match misfit(e.path(), &e.inner().to_string()) {
            Error::Invalid(errors) => Error::Invalid(
                errors.into_iter().map(|e| crate::domain::FieldError { pointer: e.pointer.replacen('/', "?", 1), ..e }).collect(),
            ),
            other => other,
        })
    }
}

impl FromRequestParts<App> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let Some(sent) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let version = sent.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        version.map(|version| Self(Some(version))).ok_or_else(|| Error::field("If-Match", "Send the ETag as you got it, with its quotes."))
    }
}

impl<T: JsonSchema> Describe for Path<T> {
    fn describe(operation: &mut Description) {
        operation.parameters::<T>("path");
    }
}

impl<T: JsonSchema> Describe for Query<T> {
    fn describe(operation: &mut Description) {
        operation.parameters::<T>("query");
    }
}

impl Describe for IfMatch {
    fn describe(operation: &mut Description) {
        operation.header("If-Match", "The ETag of the version that the edit is made to.", false, ETAG);
    }
}
