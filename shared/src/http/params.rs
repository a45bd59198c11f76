//! Path, query string and `If-Match`.

use super::{
    App, Describe, Description,
    body::{misfit_at, pointer_to},
};
use crate::{
    domain::{Error, Result},
    table::{Rule, version_is, version_is_one_of},
};
use axum::extract::{FromRequestParts, Path as AxumPath, RawPathParams};
use http::{header, request::Parts};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// The parameters of the path. Text that can't be an id is `NotFound`.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// The parameters of the query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// What `If-Match` requires of the current version (RFC 9110, 13.1.1).
#[derive(Clone, Debug, PartialEq)]
pub enum IfMatch {
    /// Nothing without the header; with `*`, that the resource exists.
    Any,
    /// One of these versions. Empty when all tags were weak or not ours: those never match.
    OneOf(Vec<u64>),
}

/// The most tags of one `If-Match`.
const MAX_TAGS: usize = 20;

impl IfMatch {
    /// The version that the write requires: the current one, if it is among those sent.
    ///
    /// # Errors
    /// `Stale` if it isn't.
    pub fn or(&self, current: u64) -> Result<u64> {
        match self {
            Self::OneOf(sent) if !sent.contains(&current) => Err(Error::Stale { current }),
            _ => Ok(current),
        }
    }

    /// The rule that the version is one of those sent, if any were.
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::Any => None,
            Self::OneOf(sent) => match sent.as_slice() {
                [version] => Some(version_is(*version)),
                versions => Some(version_is_one_of(versions)),
            },
        }
    }

    fn parse(sent: &str) -> Result<Self> {
        if sent.trim() == "*" {
            return Ok(Self::Any);
        }
        let tags = entity_tags(sent).filter(|tags| tags.len() <= MAX_TAGS);
        let tags = tags.ok_or_else(|| {
            Error::field("If-Match", "Send the ETag as you got it, with its quotes.")
        })?;
        Ok(Self::OneOf(
            tags.iter()
                .filter_map(|tag| version(tag.strip_prefix('"')?.strip_suffix('"')?))
                .collect(),
        ))
    }
}

/// The version that a tag names. Tags are compared letter by letter, so `01` is another than `1`.
fn version(tag: &str) -> Option<u64> {
    tag.parse()
        .ok()
        .filter(|version: &u64| version.to_string() == tag)
}

/// The tags of a list, weak ones with their `W/`; none if it isn't a list of tags.
fn entity_tags(list: &str) -> Option<Vec<&str>> {
    let mut tags = Vec::new();
    let mut rest = list;
    loop {
        // Empty elements of a list are ignored (RFC 9110, 5.6.1).
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return (!tags.is_empty()).then_some(tags);
        }
        let opening = if rest.starts_with("W/") { 2 } else { 0 };
        let inside = rest[opening..].strip_prefix('"')?;
        let length = opening + inside.find('"')? + 2;
        tags.push(&rest[..length]);
        rest = rest[length..].trim_start_matches([' ', '\t']);
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
}

/// An `If-Match` that is required, because an edit without it could overwrite somebody else's.
#[derive(Clone, Debug)]
pub struct MustMatch(IfMatch);

impl MustMatch {
    /// The version that the write requires: the current one, if it is among those sent.
    ///
    /// # Errors
    /// `Stale` if it isn't.
    pub fn version(&self, current: u64) -> Result<u64> {
        self.0.or(current)
    }
}

impl FromRequestParts<App> for MustMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Err(Error::PreconditionRequired);
        }
        IfMatch::from_request_parts(parts, app).await.map(Self)
    }
}

impl Describe for MustMatch {
    fn describe(operation: &mut Description) {
        operation.header(
            "If-Match",
            "The ETag of the version that the edit changes.",
            true,
            ETAG,
        );
    }
}

/// What `If-Match` looks like: `*`, or a list of tags. Our tags are the version in quotes.
const ETAG: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*"){0,19})$"#;

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let names = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound)?;
        if !names.iter().all(|(_, name)| can_be_name(name)) {
            return Err(Error::NotFound);
        }
        AxumPath::from_request_parts(parts, app)
            .await
            .map(|AxumPath(path)| Self(path))
            .map_err(|_| Error::NotFound)
    }
}

/// The most characters of a path parameter. A key of the table takes 1,024 bytes.
const MAX_NAME: usize = 200;

/// Whether a path parameter can be part of a key, whose segments are separated by `#`.
fn can_be_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#')
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let query = parts.uri.query().unwrap_or("");
        let read = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(
            form_urlencoded::parse(query.as_bytes()),
        ));
        read.map(Self).map_err(
            |e| match misfit_at(&pointer_to(e.path()), &e.inner().to_string()) {
                Error::Invalid(errors) => Error::Invalid(
                    errors
                        .into_iter()
                        .map(|e| crate::domain::FieldError {
                            pointer: e.pointer.replacen('/', "?", 1),
                            ..e
                        })
                        .collect(),
                ),
                other => other,
            },
        )
    }
}

impl FromRequestParts<App> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let lines: Vec<_> = parts
            .headers
            .get_all(header::IF_MATCH)
            .iter()
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        if lines.is_empty() {
            Ok(Self::Any)
        } else {
            Self::parse(&lines.join(","))
        }
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
        operation.header(
            "If-Match",
            "The ETag of the version that the edit changes.",
            false,
            ETAG,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_is_parsed_as_rfc_9110_defines_it() {
        for (sent, versions) in [
            ("\"3\"", vec![3]),
            ("  \"3\" ", vec![3]),
            ("\"3\", \"4\"", vec![3, 4]),
            (", \"3\" ,,\"4\",", vec![3, 4]),
            ("W/\"3\"", vec![]),
            ("W/\"3\", \"4\"", vec![4]),
            ("\"a, b\", \"4\"", vec![4]),
            ("\"\"", vec![]),
        ] {
            assert_eq!(IfMatch::parse(sent), Ok(IfMatch::OneOf(versions)), "{sent}");
        }
        assert_eq!(IfMatch::parse(" * "), Ok(IfMatch::Any));
        for sent in [
            "",
            ",",
            "3",
            "\"3",
            "\"3\" \"4\"",
            "*, \"3\"",
            "w/\"3\"",
            "\"3\"x",
            "é",
        ] {
            assert!(IfMatch::parse(sent).is_err(), "{sent}");
        }
        assert!(IfMatch::parse(&["\"3\""; MAX_TAGS + 1].join(",")).is_err());
    }

    #[test]
    fn if_match_accepts_a_strong_tag_of_the_current_version() {
        let of = |sent: &str| IfMatch::parse(sent).expect("a list");
        assert_eq!(of("\"3\", \"4\"").or(4), Ok(4));
        assert_eq!(of("*").or(4), Ok(4));
        for sent in ["\"3\"", "W/\"4\"", "\"04x\""] {
            assert_eq!(of(sent).or(4), Err(Error::Stale { current: 4 }), "{sent}");
        }
    }

    #[test]
    fn a_name_that_cannot_be_in_a_key_is_refused() {
        assert!(can_be_name("primary_is_two.01ARZ3NDEKTSV4RRFFQ69G5FAV"));
        for name in [
            "x".repeat(MAX_NAME + 1),
            "a#b".to_owned(),
            "a b".to_owned(),
            "é".to_owned(),
            "\u{0}".to_owned(),
        ] {
            assert!(!can_be_name(&name), "{name}");
        }
    }
}
