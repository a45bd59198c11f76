//! The log entry of an edit names what changed. Every route that edits is sent the whole resource with one field changed,
//! for each of its fields in turn, and once unchanged: the entry names exactly that field, and an edit that changes nothing
//! has no entry.

use crate::world::{
    Answer, Fixture, Person, Who, World, a_conference, a_goal, an_observation, caller, contract,
    is, prepare, records, resolved, row, sample,
};
use http::Method;
use serde_json::{Map, Value, json};
use shared::operation::Operation;
use std::collections::BTreeSet;

/// Routes with a body that don't edit a record, and why.
const NO_EDITS: [(&str, &str); 4] = [
    (
        "me.edit_preferences",
        "mail preferences are no change to anybody's records, and not in the log",
    ),
    (
        "assignments.assign_coachee",
        "it makes an assignment, or leaves the existing one as it is",
    ),
    (
        "assignments.assign_coach",
        "it makes an assignment, or leaves the existing one as it is",
    ),
    (
        "reviews.reassign",
        "its field is the reviewer's id, and the entry has the names; tested in reviews::deciding",
    ),
];

/// Fields of a body that control the edit and aren't part of the record, and why.
const CONTROLS: [(&str, &str, &str); 1] = [(
    "assignments.edit",
    "replaces_primary",
    "it says what happens to the present primary coach",
)];

/// Fields that change together with another one, and why.
const TOGETHER: [(&str, &str, &str); 1] = [(
    "users.grant_coach_status",
    "coach_status",
    "the request that grants coach status also sets the capacity",
)];

/// A route that edits, and a caller who may.
struct Edited<'a> {
    world: World,
    contract: &'a Value,
    operation: &'a Operation,
    caller: Person,
    path: String,
    /// Ids that a field of the body may refer to.
    pool: Vec<String>,
}

impl<'a> Edited<'a> {
    async fn new(contract: &'a Value, operation: &'a Operation) -> Self {
        let world = World::new().await;
        let (owner, cora) = (
            world.namesake("Owner", "Person").await,
            world.another_coach("Cora").await,
        );
        let coach = caller(&world, Who::Coach, &owner).await.unwrap();
        let caller = if operation.id == "conferences.edit_private_notes" {
            coach.clone()
        } else {
            world.ava.clone()
        };
        let mut fixture = Fixture::without_records(&cora);
        records(&world, operation, &world.ava, &owner, &mut fixture).await;
        prepare(&world, operation, &owner, &cora).await;
        let path = row(operation, &owner.id, &fixture).path;
        let (rubric, components) = world.rubric().await;
        let of_owner = |what: &str| owner.path(&format!("/{what}"));
        let goal = world.ava().post(&of_owner("goals"), a_goal()).await.is(201);
        let observation = world
            .ava()
            .post(&of_owner("observations"), an_observation())
            .await
            .is(201);
        world
            .ava()
            .post(
                &of_owner(&format!("observations/{}/share", observation.id())),
                json!({}),
            )
            .await
            .is(200);
        let conference = world
            .ava()
            .post(&of_owner("conferences"), a_conference(Some(&coach)))
            .await
            .is(201);
        let mut pool = vec![
            rubric.clone(),
            goal.id().to_owned(),
            observation.id().to_owned(),
            conference.id().to_owned(),
        ];
        pool.extend(components);
        pool.push(world.rubric().await.0);
        pool.extend([coach.id.clone(), owner.id.clone()]);
        if operation.id == "assignments.edit" {
            // So that the other coach can become primary.
            world.disconnect(&coach, &owner).await;
        }
        let edited = Self {
            world,
            contract,
            operation,
            caller,
            path,
            pool,
        };
        edited.link(&rubric).await;
        edited
    }

    /// Links the record to a rubric where it may name components, and grants coach status where that is edited.
    async fn link(&self, rubric: &str) {
        let link = |path: String| async move {
            self.world
                .ava()
                .header("if-match", "*")
                .patch(&path, json!({"rubric_id": rubric}))
                .await
                .is(200);
        };
        let path = self.path.clone();
        match self.operation.id {
            "goals.edit" | "observations.edit" => link(path).await,
            "observations.edit_evidence" => {
                link(path.split("/evidence").next().unwrap().to_owned()).await
            }
            "users.grant_coach_status" => {
                self.world.ava().put(&path, json!({})).await.is(201);
            }
            _ => {}
        }
    }

