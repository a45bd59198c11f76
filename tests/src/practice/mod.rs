//! What coach and coachee do all week: goals, conferences, observations, rubrics, progress, records.

mod caseload;
mod conferences;
mod goals;
mod observations;
mod private_notes;
mod progress;
mod records;
mod whole;
mod year;

use crate::world::{Person, World};
use serde_json::{Value, json};

pub fn a_goal() -> Value {
    json!({"title": "More pupils answer in full sentences", "unit": "% of pupils", "baseline": 40, "target": 80, "state": "active"})
}

/// A conference that was held some time ago, so that it can be recorded as well as moved.
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

/// A rubric of the organisation's: its id and those of its components.
pub async fn rubric(world: &World) -> (String, Vec<String>) {
    let rubric = world.ava().post("/rubrics", a_rubric()).await.is(201).body;
    (rubric["id"].as_str().unwrap().to_owned(), component_ids(&rubric))
}

pub fn component_ids(rubric: &Value) -> Vec<String> {
    let domains = rubric["domains"].as_array().unwrap();
    let components = domains.iter().flat_map(|domain| domain["components"].as_array().unwrap());
    components.map(|component| component["id"].as_str().unwrap().to_owned()).collect()
}

/// A coach and a coachee who are connected.
pub async fn pair(world: &World) -> (Person, Person) {
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    (thomas, adam)
}

pub fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}
