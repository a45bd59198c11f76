//! Request bodies: JSON that is parsed strictly and then validated by its type's rules.

mod idempotency;
mod merge_patch;
mod misfit;

pub use idempotency::Once;
pub use merge_patch::MergePatch;
pub(super) use misfit::{misfit_at, pointer_to};

use super::{
    App, Describe, Description,
    strict::{self, Document},
};
use crate::domain::{Error, FieldError, Result};
use axum::{body::Body, extract::FromRequest};
use bytes::Bytes;
use garde::Validate;
use http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use misfit::{misfit, pointer, sentence};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The most bytes of a body: 256 KiB.
pub const MAX_BODY: usize = 256 * 1024;

/// A valid JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A JSON body that may be left out, which means all defaults.
#[derive(Debug)]
pub struct JsonOrEmpty<T>(pub T);

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        must_be(request.headers(), &["application/json"])?;
        parse(&read(request.into_body()).await?)
            .and_then(valid)
            .map(Self)
    }
}

impl<T: DeserializeOwned + Validate<Context = ()> + Default> FromRequest<App> for JsonOrEmpty<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        must_be(&parts.headers, &["application/json"])?;
        parse(&bytes).and_then(valid).map(Self)
    }
}

impl<T: JsonSchema> Describe for Json<T> {
    fn describe(operation: &mut Description) {
        operation.takes::<T>("application/json", true);
    }
}

impl<T: JsonSchema> Describe for JsonOrEmpty<T> {
    fn describe(operation: &mut Description) {
        operation.takes::<T>("application/json", false);
    }
}

async fn read(body: Body) -> Result<Bytes> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::TooLarge),
        Err(error) => Err(Error::MalformedJson(format!(
            "the body ended early ({error})"
        ))),
    }
}

fn must_be(headers: &HeaderMap, types: &[&str]) -> Result<()> {
    let sent = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    let essence = sent
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    if types.contains(&essence.as_str()) {
        Ok(())
    } else {
        Err(Error::UnsupportedMediaType)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    fitting(&Value::Object(members(bytes)?))
}

/// The members of the object that a body must be.
fn members(bytes: &[u8]) -> Result<Map<String, Value>> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let document = serde_path_to_error::deserialize(&mut deserializer).map_err(|e| {
        match e.inner().classify() {
            serde_json::error::Category::Data => misfit(&e),
            _ => Error::MalformedJson(e.inner().to_string()),
        }
    })?;
    deserializer
        .end()
        .map_err(|e| Error::MalformedJson(e.to_string()))?;
    match document {
        Document(Value::Object(members)) => Ok(members),
        _ => Err(Error::field("", "Send a JSON object.")),
    }
}

/// The value as this type, exactly as the contract describes it.
fn fitting<T: DeserializeOwned>(value: &Value) -> Result<T> {
    strict::read(value).map_err(|e| misfit(&e))
}

fn valid<T: Validate<Context = ()>>(value: T) -> Result<T> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(report) => Err(Error::Invalid(
            report
                .iter()
                .map(|(path, error)| FieldError {
                    pointer: pointer(&path.to_string()),
                    detail: sentence(error.message()),
                })
                .collect(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GoalFields, Terms, UserFields};

    fn errors<T: DeserializeOwned + Validate<Context = ()> + std::fmt::Debug>(
        json: &str,
    ) -> Vec<(String, String)> {
        match parse::<T>(json.as_bytes()).and_then(valid) {
            Err(Error::Invalid(errors)) => {
                errors.into_iter().map(|e| (e.pointer, e.detail)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_field_error_points_at_its_field() {
        let missing = errors::<UserFields>(r#"{"given_name": "A", "family_name": "B"}"#);
        assert_eq!(missing, [("/email".into(), "Fill this in.".into())]);
        let unknown = errors::<UserFields>(r#"{"id": 1}"#);
        assert_eq!(
            unknown,
            [("/id".into(), "This can't be set here. Remove it.".into())]
        );
        let twice = errors::<Terms>(r#"{"kind": "primary", "kind": "primary"}"#);
        assert_eq!(twice[0].0, "/kind");
        let several = errors::<UserFields>(
            r#"{"email": "x", "given_name": " ", "family_name": "B", "site": "a\u0000"}"#,
        );
        assert_eq!(
            several.iter().map(|e| e.0.as_str()).collect::<Vec<_>>(),
            ["/email", "/given_name", "/site"]
        );
        for other in ["[]", "[\"primary\"]", "\"x\"", "1", "null"] {
            assert_eq!(errors::<Terms>(other)[0].0, "", "{other}");
        }
        let date = errors::<Terms>(r#"{"ends_on": "2026-02-30"}"#);
        assert_eq!(date[0].0, "/ends_on");
        for (json, at) in [
            (
                r#"{"title": "A", "steps": [["01ARZ3NDEKTSV4RRFFQ69G5FAV", "B", false]]}"#,
                "/steps/0",
            ),
            (
                r#"{"title": "A", "steps": [{"text": "B"}, {"text": "C", "text": "C"}]}"#,
                "/steps/1/text",
            ),
            (
                r#"{"title": "A", "title.of/the~goal": 1}"#,
                "/title.of~1the~0goal",
            ),
        ] {
            assert_eq!(errors::<GoalFields>(json)[0].0, at, "{json}");
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_malformed() {
        for bad in [
            "",
            "{",
            "{\"kind\": \"\\ud800\"}",
            "{} {}",
            &"[".repeat(10_000),
        ] {
            assert!(
                matches!(parse::<Terms>(bad.as_bytes()), Err(Error::MalformedJson(_))),
                "{bad:.20}"
            );
        }
    }
}
