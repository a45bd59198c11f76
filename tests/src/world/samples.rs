//! The smallest bodies that requests succeed with, and helpers for the records made from them.

use super::{Person, World};
use serde_json::{Value, json};

pub fn a_goal() -> Value {
    json!({"title": "More pupils answer in full sentences", "unit": "% of pupils", "baseline": 40, "target": 80, "state": "active"})
}

/// A conference in the past, so that it can be recorded as held and also moved.
pub fn a_conference(coach: Option<&Person>) -> Value {
    json!({
        "kind": "check_in", "starts_at": "2026-09-01T13:00:00Z", "ends_at": "2026-09-01T13:30:00Z", "time_zone": "America/Chicago",
        "coach_id": coach.map(|coach| &coach.id),
    })
}

pub fn an_observation() -> Value {
    json!({"kind": "walkthrough", "observed_at": "2026-09-01T13:00:00Z", "next_step": "Wait longer for an answer"})
}

pub fn some_evidence() -> Value {
    json!({"lines": [{"at": "2026-09-01T13:04:00Z", "text": "Teacher waits."}]})
}

/// Two components at four levels.
pub fn a_rubric() -> Value {
    let component = |name: &str| json!({"name": name, "descriptors": ["Not yet.", "At times.", "Always.", "And pupils lead."]});
    json!({
        "title": "Teaching", "levels": ["Beginning", "Developing", "Proficient", "Distinguished"],
        "domains": [{"name": "Instruction", "components": [component("Questioning"), component("Feedback")]}],
    })
}

pub fn a_credential() -> Value {
    json!({"kind": "licence", "title": "Elementary"})
}

pub fn component_ids(rubric: &Value) -> Vec<String> {
    let domains = rubric["domains"].as_array().unwrap();
    let components = domains
        .iter()
        .flat_map(|domain| domain["components"].as_array().unwrap());
    components
        .map(|component| id(component).to_owned())
        .collect()
}

#[track_caller]
pub fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

/// `body` with some of its fields replaced.
pub fn with(mut body: Value, fields: Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    body
}

impl World {
    /// A new rubric: its id and those of its components.
    pub async fn rubric(&self) -> (String, Vec<String>) {
        let rubric = self.ava().post("/rubrics", a_rubric()).await.is(201).body;
        (id(&rubric).to_owned(), component_ids(&rubric))
    }

    /// A conference at ten o'clock some days from now.
    pub fn conference_in(&self, days: i64, coach: &Person) -> Value {
        let (starts, ends) = (self.moment(days, 10), self.moment(days, 11));
        let times = json!({"starts_at": starts, "ends_at": ends});
        with(a_conference(Some(coach)), times)
    }

    /// Shares an observation, given by its path.
    pub async fn share(&self, observer: &Person, observation: &str) {
        let share = format!("{observation}/share");
        self.as_person(observer)
            .post(&share, json!({}))
            .await
            .is(200);
    }

    /// The field `state` of the record at a path.
    pub async fn state(&self, path: &str) -> Value {
        self.ava().get(path).await.is(200).body["state"].clone()
    }

    /// Starts an audit that nothing has walked yet, and returns its id.
    pub async fn start_audit(&self) -> String {
        let started = self.ava().post("/audits", json!({})).await.is(201);
        assert_eq!(
            (&started.body["state"], &started.body["shards_done"]),
            (&json!("running"), &json!(0))
        );
        started.id().to_owned()
    }

    /// The audit with this id, which must be done.
    pub async fn done_audit(&self, id: &str) -> Value {
        let audit = self.ava().get(&format!("/audits/{id}")).await.is(200).body;
        assert_eq!(audit["state"], "done", "{audit}");
        audit
    }

    /// Runs an audit to its end and returns it.
    pub async fn audit(&self) -> Value {
        let id = self.start_audit().await;
        self.process_stream().await;
        self.done_audit(&id).await
    }
}
