//! openapi.json, and values that its schemas accept.

use super::UNKNOWN_ID;
use serde_json::{Map, Value, json};

pub fn contract() -> Value {
    serde_json::from_str(include_str!("../../../openapi.json")).unwrap()
}

/// A schema with its references followed, and without its null alternative.
pub fn resolved<'a>(contract: &'a Value, mut schema: &'a Value) -> &'a Value {
    loop {
        if let Some(name) = schema["$ref"].as_str() {
            schema = &contract["components"]["schemas"][name.rsplit('/').next().unwrap()];
        } else if let Some(choice) = schema["anyOf"]
            .as_array()
            .and_then(|all| all.iter().find(|one| one["type"] != "null"))
        {
            schema = choice;
        } else {
            return schema;
        }
    }
}

/// Whether a schema has this type, alone or among others.
pub fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind
        || schema["type"]
            .as_array()
            .is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// The smallest value that a schema accepts: required fields only, and the fewest items.
pub fn sample(contract: &Value, schema: &Value) -> Value {
    let schema = resolved(contract, schema);
    if let Some(choices) = schema["enum"].as_array() {
        return choices[0].clone();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices[0]["const"].clone();
    }
    if is(schema, "object") {
        let required = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap());
        return required
            .map(|name| {
                (
                    name.to_owned(),
                    sample(contract, &schema["properties"][name]),
                )
            })
            .collect::<Map<_, _>>()
            .into();
    }
    if is(schema, "array") {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        return (0..least)
            .map(|_| sample(contract, &schema["items"]))
            .collect();
    }
    match schema["format"].as_str() {
        Some("date") => return json!("2026-09-01"),
        Some("date-time") => return json!("2026-09-01T13:00:00Z"),
        Some("time-zone") => return json!("America/Chicago"),
        Some("email") => return json!("somebody@lakeside.example"),
        _ => {}
    }
    if is(schema, "string") {
        let is_id = schema["pattern"]
            .as_str()
            .is_some_and(|pattern| pattern.starts_with("^[0-7]"));
        return json!(if is_id { UNKNOWN_ID } else { "Text" });
    }
    if is(schema, "boolean") {
        json!(true)
    } else {
        schema.get("minimum").cloned().unwrap_or(json!(1))
    }
}
