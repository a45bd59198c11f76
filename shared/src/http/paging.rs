//! Lists in pages, with encrypted cursors.

use super::{App, Describe, Description, Listed};
use crate::{
    domain::{Caller, Error, Result},
    table::Page,
};
use axum::extract::FromRequestParts;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::request::Parts;
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::{env, sync::Arc};

/// The items of a page without a `limit`.
pub const DEFAULT_LIMIT: usize = 25;
/// The largest `limit`.
pub const MAX_LIMIT: usize = 100;
/// The most characters of a cursor.
const MAX_CURSOR: usize = 2048;

/// Encrypts cursors: their content can't be read or altered, and they are valid only for the caller and the
/// list for which they were issued.
#[derive(Clone)]
pub struct Seal(Arc<LessSafeKey>);

impl Seal {
    /// From a secret of any length, which must have the entropy of a key.
    pub fn new(secret: &str) -> Self {
        let key = ring::digest::digest(&ring::digest::SHA256, secret.as_bytes());
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref());
        Self(Arc::new(LessSafeKey::new(key.unwrap_or_else(|_| {
            unreachable!("a SHA-256 digest is as long as an AES-256 key")
        }))))
    }

    /// From `CURSOR_SECRET`.
    ///
    /// # Errors
    /// `Internal` when it isn't set.
    pub fn from_env() -> Result<Self> {
        let secret = env::var("CURSOR_SECRET")
            .map_err(|_| Error::Internal("CURSOR_SECRET is not set".to_owned()))?;
        Ok(Self::new(&secret))
    }

    fn seal(&self, binding: &str, text: &str) -> Result<String> {
        let mut nonce = [0; NONCE_LEN];
        let random = |_| Error::Internal("no random numbers".to_owned());
        SystemRandom::new().fill(&mut nonce).map_err(random)?;
        let mut sealed = text.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(binding),
                &mut sealed,
            )
            .map_err(random)?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    fn open(&self, binding: &str, cursor: &str) -> Option<String> {
        if cursor.len() > MAX_CURSOR {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let text = self
            .0
            .open_in_place(nonce, Aad::from(binding), &mut sealed)
            .ok()?;
        String::from_utf8(text.to_vec()).ok()
    }
}

/// `limit` and `cursor` of a list.
pub struct Paging {
    /// The most items of the page.
    pub limit: usize,
    /// The sort key after which the page begins.
    pub after: Option<String>,
    binding: String,
    seal: Seal,
}

#[derive(Deserialize, JsonSchema)]
struct PageQuery {
    /// The most items of the page: at most 100, and 25 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// The `next_cursor` of the previous page.
    #[schemars(length(max = 2048))]
    cursor: Option<String>,
}

impl Paging {
    /// The page as an answer, with an encrypted cursor.
    ///
    /// # Errors
    /// `Internal` when there are no random numbers.
    pub fn answer<T>(&self, page: Page<T>) -> Result<Listed<T>> {
        let next_cursor = page
            .next
            .map(|next| self.seal.seal(&self.binding, &next))
            .transpose()?;
        Ok(Listed {
            items: page.items,
            next_cursor,
        })
    }
}

impl FromRequestParts<App> for Paging {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let super::Query(PageQuery { limit, cursor }) =
            super::Query::from_request_parts(parts, app).await?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Error::field("?limit", format!("Choose 1 to {MAX_LIMIT}.")));
        }
        let binding = binding(&caller, parts);
        let open = |cursor: String| app.seal.open(&binding, &cursor).ok_or(Error::InvalidCursor);
        let after = cursor.map(open).transpose()?;
        Ok(Self {
            limit,
            after,
            binding,
            seal: app.seal.clone(),
        })
    }
}

/// What a cursor is bound to: organization, caller, path and filters.
fn binding(caller: &Caller, parts: &Parts) -> String {
    let query = parts.uri.query().unwrap_or("").as_bytes();
    let filter =
        form_urlencoded::parse(query).filter(|(name, _)| name != "cursor" && name != "limit");
    let mut filter: Vec<String> = filter
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    filter.sort();
    let place = [
        caller.organisation.to_string(),
        caller.user_id.to_string(),
        parts.uri.path().to_owned(),
    ];
    place
        .into_iter()
        .chain(filter)
        .collect::<Vec<_>>()
        .join("\n")
}

impl Describe for Paging {
    fn describe(operation: &mut Description) {
        operation.parameters::<PageQuery>("query");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_only_where_it_belongs_and_unaltered() {
        let seal = Seal::new("secret");
        let cursor = seal.seal("here", "adam#1").expect("sealed");
        assert_eq!(seal.open("here", &cursor).as_deref(), Some("adam#1"));
        assert_eq!(seal.open("elsewhere", &cursor), None);
        assert_eq!(Seal::new("other").open("here", &cursor), None);
        for at in 0..cursor.len() {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).expect("ascii");
            assert_ne!(
                seal.open("here", &altered).as_deref(),
                Some("adam#1"),
                "letter {at}"
            );
        }
        for bad in ["", "x", "%%%", &"A".repeat(3000)] {
            assert_eq!(seal.open("here", bad), None);
        }
    }
}
