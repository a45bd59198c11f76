//! JSON exactly as the contract describes it.
//!
//! Serde accepts more than openapi.json: an array in place of an object, with the members in order; an object with one
//! member in place of a variant's name; and a repeated member, of which it takes the last. Every body passes through
//! here first, so none of this is accepted at any depth.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        self, DeserializeOwned, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Why a value doesn't fit a type, and where.
pub(super) type Misfit = serde_path_to_error::Error<serde_json::Error>;

/// Reads a value that was parsed as a [`Document`].
pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Misfit> {
    serde_path_to_error::deserialize(Strict(value))
}

/// Any JSON without a repeated member.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Document(pub Value);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything).map(Self)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(Document(element)) = access.next_element()? {
            elements.push(element);
        }
        Ok(elements.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(de::Error::custom(format!("duplicate field `{name}`")));
            }
            let Document(value) = access.next_value()?;
            members.insert(name, value);
        }
        Ok(members.into())
    }
}

/// Reads a value as serde does, but takes objects only from objects and names only from strings.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Value);

impl<'a> Strict<'a> {
    fn is_not(self, expected: &str) -> serde_json::Error {
        let found = match self.0 {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        de::Error::custom(format!("send {expected}, not {found}"))
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Strict<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Strict<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(elements) => {
                let mut sequence = SeqDeserializer::new(elements.iter().map(Strict));
                let read = visitor.visit_seq(&mut sequence)?;
                sequence.end().map(|()| read)
            }
            Value::Object(members) => {
                let mut map = MapDeserializer::new(
                    members
                        .iter()
                        .map(|(name, value)| (name.as_str(), Strict(value))),
                );
                let read = visitor.visit_map(&mut map)?;
                map.end().map(|()| read)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if self.0.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(self.is_not("a JSON object"))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(name.as_str().into_deserializer()),
            _ => Err(self.is_not(&format!("one of {}", choices.join(", ")))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GoalFields, Terms};

    fn document(json: &str) -> Value {
        serde_json::from_str::<Document>(json).expect("JSON").0
    }

    #[test]
    fn values_that_only_serde_accepts_are_refused_with_their_path() {
        let step = |step: &str| format!(r#"{{"title": "Wait", "steps": [{step}]}}"#);
        assert!(read::<GoalFields>(&document(&step(r#"{"text": "Ask"}"#))).is_ok());
        for (json, at) in [
            (
                step(r#"["01ARZ3NDEKTSV4RRFFQ69G5FAV", "Ask", false]"#),
                "steps[0]",
            ),
            (step(r#""Ask""#), "steps[0]"),
            (step("null"), "steps[0]"),
            (step(r#"{"text": ["Ask"]}"#), "steps[0].text"),
        ] {
            let misfit = read::<GoalFields>(&document(&json)).expect_err(&json);
            assert_eq!(misfit.path().to_string(), at, "{json}");
            assert!(serde_json::from_str::<Value>(&json).is_ok());
        }
        let misfit = read::<Terms>(&document(r#"{"kind": {"primary": null}}"#))
            .expect_err("a map for a name");
        assert_eq!(
            (
                misfit.path().to_string().as_str(),
                misfit.inner().to_string().contains("primary, secondary")
            ),
            ("kind", true)
        );
        assert!(
            serde_json::from_str::<Terms>(r#"{"kind": {"primary": null}}"#).is_ok(),
            "serde takes it"
        );
    }

    #[test]
    fn a_repeated_member_is_refused_at_any_depth() {
        for json in [
            r#"{"a": 1, "a": 1}"#,
            r#"{"a": [{"b": 1, "b": 2}]}"#,
            r#"[{"a": {"b": {"c": 1, "d": 2, "c": 3}}}]"#,
        ] {
            let error = serde_json::from_str::<Document>(json).expect_err(json);
            assert!(error.to_string().starts_with("duplicate field"), "{error}");
            assert!(
                serde_json::from_str::<Value>(json).is_ok(),
                "serde takes it"
            );
        }
        let same = r#"{"a":[null,true,-1,18446744073709551615,0.5,"é",{}],"b":{"a":{}}}"#;
        assert_eq!(document(same).to_string(), same);
    }
}
