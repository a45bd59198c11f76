//! Bodies with an `Idempotency-Key`.

use super::{must_be, parse, read, valid};
use crate::{
    domain::{Error, Result},
    http::{App, Describe, Description},
    table::Idempotent,
};
use axum::{body::Body, extract::FromRequest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use garde::Validate;
use http::{HeaderMap, Request};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// The most characters of an `Idempotency-Key`.
const MAX_KEY: usize = 128;
/// What an `Idempotency-Key` looks like.
const KEY: &str = "^[!-~]{1,128}$";

/// The body of a `POST`, with its `Idempotency-Key` if it has one.
#[derive(Debug)]
pub struct Once<T> {
    /// The body.
    pub body: T,
    /// The key, bound to this route and body.
    pub key: Option<Idempotent>,
}

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<App> for Once<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        must_be(request.headers(), &["application/json"])?;
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        let key = idempotency_key(&parts.headers)?;
        let key = key.map(|key| Idempotent {
            key,
            fingerprint: fingerprint(parts.uri.path(), &bytes),
        });
        Ok(Self {
            body: parse(&bytes).and_then(valid)?,
            key,
        })
    }
}

impl<T: JsonSchema> Describe for Once<T> {
    fn describe(operation: &mut Description) {
        operation.takes::<T>("application/json", true);
        operation.header(
            "Idempotency-Key",
            "Repeating a request with the same key and body takes effect once and gets the same answer, for a day.",
            false,
            KEY,
        );
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let mut sent = headers.get_all("idempotency-key").iter();
    let Some(value) = sent.next() else {
        return Ok(None);
    };
    if sent.next().is_some() {
        return Err(Error::field(
            "Idempotency-Key",
            "This is sent twice. Send it once.",
        ));
    }
    match value.to_str() {
        Ok(key)
            if (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) =>
        {
            Ok(Some(key.to_owned()))
        }
        _ => Err(Error::field(
            "Idempotency-Key",
            format!("Send 1 to {MAX_KEY} visible characters, such as a UUID."),
        )),
    }
}

fn fingerprint(path: &str, body: &[u8]) -> String {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    digest.update(path.as_bytes());
    digest.update(&[0]);
    digest.update(body);
    URL_SAFE_NO_PAD.encode(digest.finish())
}
