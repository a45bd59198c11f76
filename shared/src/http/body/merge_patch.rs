//! JSON Merge Patch.

use super::{fitting, members, misfit::misfit, must_be, read, valid};
use crate::{
    domain::{Error, Result},
    http::{App, Describe, Description, strict},
};
use axum::{body::Body, extract::FromRequest};
use garde::Validate;
use http::Request;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::marker::PhantomData;

/// A JSON Merge Patch (RFC 7396) of a flat resource.
#[derive(Debug)]
pub struct MergePatch<T> {
    members: Map<String, Value>,
    of: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned + Validate<Context = ()>> MergePatch<T> {
    /// The names of the members that the patch sets or removes.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// The new value of a member, if the patch sets it and it can be read as this type.
    pub fn named<V: DeserializeOwned>(&self, field: &str) -> Option<V> {
        self.members
            .get(field)
            .and_then(|value| strict::read(value).ok())
    }

    /// The resource with the patch applied.
    ///
    /// # Errors
    /// `Invalid` with the fields that are unknown, don't fit or are invalid.
    pub fn apply(&self, to: &T) -> Result<T> {
        let Value::Object(mut merged) =
            serde_json::to_value(to).map_err(|e| Error::Internal(e.to_string()))?
        else {
            return Err(Error::Internal(
                "a patch of something that isn't an object".to_owned(),
            ));
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
        fitting(&Value::Object(merged)).and_then(valid)
    }

    /// A removed member is gone from the merged object, so an unknown one would go unnoticed without this.
    fn unknown_field(&self, merged: &Map<String, Value>) -> Option<Error> {
        let removed = self
            .members
            .iter()
            .filter(|(name, value)| value.is_null() && !merged.contains_key(*name));
        let mut probes = removed.map(|(name, _)| {
            Value::Object([(name.clone(), Value::Bool(true))].into_iter().collect())
        });
        probes.find_map(|probe| match strict::read::<T>(&probe) {
            Err(e) if e.inner().to_string().starts_with("unknown field") => Some(misfit(&e)),
            _ => None,
        })
    }
}

impl<T> FromRequest<App> for MergePatch<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self> {
        must_be(
            request.headers(),
            &["application/json", "application/merge-patch+json"],
        )?;
        let members = members(&read(request.into_body()).await?)?;
        Ok(Self {
            members,
            of: PhantomData,
        })
    }
}

impl<T: JsonSchema> Describe for MergePatch<T> {
    fn describe(operation: &mut Description) {
        operation.takes_patch_of::<T>();
    }
}

#[cfg(test)]
mod tests {
    use super::{super::parse, *};
    use crate::domain::UserFields;

    #[test]
    fn a_merge_patch_sets_keeps_and_removes() {
        let patch = |json: &str| MergePatch::<UserFields> {
            members: members(json.as_bytes()).expect("json"),
            of: PhantomData,
        };
        let adam: UserFields =
            parse(br#"{"email": "a@x.example", "given_name": "Adam", "family_name": "Anderson", "title": "Teacher"}"#).expect("fits");
        let patched = patch(r#"{"title": null, "site": "Oak"}"#)
            .apply(&adam)
            .expect("holds");
        assert_eq!(
            (patched.title, patched.site, patched.given_name),
            (None, Some("Oak".into()), "Adam".into())
        );
        for (json, at) in [
            (r#"{"email": null}"#, "/email"),
            (r#"{"version": 2}"#, "/version"),
            (r#"{"version": null}"#, "/version"),
            (r#"{"role": "king"}"#, "/role"),
            (r#"{"title": 1}"#, "/title"),
        ] {
            let Err(Error::Invalid(errors)) = patch(json).apply(&adam) else {
                panic!("{json}")
            };
            assert_eq!(errors[0].pointer, at, "{json}");
        }
    }
}
