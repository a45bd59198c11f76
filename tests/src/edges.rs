//! What is accepted can be read back. Each field of each body in openapi.json is sent at its limits and beyond them,
//! alone and together with the field that it must agree with. What was accepted is then read through every route, in the
//! time zones that are furthest apart, audited and mailed. Nothing may be answered with 5xx.

use crate::world::{
    Answer, Fixture, Person, Row, UNKNOWN_ID, Who, World, caller, contract, is, prepare, reads,
    records, requires_if_match, resolved, row, sample,
};
use futures_util::{StreamExt, stream};
use http::Method;
use serde_json::{Value, json};
use shared::operation::Operation;
use std::collections::{BTreeMap, BTreeSet};

/// Values at the limits of a schema and beyond them.
fn edges(contract: &Value, schema: &Value) -> Vec<Value> {
    let schema = resolved(contract, schema);
    let number = |name: &str| schema[name].as_f64();
    let mut edges = vec![Value::Null, json!({}), json!([]), json!("")];
    match schema["format"].as_str() {
        Some("date") => {
            let texts = [
                "1899-12-31",
                "2200-01-01",
                "0000-01-01",
                "9999-12-31",
                "1970-01-01",
                "2024-02-29",
            ];
            edges.extend(texts.map(Value::from));
            edges.extend([schema["x-earliest"].clone(), schema["x-latest"].clone()]);
        }
        Some("date-time") => {
            let texts = [
                "0000-01-01T00:00:00+01:00",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "1969-12-31T23:59:59Z",
                "1970-01-01T14:00:00+14:00",
                "2199-12-30T12:00:00-12:00",
                "2200-01-01T00:00:00Z",
                "2026-03-08T02:30:00-06:00",
            ];
            edges.extend(texts.map(Value::from));
            edges.extend([schema["x-earliest"].clone(), schema["x-latest"].clone()]);
        }
        _ => {}
    }
    if let Some(most) = schema["maxLength"].as_u64() {
        for letter in ["a", "é", "😀", "\u{301}"] {
            edges.extend([most, most + 1].map(|length| json!(letter.repeat(length as usize))));
        }
        edges.extend([" ", "\u{0}", "\u{ad}", "=1+1", "a\nb"].map(Value::from));
    }
    for (edge, beyond) in [(number("minimum"), -1.0), (number("maximum"), 1.0)] {
        edges.extend(
            edge.into_iter()
                .flat_map(|edge| [edge, edge + beyond, edge - beyond * 0.0005])
                .map(Value::from),
        );
    }
    if is(schema, "number") || is(schema, "integer") {
        edges.extend([0.0, -0.0, 1e300, -1e300, 0.000_001, 1e15].map(Value::from));
        edges.push(json!(u64::MAX));
    }
    if is(schema, "array") {
        let most = schema["maxItems"].as_u64().unwrap_or(0) as usize;
        let one = sample(contract, &schema["items"]);
        edges.extend([1, most, most + 1].map(|length| json!(vec![one.clone(); length])));
    }
    edges.extend(schema["enum"].as_array().into_iter().flatten().cloned());
    edges.extend(
        schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|choice| choice["const"].clone()),
    );
    edges
}

/// Pairs of fields that are set together, because only one of them at a limit would be refused.
const TOGETHER: [(&str, &str); 3] = [
    ("starts_at", "ends_at"),
    ("starts_on", "ends_on"),
    ("issued_on", "expires_on"),
];

/// The body once for each limit of each of its fields, and of each field nested in them.
fn variants(contract: &Value, schema: &Value, body: &Value) -> Vec<Value> {
    let schema = resolved(contract, schema);
    let mut variants = Vec::new();
    for (name, of_field) in schema["properties"].as_object().into_iter().flatten() {
        let mut set = |value: Value| {
            let mut variant = body.clone();
            variant[name] = value;
            variants.push(variant);
        };
        edges(contract, of_field).into_iter().for_each(&mut set);
        let inner = resolved(contract, of_field);
        if is(inner, "object") {
            let base = body
                .get(name)
                .filter(|value| value.is_object())
                .cloned()
                .unwrap_or_else(|| sample(contract, inner));
            self::variants(contract, inner, &base)
                .into_iter()
                .for_each(&mut set);
        }
        if is(inner, "array") && is(resolved(contract, &inner["items"]), "object") {
            let base = body[name]
                .as_array()
                .and_then(|all| all.first())
                .cloned()
                .unwrap_or_else(|| sample(contract, &inner["items"]));
            self::variants(contract, &inner["items"], &base)
                .into_iter()
                .for_each(|item| set(json!([item])));
        }
    }
    for (first, last) in TOGETHER {
        let (Some(of_first), Some(_)) = (
            schema["properties"].get(first),
            schema["properties"].get(last),
        ) else {
            continue;
        };
        for edge in edges(contract, of_first) {
            for state in [
                Value::Null,
                json!("held"),
                json!("no_show"),
                json!("scheduled"),
            ] {
                let mut variant = body.clone();
                (variant[first], variant[last]) = (edge.clone(), a_little_later(&edge));
                if !state.is_null() && schema["properties"].get("state").is_some() {
                    variant["state"] = state;
                }
                variants.push(variant);
            }
        }
    }
    variants
}

