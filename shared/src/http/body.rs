use super::{Describe, Description};
use crate::{
    App,
    domain::{Error, FieldError, Result},
    table::Idempotent,
};
use axum::{body::Body, extract::FromRequest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use garde::Validate;
use http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned, MapAccess, Visitor},
};
use serde_json::{Map, Value};
use std::{fmt, marker::PhantomData};

/// The most bytes of a body: 256 KiB.
pub const MAX_BODY: usize = 256 * 1024;
/// The most characters of an `Idempotency-Key`.
const MAX_KEY: usize = 128;
/// What one looks like.
const KEY: &str = "^[!-~]{1,128}$";

/// A JSON body that holds by its own rules.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A JSON body that may be left out, for what its defaults are.
#[derive(Debug)]
pub struct JsonOrEmpty<T>(pub T);

/// The body of a `POST`, with its `Idempotency-Key` if it has one.
#[derive(Debug)]
pub struct Once<T> {
    pub body: T,
    pub key: Option<Idempotent>,
}

/// A JSON Merge Patch (RFC 7396) of a flat resource.
#[derive(Debug)]
pub struct MergePatch<T> {
    members: Map<String, Value>,
    of: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned + Validate<Context = ()>> MergePatch<T> {
    /// The names of the members that the patch sets or takes away.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// The same, for the entry of the activity log.
    pub fn field_names(&self) -> Vec<String> {
        self.fields().map(str::to_owned).collect()
    }

    /// What the patch sets a member to, where that can be read as this.
    pub fn named<V: DeserializeOwned>(&self, field: &str) -> Option<V> {
        self.members.get(field).and_then(|value| V::deserialize(value).ok())
    }

    /// The resource with the patch applied, if it holds by its rules.
    pub fn apply(&self, to: &T) -> Result<T> {
        let Value::Object(mut merged) = serde_json::to_value(to).map_err(|e| Error::Internal(e.to_string()))? else {
            return Err(Error::Internal("a patch of something that is no object".to_owned()));
        };
        for (name, value) in &self.members {
            match value {
                Value::Null => merged.remove(name),
                value => merged.insert(name.clone(), value.clone()),
            };
        }
        if let Some(unknown) = self.unknown_field(&merged) {
            return Err(unknown);
        }
        let patched =
            serde_path_to_error::deserialize(Value::Object(merged)).map_err(|e| misfit(&e.path().clone(), &e.inner().to_string()))?;
        valid(patched)
    }

    /// A member that is taken away is gone from the merged object, so an unknown one would be too.
    fn unknown_field(&self, merged: &Map<String, Value>) -> Option<Error> {
        let removed = self.members.iter().filter(|(name, value)| value.is_null() && !merged.contains_key(*name));
        let mut probes = removed.map(|(name, _)| Value::Object([(name.clone(), Value::Bool(true))].into_iter().collect()));
        probes.find_map(|probe| match serde_json::from_value::<T>(probe) {
            Err(e) if e.to_string().starts_with("unknown field") => Some(misfit_message(&e.to_string(), String::new())),
            _ => None,
        })
    }
}

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        must_be(request.headers(), &["application/json"])?;
        parse(&read(request.into_body()).await?).and_then(valid).map(Self)
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

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<App> for Once<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        must_be(request.headers(), &["application/json"])?;
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        let key = idempotency_key(&parts.headers)?;
        let key = key.map(|key| Idempotent { key, fingerprint: fingerprint(parts.uri.path(), &bytes) });
        Ok(Self { body: parse(&bytes).and_then(valid)?, key })
    }
}

impl<T> FromRequest<App> for MergePatch<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        must_be(request.headers(), &["application/json", "application/merge-patch+json"])?;
        let Members(members) = parse(&read(request.into_body()).await?)?;
        Ok(Self { members, of: PhantomData })
    }
}

/// The members of an object, none of them twice.
struct Members(Map<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Members;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if members.contains_key(&name) {
                        return Err(de::Error::custom(format!("duplicate field `{name}`")));
                    }
                    members.insert(name, value);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Once)
    }
}

async fn read(body: Body) -> Result<Bytes> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::TooLarge),
        Err(error) => Err(Error::MalformedJson(format!("the body ended early ({error})"))),
    }
}

fn must_be(headers: &HeaderMap, types: &[&str]) -> Result<()> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let essence = sent.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if types.contains(&essence.as_str()) { Ok(()) } else { Err(Error::UnsupportedMediaType) }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // Serde would take an array for an object, its members in order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(match serde_json::from_slice::<de::IgnoredAny>(bytes) {
            Ok(_) => Error::field("", "Send a JSON object."),
            Err(e) => Error::MalformedJson(e.to_string()),
        });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|e| {
        let message = e.inner().to_string();
        match e.inner().classify() {
            serde_json::error::Category::Data => misfit(e.path(), &message),
            _ => Error::MalformedJson(message),
        }
    })?;
    deserializer.end().map_err(|e| Error::MalformedJson(e.to_string()))?;
    Ok(parsed)
}