    async fn send(&self, body: Value) -> Answer {
        let client = self.world.as_person(&self.caller).header("if-match", "*");
        client
            .json(self.operation.method.clone(), &self.path, body)
            .await
    }

    /// The resource as it is now. A PATCH of nothing returns it; others are read, below their parent if need be.
    async fn current(&self) -> Answer {
        if self.operation.method == Method::PATCH {
            return self.send(json!({})).await.is(200);
        }
        let path = &self.path;
        let read = self.world.as_person(&self.caller).get(path).await;
        if read.status.is_success() {
            return read;
        }
        let parent = path.rsplit_once('/').unwrap().0;
        self.world.as_person(&self.caller).get(parent).await.is(200)
    }

    /// The log entries since the last call, without those of assignments that a deactivation ended.
    fn entries(&self) -> Vec<Value> {
        let mut entries = self.world.take_entries();
        entries.retain(|entry| entry["kind"] != "assignment_ended");
        entries
    }

    /// Other values of a field, of which the service accepts at least one.
    fn others(&self, schema: &Value, now: &Value) -> Vec<Value> {
        let schema = resolved(self.contract, schema);
        let mut others: Vec<Value> = schema["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        others.extend(
            schema["oneOf"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|choice| choice["const"].clone()),
        );
        match schema["format"].as_str() {
            Some("date") => others.extend(["2026-09-02", "2027-03-01"].map(Value::from)),
            Some("date-time") => {
                others.extend(["2026-09-01T13:10:00Z", "2026-09-01T13:40:00Z"].map(Value::from))
            }
            Some("time-zone") => others.push(json!("Europe/Berlin")),
            Some("email") => others.push(json!("other@lakeside.example")),
            _ if is(schema, "string") => {
                others.extend(self.pool.iter().cloned().map(Value::from));
                others.push(json!("Other words"));
            }
            _ => {}
        }
        if is(schema, "number") || is(schema, "integer") {
            others.extend([json!(7), json!(12.5)]);
        }
        if is(schema, "object") {
            for (name, of_field) in schema["properties"].as_object().into_iter().flatten() {
                let base = if now.is_object() {
                    now.clone()
                } else {
                    sample(self.contract, schema)
                };
                others.extend(
                    self.others(of_field, &base[name])
                        .into_iter()
                        .map(|value| with(&base, name, value)),
                );
            }
        }
        if is(schema, "array") {
            let items = now.as_array().cloned().unwrap_or_default();
            for item in self.others(&schema["items"], items.first().unwrap_or(&Value::Null)) {
                others.push(
                    [vec![item.clone()], items.iter().skip(1).cloned().collect()]
                        .concat()
                        .into(),
                );
                others.push(items.iter().cloned().chain([item]).collect());
            }
        }
        others.retain(|other| other != now && !other.is_null());
        others.dedup();
        others
    }

