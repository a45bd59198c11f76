//! What fits the limits in openapi.json fits DynamoDB's and Lambda's limits. The largest size of every record, and of reads
//! of many items, is computed from the contract.

use crate::world::{Person, World, component_ids, contract, is};
use functions::limits::{AT_ONCE_IN_CASELOAD, AT_ONCE_IN_LISTS};
use serde_json::{Value, json};
use shared::{
    domain::{MAX_COMPONENTS, MAX_GOALS, MAX_GOALS_IN_ALL, MAX_SCHEDULED},
    http::MAX_LIMIT,
    table::MAX_RECORD,
};

/// DynamoDB's limit for an item, in bytes.
const MAX_ITEM: usize = 400 * 1024;
/// DynamoDB's limit for all items that one transaction reads, in bytes.
const MAX_TRANSACTION: usize = 4 * 1024 * 1024;
/// Lambda's limit for an answer, in bytes.
const MAX_ANSWER: usize = 6 * 1024 * 1024;
/// The most bytes of a character in UTF-8.
const LETTER: usize = 4;
/// Bytes for the item's keys, the index's keys and counters.
const KEYS: usize = 600;

/// Records that the limits of their fields don't keep within `MAX_RECORD`. What is too long in total is refused with the
/// reason.
const LIMITED_IN_TOTAL: [&str; 3] = ["Observation", "Revision", "Rubric"];

/// The most bytes of a value of a schema, as DynamoDB counts them: names, values, and 3 for each container.
fn most_bytes(contract: &Value, schema: &Value, path: &str) -> usize {
    if let Some(name) = schema["$ref"].as_str() {
        return most_bytes(
            contract,
            &contract["components"]["schemas"][name.rsplit('/').next().unwrap()],
            path,
        );
    }
    for several in ["anyOf", "oneOf", "allOf"] {
        if let Some(all) = schema[several].as_array() {
            let sizes = all.iter().map(|one| most_bytes(contract, one, path));
            return if several == "allOf" {
                sizes.sum()
            } else {
                sizes.max().unwrap_or(0)
            };
        }
    }
    if let Some(choices) = schema["enum"].as_array() {
        return choices
            .iter()
            .map(|choice| choice.to_string().len())
            .max()
            .unwrap_or(0);
    }
    if let Some(only) = schema.get("const") {
        return only.to_string().len();
    }
    if is(schema, "object") {
        let properties = schema["properties"].as_object().into_iter().flatten();
        return 3 + properties
            .map(|(name, inner)| {
                name.len() + 1 + most_bytes(contract, inner, &format!("{path}/{name}"))
            })
            .sum::<usize>();
    }
    if is(schema, "array") {
        let most = schema["maxItems"]
            .as_u64()
            .unwrap_or_else(|| unbounded(path)) as usize;
        return 3 + most * (1 + most_bytes(contract, &schema["items"], path));
    }
    if is(schema, "string") {
        return match (
            schema["maxLength"].as_u64(),
            schema["format"].as_str(),
            schema["pattern"].as_str(),
        ) {
            (Some(most), ..) => most as usize * LETTER,
            (_, Some("date" | "date-time"), _) => 35,
            (_, _, Some(pattern)) if pattern.starts_with("^[0-7]") => 26,
            _ => unbounded(path) as usize * LETTER,
        };
    }
    if is(schema, "boolean") { 1 } else { 21 }
}

/// The limit of a field of answers whose schema has none, because it is a copy of a field that has one.
fn unbounded(path: &str) -> u64 {
    let copies = [
        ("/name", 401),
        ("/values", 10),
        ("/field", 40),
        ("/from", 500),
        ("/to", 500),
        ("/observer", 401),
        ("/level", 200),
        ("/descriptor", 1000),
        ("/component", 200),
        ("/text", 2000),
        ("/component_ids", 60),
        ("/contact", 200),
        ("/coach_editable_fields", 10),
        ("/coached_titles", 50),
        ("/levels", 6),
        ("/descriptors", 6),
        ("/scores", 60),
        ("/what", 500),
        ("/id", 100),
        ("/reason", 500),
        ("/comment", 4000),
        ("/fields", 40),
        ("/request_id", 100),
        ("/address", 64),
        ("/record_id", 100),
        ("/review", 200),
        ("/email", 254),
        ("/note", 1000),
        ("/glow", 4000),
        ("/grow", 4000),
        ("/next_step", 200),
        ("/title", 200),
        ("/state", 20),
        ("/kind", 30),
        ("/standing", 30),
        ("/why", 500),
        ("/justification", 500),
        ("/site", 200),
        ("/stopped", 300),
    ];
    let found = copies.iter().find(|(end, _)| path.ends_with(end));
    found
        .unwrap_or_else(|| {
            panic!("{path} has no limit: give it one, or add the limit of what it copies here")
        })
        .1
}

