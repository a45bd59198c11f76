//! Verifying access tokens.

use super::{Issuer, jwks::Keys};
use crate::domain::{Moment, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize;

/// The most characters of a token.
const MAX_TOKEN: usize = 16 * 1024;
/// How far the provider's clock may be from ours, in seconds.
const LEEWAY: u64 = 30;

/// The claims of a verified access token.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    /// Required as a string: a list of issuers is refused.
    #[serde(rename = "iss")]
    _iss: String,
    pub sub: String,
    pub exp: i64,
    pub email: Option<String>,
    #[serde(default)]
    pub email_verified: bool,
}

/// The issuer that a token claims, before anything is verified: only to select the keys to verify it with.
pub(super) fn issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claimed {
        iss: String,
    }
    if token.len() > MAX_TOKEN {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Claimed>(&payload)
        .ok()
        .map(|claimed| claimed.iss)
}

/// The claims of the token, if it is a valid access token of this issuer.
///
/// Only the key decides the algorithm. Keys that the token contains or points to (`jwk`, `jku`, `x5u`) are
/// ignored.
pub(super) async fn verify(
    token: &str,
    issuer_name: &str,
    issuer: &Issuer,
    keys: &Keys,
    now: Moment,
) -> Result<Option<Claims>> {
    let Ok(header) = decode_header(token) else {
        return Ok(None);
    };
    let is_access_token = header
        .typ
        .as_deref()
        .is_none_or(|t| t.eq_ignore_ascii_case("at+jwt") || t.eq_ignore_ascii_case("jwt"));
    let (Some(kid), true, None) = (header.kid, is_access_token, header.crit) else {
        return Ok(None);
    };
    let Some(key) = keys.find(issuer_name, issuer, &kid, now).await? else {
        return Ok(None);
    };
    if key.algorithm != header.alg {
        return Ok(None);
    }
    let mut validation = Validation::new(key.algorithm);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[issuer_name]);
    validation.set_audience(&[&issuer.audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let claims = decode::<Claims>(token, &key.key, &validation)
        .ok()
        .map(|data| data.claims);
    Ok(claims.filter(|c| !c.sub.is_empty() && c.sub.len() <= 255))
}