fn valid<T: Validate<Context = ()>>(value: T) -> Result<T> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(report) => Err(Error::Invalid(
            report
                .iter()
                .map(|(path, error)| FieldError { pointer: pointer(&path.to_string()), detail: sentence(error.message()) })
                .collect(),
        )),
    }
}

/// A field that doesn't fit its type, in the words of the reader.
pub(super) fn misfit(path: &serde_path_to_error::Path, message: &str) -> Error {
    let path = path.to_string();
    misfit_message(message, if path == "." { String::new() } else { pointer(&path) })
}

fn misfit_message(message: &str, at: String) -> Error {
    let message = message.split(" at line ").next().unwrap_or(message);
    let named = message.split('`').nth(1).unwrap_or("");
    let inside = || if at.ends_with(&format!("/{named}")) { at.clone() } else { format!("{at}/{named}") };
    if message.starts_with("unknown field") {
        Error::field(inside(), "This can't be set here. Take it out.")
    } else if message.starts_with("missing field") {
        Error::field(inside(), "Fill this in.")
    } else if message.starts_with("duplicate field") {
        Error::field(inside(), "This is there twice. Send it once.")
    } else {
        Error::field(at, sentence(message))
    }
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if message.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) => Ok(Some(key.to_owned())),
        _ => Err(Error::field("Idempotency-Key", format!("Send 1 to {MAX_KEY} visible characters, such as a UUID."))),
    }
}

fn fingerprint(path: &str, body: &[u8]) -> String {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    digest.update(path.as_bytes());
    digest.update(&[0]);
    digest.update(body);
    URL_SAFE_NO_PAD.encode(digest.finish())
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

impl<T: JsonSchema> Describe for Once<T> {
    fn describe(operation: &mut Description) {
        operation.takes::<T>("application/json", true);
        operation.header(
            "Idempotency-Key",
            "The same key and body have their effect once and are answered the same for a day.",
            false,
            KEY,
        );
    }
}

impl<T: JsonSchema> Describe for MergePatch<T> {
    fn describe(operation: &mut Description) {
        operation.takes_patch_of::<T>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Terms, UserFields};

    fn errors<T: DeserializeOwned + Validate<Context = ()> + fmt::Debug>(json: &str) -> Vec<(String, String)> {
        match parse::<T>(json.as_bytes()).and_then(valid) {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|e| (e.pointer, e.detail)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_field_error_points_at_its_field() {
        let missing = errors::<UserFields>(r#"{"given_name": "A", "family_name": "B"}"#);
        assert_eq!(missing, [("/email".into(), "Fill this in.".into())]);
        let unknown = errors::<UserFields>(r#"{"id": 1}"#);
        assert_eq!(unknown, [("/id".into(), "This can't be set here. Take it out.".into())]);
        let twice = errors::<Terms>(r#"{"kind": "primary", "kind": "primary"}"#);
        assert_eq!(twice[0].0, "/kind");
        let several = errors::<UserFields>(r#"{"email": "x", "given_name": " ", "family_name": "B", "site": "a\u0000"}"#);
        assert_eq!(several.iter().map(|e| e.0.as_str()).collect::<Vec<_>>(), ["/email", "/given_name", "/site"]);
        for other in ["[]", "[\"primary\"]", "\"x\"", "1", "null"] {
            assert_eq!(errors::<Terms>(other)[0].0, "", "{other}");
        }
        let date = errors::<Terms>(r#"{"ends_on": "2026-02-30"}"#);
        assert_eq!(date[0].0, "/ends_on");
    }

    #[test]
    fn what_is_not_json_is_said_to_be_so() {
        for bad in ["", "{", "{\"kind\": \"\\ud800\"}", "{} {}", &"[".repeat(10_000)] {
            assert!(matches!(parse::<Terms>(bad.as_bytes()), Err(Error::MalformedJson(_))), "{bad:.20}");
        }
    }

    #[test]
    fn a_merge_patch_sets_keeps_and_takes_away() {
        let patch = |json: &str| MergePatch::<UserFields> { members: parse::<Members>(json.as_bytes()).expect("json").0, of: PhantomData };
        let adam: UserFields =
            parse(br#"{"email": "a@x.example", "given_name": "Adam", "family_name": "Anderson", "title": "Teacher"}"#).expect("fits");
        let patched = patch(r#"{"title": null, "site": "Oak"}"#).apply(&adam).expect("holds");
        assert_eq!((patched.title, patched.site, patched.given_name), (None, Some("Oak".into()), "Adam".into()));
        for (json, at) in [
            (r#"{"email": null}"#, "/email"),
            (r#"{"version": 2}"#, "/version"),
            (r#"{"version": null}"#, "/version"),
            (r#"{"role": "king"}"#, "/role"),
            (r#"{"title": 1}"#, "/title"),
        ] {
            let Err(Error::Invalid(errors)) = patch(json).apply(&adam) else { panic!("{json}") };
            assert_eq!(errors[0].pointer, at, "{json}");
        }
    }
}