#[test]
fn every_record_fits_an_item_at_its_largest() {
    let contract = contract();
    let records = [
        "Goal",
        "Conference",
        "Observation",
        "Revision",
        "Rubric",
        "Learning",
        "CredentialAndStanding",
        "Personnel",
        "PrivateNotes",
        "ProgressEntry",
        "Comment",
        "EvidenceLine",
        "User",
        "Organisation",
        "Assignment",
        "HistoryLine",
        "Notice",
        "Finding",
        "Review",
        "ReviewItem",
        "Audit",
        "ActivityLine",
    ];
    for name in records {
        let schema = &contract["components"]["schemas"][name];
        assert!(schema.is_object(), "the contract has no {name}");
        let most = KEYS + most_bytes(&contract, schema, name);
        let fits = most <= MAX_RECORD;
        assert_eq!(
            fits,
            !LIMITED_IN_TOTAL.contains(&name),
            "{name} has up to {most} bytes"
        );
    }
}

/// Lines of evidence are sorted before they are cut into pages, so only their number limits a page.
#[test]
fn a_page_of_the_largest_lines_of_evidence_fits_an_answer() {
    let contract = contract();
    let line = &contract["components"]["schemas"]["EvidenceLine"];
    let most = MAX_LIMIT * most_bytes(&contract, line, "EvidenceLine");
    assert!(most <= MAX_ANSWER, "{most} bytes");
}

/// An upper bound of the bytes that DynamoDB counts for a value.
fn bytes(value: &Value) -> usize {
    value.to_string().len()
}

#[test]
fn a_caseload_and_a_list_of_people_fit_one_transaction() {
    let id = "0".repeat(26);
    let open_goal = bytes(
        &json!({format!("goal_{id}"): {"state": "achieved", "check_backs": vec!["2026-09-01"; 20]}}),
    );
    let closed_goal = bytes(&json!({format!("goal_{id}"): {"state": "achieved"}}));
    let contact = bytes(&json!({format!("contact_{id}"): "2026-09-01"}));
    let name = "😀".repeat(200);
    let score = bytes(&json!({"component_id": id, "component": name, "score": 6, "of": 6}));
    let (open, all) = (MAX_GOALS as usize, MAX_GOALS_IN_ALL as usize);
    let signals = open * open_goal
        + (all - open) * closed_goal
        + 200 * contact
        + MAX_COMPONENTS * score
        + KEYS;
    let moment = "2026-09-01T13:00:00.000Z";
    let booking = bytes(
        &json!({format!("conference_{id}"): {"starts_at": moment, "ends_at": moment, "coach_id": id}}),
    );
    let count = bytes(&json!({format!("count_with_{id}"): 40}));
    let calendar = MAX_SCHEDULED as usize * (booking + count) + KEYS;
    let contract = contract();
    let profile = KEYS
        + most_bytes(
            &contract,
            &contract["components"]["schemas"]["User"],
            "User",
        );
    let assignment = KEYS
        + most_bytes(
            &contract,
            &contract["components"]["schemas"]["Assignment"],
            "Assignment",
        );
    for (what, size) in [("signals", signals), ("calendar", calendar)] {
        assert!(size < MAX_ITEM, "{what}: {size}");
    }
    let of_caseload = (AT_ONCE_IN_CASELOAD + 1) * (profile + assignment + signals + calendar);
    let of_list = (AT_ONCE_IN_LISTS + 1) * (profile + signals);
    for (what, size) in [
        ("a caseload", of_caseload),
        ("a list of assignments", of_list),
    ] {
        assert!(size < MAX_TRANSACTION, "{what}: {size}");
    }
}