    /// Edits each field by itself; returns how many fields there are.
    async fn each_in_turn(&self, schema: &Value) -> usize {
        let mut properties = resolved(self.contract, schema)["properties"]
            .as_object()
            .unwrap()
            .clone();
        properties.retain(|name, _| {
            !CONTROLS
                .iter()
                .any(|it| (it.0, it.1) == (self.operation.id, name))
        });
        let names: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        let only = |resource: &Value| -> Map<String, Value> {
            let fields = resource
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| names.contains(name.as_str()));
            fields
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        for (name, of_field) in &properties {
            let before = self.current().await;
            let whole = json!(only(&before.body));
            self.entries();
            let same = self.send(whole.clone()).await;
            assert!(
                same.status.is_success(),
                "{} unchanged: {}",
                self.operation.id,
                same.body
            );
            assert_eq!(
                self.entries(),
                [] as [Value; 0],
                "{}: an edit that changes nothing has an entry",
                self.operation.id
            );
            assert_eq!(only(&self.current().await.body), only(&before.body));

            let mut done = None;
            for value in self.others(of_field, &whole[name]) {
                let answer = self.send(with(&whole, name, value)).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{} {name}: {}",
                    self.operation.id,
                    answer.body
                );
                if answer.status.is_success() {
                    done = Some(answer);
                    break;
                }
            }
            let answer = done.unwrap_or_else(|| {
                panic!(
                    "{}: no other value of {name} is accepted; add one to `others`",
                    self.operation.id
                )
            });
            self.assert_entry(name, of_field, &before.body, &answer.body);
            assert_eq!(
                answer.body.get("id"),
                before.body.get("id"),
                "{} {name}: an id never changes",
                self.operation.id
            );
            assert!(
                version(&self.current().await) > version(&before),
                "{} {name}: a change is a new version",
                self.operation.id
            );

            if self.operation.method == Method::PATCH && before.body.get(name).is_none() {
                self.send(with(&whole, name, Value::Null)).await.is(200);
                self.assert_entry(name, of_field, &answer.body, &before.body);
            }
            // Undo it before the next field.
            let mut back = whole.clone();
            if self.operation.method == Method::PATCH {
                back.as_object_mut().unwrap().extend(
                    names
                        .iter()
                        .filter(|it| whole.get(*it).is_none())
                        .map(|it| ((*it).to_owned(), Value::Null)),
                );
            }
            let back = self.send(back).await;
            assert!(
                back.status.is_success(),
                "{} {name}: {}",
                self.operation.id,
                back.body
            );
        }
        properties.len()
    }

    /// Asserts that there is one entry, which names this field alone. It has the old and the new value unless the field is
    /// free text.
    fn assert_entry(&self, name: &str, schema: &Value, before: &Value, after: &Value) {
        let entries = self.entries();
        assert_eq!(
            entries.len(),
            1,
            "{} {name}: {entries:?}",
            self.operation.id
        );
        let mut expected = BTreeSet::from([name]);
        expected.extend(
            TOGETHER
                .iter()
                .filter(|it| it.0 == self.operation.id && before.get(it.1) != after.get(it.1))
                .map(|it| it.1),
        );
        let fields: BTreeSet<&str> = entries[0]["fields"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| it.as_str().unwrap())
            .collect();
        assert_eq!(
            fields, expected,
            "{}: sent back whole with another {name}",
            self.operation.id
        );
        for value in entries[0]["values"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|value| value["field"] == name)
        {
            assert!(
                !self.is_free_text(schema),
                "{}: the text of {name} is in the log: {value}",
                self.operation.id
            );
            assert_eq!(
                value["from"],
                in_log(&before[name]),
                "{} {name}: {before}",
                self.operation.id
            );
            assert_eq!(
                value["to"],
                in_log(&after[name]),
                "{} {name}: {after}",
                self.operation.id
            );
        }
        // Drafts and private notes are hidden from the readers of the log, so nothing of them may be in it.
        if self.operation.resource() == "observations"
            || self.operation.id == "conferences.edit_private_notes"
        {
            assert_eq!(
                entries[0].get("values"),
                None,
                "{} {name}",
                self.operation.id
            );
        }
    }

    fn is_free_text(&self, schema: &Value) -> bool {
        let schema = resolved(self.contract, schema);
        let is_closed = schema.get("enum").is_some() || schema.get("oneOf").is_some();
        let is_known = matches!(
            schema["format"].as_str(),
            Some("date" | "date-time" | "time-zone")
        );
        match () {
            () if is(schema, "array") => self.is_free_text(&schema["items"]),
            () => is(schema, "object") || is(schema, "string") && !is_closed && !is_known,
        }
    }
}

fn with(body: &Value, name: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[name] = value;
    body
}

fn version(answer: &Answer) -> u64 {
    answer.etag().trim_matches('"').parse().unwrap()
}

/// A value as the log writes it.
fn in_log(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::String(text) => json!(text),
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Array(items) => json!(
            items
                .iter()
                .map(|item| item.as_str().unwrap())
                .collect::<Vec<_>>()
                .join(", ")
        ),
        number => json!(number.to_string().trim_end_matches(".0")),
    }
}

#[tokio::test]
async fn the_entry_of_every_edit_names_what_changed_and_nothing_else() {
    let contract = contract();
    let (mut routes, mut fields) = (0, 0);
    for operation in functions::operations()
        .iter()
        .filter(|it| matches!(it.method, Method::PATCH | Method::PUT))
    {
        let method = operation.method.as_str().to_lowercase();
        let body = &contract["paths"][operation.path][&method]["requestBody"]["content"];
        let Some(schema) = body
            .as_object()
            .and_then(|kinds| kinds.values().next())
            .map(|kind| &kind["schema"])
        else {
            continue;
        };
        if NO_EDITS.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        fields += Edited::new(&contract, operation)
            .await
            .each_in_turn(schema)
            .await;
        routes += 1;
    }
    assert!(
        routes > 12 && fields > 60,
        "{fields} fields of {routes} routes"
    );
}