fn a_little_later(edge: &Value) -> Value {
    match edge.as_str() {
        Some(text) if text.contains("00:00:00") => json!(text.replace("00:00:00", "00:30:00")),
        _ => edge.clone(),
    }
}

async fn send(
    world: &World,
    caller: &Person,
    operation: &Operation,
    row: &Row,
    body: Value,
) -> Answer {
    let mut client = world.as_person(caller);
    if requires_if_match(operation) {
        let current = world.as_person(caller).get(&row.path).await;
        let etag = match current.status.is_success() {
            true => current.etag(),
            false => "\"1\"".to_owned(),
        };
        client = client.header("if-match", etag);
    }
    client.json(operation.method.clone(), &row.path, body).await
}

/// The person whose records are written, and their coach.
struct Seen {
    owner: Person,
    coach: Person,
}

impl Seen {
    async fn new(world: &World) -> Self {
        let owner = world.namesake("Owner", "Person").await;
        let coach = caller(world, Who::Coach, &owner).await.unwrap();
        Self { owner, coach }
    }

    /// Reads everything as each of them and as the administrator.
    async fn read_by_all(&self, world: &World, what: &str) {
        let (owner, coach) = (&self.owner, &self.coach);
        for (reader, of) in [
            (&world.ava, vec![owner, coach]),
            (coach, vec![owner, coach]),
            (owner, vec![owner]),
        ] {
            for (path, answer) in reads(world, reader, &of, 3).await {
                assert_no_server_error(&answer, &format!("after {what}, GET {path}"));
            }
        }
    }
}

#[track_caller]
fn assert_no_server_error(answer: &Answer, what: &str) {
    let status = answer.status;
    assert!(
        !status.is_server_error(),
        "{what}: {status} {}",
        answer.body
    );
}

/// How many bodies were accepted, and how many refused.
#[derive(Default)]
struct Sent {
    accepted: usize,
    refused: usize,
}

/// Sends one operation's body at its limits. After each body that is accepted, the record is read.
async fn at_the_edges(world: &World, seen: &Seen, operation: &Operation, schema: &Value) -> Sent {
    let (contract, owner, cora) = (contract(), &seen.owner, world.another_coach("Cora").await);
    let caller = match operation.id {
        "conferences.edit_private_notes" => &seen.coach,
        "observations.acknowledge" => owner,
        _ => &world.ava,
    };
    let mut fixture = Fixture::without_records(&cora);
    records(world, operation, &world.ava, owner, &mut fixture).await;
    prepare(world, operation, owner, &cora).await;
    let row = row(operation, &owner.id, &fixture);
    let is_read = functions::operations()
        .iter()
        .any(|other| other.method == Method::GET && other.path == operation.path);
    let mut sent = Sent::default();
    for body in variants(&contract, schema, &row.body) {
        let shown: String = body.to_string().chars().take(200).collect();
        let what = format!("{} {shown}", operation.id);
        let answer = send(world, caller, operation, &row, body).await;
        assert_no_server_error(&answer, &what);
        if !answer.status.is_success() {
            sent.refused += 1;
            continue;
        }
        sent.accepted += 1;
        let location = answer
            .headers
            .get("location")
            .map(|at| at.to_str().unwrap());
        let at = location.or(is_read.then_some(row.path.as_str()));
        if let Some(at) = at {
            let read = world
                .as_person(caller)
                .get(at.trim_start_matches("/v1"))
                .await;
            assert!(
                matches!(read.status.as_u16(), 200 | 405),
                "{what}, GET {at}: {} {}",
                read.status,
                read.body
            );
        }
        if operation.id == "users.edit_status" {
            let active = json!({"status": "active"});
            world.ava().put(&row.path, active).await.is(200);
        }
    }
    sent
}