/// A rubric with as many components as are allowed, of which the lowest score has a long descriptor.
async fn long_rubric(world: &World) -> Value {
    let long = "😀".repeat(900);
    let component = |number: usize| json!({"name": format!("Component {number}"), "descriptors": [long, "Always."]});
    let domain = |from: usize| json!({"name": format!("Domain {from}"), "components": (from..from + 20).map(component).collect::<Vec<_>>()});
    let rubric = json!({"title": "Teaching", "levels": ["Not yet", "Always"], "domains": [domain(0), domain(20), domain(40)]});
    world.ava().post("/rubrics", rubric).await.is(201).body
}

/// An observation with a score of every component, and a note of so many letters with each.
fn observed(rubric: &Value, score: u32, note: usize) -> Value {
    let scores = component_ids(rubric)
        .into_iter()
        .map(|id| json!({"component_id": id, "score": score, "note": "😀".repeat(note)}));
    json!({"kind": "walkthrough", "observed_at": "2026-09-01T13:00:00Z", "rubric_id": rubric["id"], "scores": scores.collect::<Vec<_>>()})
}

/// A rubric and an observation as large as the limits of their fields allow.
#[tokio::test]
async fn a_record_that_is_too_long_in_total_is_refused_with_the_reason() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let rubric = long_rubric(&world).await;
    world
        .ava()
        .get(&format!("/rubrics/{}", rubric["id"].as_str().unwrap()))
        .await
        .is(200);
    let path = adam.path("/observations");
    let refused = world
        .as_person(&thomas)
        .post(&path, observed(&rubric, 1, 1000))
        .await
        .refused(422, "invalid");
    assert!(
        refused.body["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("350 KB"),
        "{}",
        refused.body
    );
    let accepted = world
        .as_person(&thomas)
        .post(&path, observed(&rubric, 2, 1000))
        .await
        .is(201);
    let draft = format!("{path}/{}", accepted.id());
    let edit = json!({"scores": observed(&rubric, 1, 1000)["scores"]});
    world
        .as_person(&thomas)
        .header("if-match", "*")
        .patch(&draft, edit)
        .await
        .refused(422, "invalid");
    world.share(&thomas, &draft).await;
    world.as_person(&thomas).get("/me/caseload").await.is(200);
    let revision = json!({"reason": "Anew.", "scores": observed(&rubric, 1, 1000)["scores"]});
    world
        .as_person(&thomas)
        .post(&format!("{draft}/revisions"), revision)
        .await
        .refused(422, "invalid");
    let revision = json!({"reason": "Anew.", "scores": observed(&rubric, 2, 1000)["scores"]});
    world
        .as_person(&thomas)
        .post(&format!("{draft}/revisions"), revision)
        .await
        .is(201);
    world
        .as_person(&thomas)
        .get(&format!("{draft}/revisions"))
        .await
        .is(200);
    world.as_person(&adam).get(&path).await.is(200);
}

#[tokio::test]
async fn the_longest_observation_can_be_shared_acknowledged_and_revised_under_a_key() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let rubric = long_rubric(&world).await;
    let path = adam.path("/observations");
    let mut longest = None;
    for note in (0..1000).rev().step_by(5) {
        let client = world
            .as_person(&thomas)
            .header("idempotency-key", "longest");
        let answer = client.post(&path, observed(&rubric, 1, note)).await;
        if answer.status == 201 {
            longest = Some((answer, note));
            break;
        }
        answer.refused(422, "invalid");
    }
    let (draft, note) = longest.expect("no length is accepted");
    let draft = format!("{path}/{}", draft.id());
    let twice = async |person: &Person, key: &'static str, path: String, body: Value| {
        let client = || world.as_person(person).header("idempotency-key", key);
        let first = client().post(&path, body.clone()).await;
        let first = if key == "revise" {
            first.is(201)
        } else {
            first.is(200)
        };
        assert_eq!(first.body, client().post(&path, body).await.body, "{key}");
    };
    let comment = json!({"comment": "😀".repeat(4000)});
    twice(&thomas, "share", format!("{draft}/share"), json!({})).await;
    twice(
        &adam,
        "acknowledge",
        format!("{draft}/acknowledge"),
        comment,
    )
    .await;
    let revision = json!({"reason": "😀".repeat(500), "scores": observed(&rubric, 1, note)["scores"], "glow": "Yes."});
    twice(&thomas, "revise", format!("{draft}/revisions"), revision).await;
}
