//! What an edit changed. A [`Changed`] is only made by comparing the record before and after, so an entry of the log
//! can't name a field that was sent without changing.

use super::{
    ConferenceFields, CredentialFields, Error, EvidenceFields, GoalFields, LearningFields,
    ObservationFields, PersonnelFields, PrivateNotesFields, Result, RubricFields, Settings, Terms,
    UserFields, review::Judgment, user::Account,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What people set of a record.
pub trait Fields: Serialize {
    /// The fields of which the log keeps the values, not only the names: states, kinds, days, numbers and names of people.
    /// Never free text, which would outlive there the record in which it was written, and nothing of a
    /// draft, which only its observer may see.
    const KEPT: &'static [&'static str];
}

macro_rules! fields {
    ($($record:ident: $($kept:literal)*;)*) => {$(
        impl Fields for $record {
            const KEPT: &'static [&'static str] = &[$($kept),*];
        }
    )*};
}

fields! {
    ConferenceFields: "kind" "starts_at" "ends_at" "time_zone" "state";
    CredentialFields: "kind" "issued_on" "expires_on";
    EvidenceFields:;
    Judgment: "reviewer" "choice" "to_coach";
    GoalFields: "baseline" "target" "due_on" "state";
    LearningFields: "hours" "completed_on";
    ObservationFields:;
    PersonnelFields: "hired_on" "contract";
    PrivateNotesFields:;
    RubricFields:;
    Settings: "time_zone" "default_capacity" "coach_editable_fields" "contact_days" "audit_cadence" "review_cadence";
    Account: "status" "coach_status" "capacity" "coachee_count" "coach_count";
    Terms: "kind" "starts_on" "ends_on";
    UserFields: "role";
}

/// What an edit changed. Empty in an entry that isn't an edit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// The names of the fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
    /// The old and new values of those that are a state, a kind, a day or a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<ChangedValue>,
}

/// The old and the new value of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedValue {
    /// The name of the field.
    field: String,
    /// The old value; none if the field was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The new value; none if the field is empty now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

impl Changed {
    /// The fields that differ; none if all are the same.
    ///
    /// # Errors
    /// `Internal` when a record can't be compared.
    pub fn between<F: Fields>(before: &F, after: &F) -> Result<Option<Self>> {
        let (before, after) = (members(before)?, members(after)?);
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let fields: Vec<String> = names
            .into_iter()
            .filter(|name| before.get(*name) != after.get(*name))
            .cloned()
            .collect();
        let value = |field: &String| ChangedValue {
            field: field.clone(),
            from: before.get(field).and_then(as_text),
            to: after.get(field).and_then(as_text),
        };
        let values = fields
            .iter()
            .filter(|field| F::KEPT.contains(&field.as_str()))
            .map(value)
            .collect();
        Ok((!fields.is_empty()).then_some(Self { fields, values }))
    }

    /// The names of the fields that changed.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Each value as a line of text.
    pub fn lines(&self) -> Vec<String> {
        let line = |value: &ChangedValue| {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
            format!(
                "{}: {} → {}",
                value.field,
                side(&value.from),
                side(&value.to)
            )
        };
        self.values.iter().map(line).collect()
    }
}

fn members(fields: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(fields) {
        Ok(Value::Object(members)) => Ok(members),
        other => Err(Error::Internal(format!(
            "fields that aren't an object: {other:?}"
        ))),
    }
}

/// A value as text, the same before and after it is stored. None if it is empty.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(
            items
                .iter()
                .filter_map(as_text)
                .collect::<Vec<_>>()
                .join(", "),
        )
        .filter(|text| !text.is_empty()),
        number => Some(number.to_string())
            .map(|text| text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::GoalState;

    fn goal(json: Value) -> GoalFields {
        serde_json::from_value(json).expect("a goal")
    }

    #[test]
    fn unchanged_fields_are_not_named() {
        let before = goal(
            serde_json::json!({"title": "Ask", "state": "draft", "target": 50, "steps": [{"text": "Watch"}]}),
        );
        assert_eq!(Changed::between(&before, &before.clone()), Ok(None));
        let after = GoalFields {
            description: Some("More".to_owned()),
            ..before.clone()
        };
        let changed = Changed::between(&before, &after)
            .expect("json")
            .expect("a change");
        assert_eq!(
            (changed.fields(), changed.lines()),
            (["description".to_owned()].as_slice(), Vec::new())
        );
    }

    #[test]
    fn values_of_states_days_and_numbers_are_kept_and_text_is_not() {
        let before =
            goal(serde_json::json!({"title": "Ask", "target": 50, "due_on": "2026-10-01"}));
        let after = GoalFields {
            title: "Wait".into(),
            target: Some(62.5),
            due_on: None,
            state: GoalState::Active,
            ..before.clone()
        };
        let changed = Changed::between(&before, &after)
            .expect("json")
            .expect("a change");
        assert_eq!(changed.fields(), ["due_on", "state", "target", "title"]);
        assert_eq!(
            changed.lines(),
            [
                "due_on: 2026-10-01 → –",
                "state: draft → active",
                "target: 50 → 62.5"
            ]
        );
    }
}