/// Runs the operations of one resource in one organization, so that everything they wrote is read only once. Operations
/// on assignments and users get their own people each, because they end what others began.
async fn together(operations: Vec<(Operation, Value)>) -> Sent {
    let world = World::new().await;
    let resource = operations[0].0.resource().to_owned();
    let mut seen = vec![Seen::new(&world).await];
    let mut sent = Sent::default();
    for (n, (operation, schema)) in operations.iter().enumerate() {
        if n > 0 && matches!(operation.resource(), "assignments" | "users") {
            seen.push(Seen::new(&world).await);
        }
        let of_operation = at_the_edges(&world, seen.last().unwrap(), operation, schema).await;
        sent.accepted += of_operation.accepted;
        sent.refused += of_operation.refused;
    }
    // The zones that are furthest apart.
    for time_zone in ["Pacific/Kiritimati", "Etc/GMT+12"] {
        let zone = json!({"time_zone": time_zone});
        world.ava().patch("/organisation", zone).await.is(200);
        for seen in &seen {
            let what = format!("{resource} in {time_zone}");
            seen.read_by_all(&world, &what).await;
        }
    }
    world.audit().await;
    functions::mail::daily::handle(
        &world.background_at("mail.daily", 2, 12),
        functions::Scheduled {},
    )
    .await
    .unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_accepted_at_the_limits_can_be_read_back() {
    let contract = contract();
    let mut by_resource: BTreeMap<String, Vec<(Operation, Value)>> = BTreeMap::new();
    for operation in functions::operations() {
        let method = operation.method.as_str().to_lowercase();
        let body = &contract["paths"][operation.path][&method]["requestBody"]["content"];
        let kinds = body.as_object().and_then(|kinds| kinds.values().next());
        if let Some(kind) = kinds {
            let (resource, schema) = (operation.resource().to_owned(), kind["schema"].clone());
            let of_resource = by_resource.entry(resource).or_default();
            of_resource.push((operation, schema));
        }
    }
    let all = by_resource
        .into_values()
        .map(|operations| async { tokio::spawn(together(operations)).await.unwrap() });
    let sent: Vec<Sent> = stream::iter(all).buffer_unordered(4).collect().await;
    let accepted: usize = sent.iter().map(|sent| sent.accepted).sum();
    let refused: usize = sent.iter().map(|sent| sent.refused).sum();
    println!("{accepted} accepted and {refused} refused");
    assert!(
        accepted > 500 && refused > 1500,
        "{accepted} accepted and {refused} refused"
    );
}

/// The ranges of dates are in openapi.json, in two kinds: those of days and those of moments.
#[test]
fn every_date_in_the_contract_has_its_range() {
    fn dates(value: &Value, found: &mut Vec<Value>) {
        if matches!(value["format"].as_str(), Some("date" | "date-time")) {
            found.push(value.clone());
        }
        match value {
            Value::Object(object) => object.values().for_each(|inner| dates(inner, found)),
            Value::Array(all) => all.iter().for_each(|inner| dates(inner, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    dates(&contract(), &mut found);
    let ranges: BTreeSet<_> = found
        .iter()
        .map(|date| (date["x-earliest"].to_string(), date["x-latest"].to_string()))
        .collect();
    assert_eq!(ranges.len(), 2, "{ranges:?}");
    assert!(
        !ranges
            .iter()
            .any(|(least, most)| least == "null" || most == "null"),
        "{ranges:?}"
    );
}

/// Every operation with each id in its path replaced by something that isn't an id.
#[tokio::test]
async fn malformed_ids_in_paths_are_not_found() {
    let world = World::new().await;
    let (owner, cora) = (
        world.namesake("Owner", "Person").await,
        world.another_coach("Cora").await,
    );
    let long = "0".repeat(2_000);
    let mut tried = 0;
    for operation in functions::operations()
        .iter()
        .filter(|operation| operation.path.contains('{'))
    {
        let mut fixture = Fixture::without_records(&cora);
        records(&world, operation, &world.ava, &owner, &mut fixture).await;
        let row = row(operation, &owner.id, &fixture);
        let (good, template): (Vec<&str>, Vec<&str>) = (
            row.path.split('?').next().unwrap().split('/').collect(),
            operation.path.split('/').collect(),
        );
        for place in (0..template.len()).filter(|place| template[*place].starts_with('{')) {
            for bad in [
                long.as_str(),
                "a%23b",
                "%00",
                "%F0%9F%98%80",
                "no-id",
                "%ff",
                "..%2F..%2Fme",
            ] {
                let mut path = good.clone();
                path[place] = bad;
                let path = path.join("/");
                let answer = match operation.method {
                    Method::GET | Method::DELETE => {
                        world
                            .ava()
                            .send(operation.method.clone(), &path, axum::body::Body::empty())
                            .await
                    }
                    _ => {
                        world
                            .ava()
                            .header("if-match", "\"1\"")
                            .json(operation.method.clone(), &path, row.body.clone())
                            .await
                    }
                };
                assert_eq!(
                    answer.status.as_u16(),
                    404,
                    "{} {bad:.20}: {}",
                    operation.id,
                    answer.body
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// Every query parameter at its limits is accepted or refused within five seconds.
#[tokio::test]
async fn no_query_parameter_at_its_limits_fails_or_is_slow() {
    let contract = contract();
    let world = World::new().await;
    let (owner, cora) = (
        world.namesake("Owner", "Person").await,
        world.another_coach("Cora").await,
    );
    world.connect(&cora, &owner).await;
    let mut tried = 0;
    for operation in functions::operations()
        .iter()
        .filter(|operation| operation.method == Method::GET)
    {
        let mut fixture = Fixture::without_records(&cora);
        records(&world, operation, &world.ava, &owner, &mut fixture).await;
        let row = row(operation, &owner.id, &fixture);
        let path = row.path.split('?').next().unwrap();
        let parameters = contract["paths"][operation.path]["get"]["parameters"].as_array();
        for parameter in parameters
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query")
        {
            let name = parameter["name"].as_str().unwrap();
            let mut values: Vec<String> = edges(&contract, &parameter["schema"])
                .iter()
                .filter(|value| !value.is_object() && !value.is_array())
                .map(|value| {
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned)
                })
                .collect();
            values.extend([
                "x".repeat(5_000),
                "\u{0}".to_owned(),
                "-1".to_owned(),
                "🦀".to_owned(),
            ]);
            for value in values {
                let query: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                let began = std::time::Instant::now();
                let answer = world.ava().get(&format!("{path}?{name}={query}")).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{} {name}={value:.40}: {} {}",
                    operation.id,
                    answer.status,
                    answer.body
                );
                assert!(
                    began.elapsed().as_secs() < 5,
                    "{} {name}={value:.40} took {:?}",
                    operation.id,
                    began.elapsed()
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// Every query parameter of every operation, with values that no client would send.
#[tokio::test]
async fn no_query_parameter_causes_a_server_error() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let contract = contract();
    let long = "a".repeat(6000);
    let values = [
        "",
        "%00",
        "%FF",
        "%23",
        "%5B%5D",
        "-1",
        "0",
        "99999999999999999999",
        "1900-01-01",
        "2199-12-31",
        "9999-12-31",
        "1899-12-31",
        "2026-09-01T00%3A00%3A00Z",
        "%F0%9F%98%80%F0%9F%98%80",
        "e%CC%81%CC%81",
        "%EF%BC%A0%EF%BC%A0",
        "%E2%80%8B%E2%80%8B",
        "true",
        "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "00000000000000000000000000",
        &adam.id,
        &long,
    ];
    let mut tried = 0;
    for (path, operations) in contract["paths"].as_object().unwrap() {
        let of_path = path.trim_start_matches("/v1");
        for (method, operation) in operations.as_object().unwrap() {
            if !["get", "delete"].contains(&method.as_str()) {
                continue;
            }
            let parameters = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "query");
            for name in parameters.map(|parameter| parameter["name"].as_str().unwrap()) {
                for value in values {
                    let mut filled = of_path
                        .replace("{user_id}", &adam.id)
                        .replace("{coach_id}", &thomas.id)
                        .replace("{coachee_id}", &thomas.id);
                    while let Some((before, rest)) = filled.clone().split_once('{') {
                        filled = format!("{before}{UNKNOWN_ID}{}", rest.split_once('}').unwrap().1);
                    }
                    let ask = world.ava();
                    let answer = match method.as_str() {
                        "get" => ask.get(&format!("{filled}?{name}={value}")).await,
                        _ => ask.delete(&format!("{filled}?{name}={value}")).await,
                    };
                    tried += 1;
                    assert!(
                        answer.status.as_u16() < 500,
                        "{method} {filled}?{name}={value}: {}",
                        answer.body
                    );
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
}
